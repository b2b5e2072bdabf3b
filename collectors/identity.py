"""How a terminal is called: one spelling per MAC, however the file or the device wrote it."""

from __future__ import annotations

import re

_SEPARATED = re.compile(r"[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}")
_DOTTED = re.compile(r"[0-9a-f]{4}(\.[0-9a-f]{4}){2}")
_BARE = re.compile(r"[0-9a-f]{12}")
MAC_OCTETS = 6

_ALL_DIGITS = re.compile(r"[0-9]{12}")


def normalise_terminal(text: str) -> str:
    """Return a MAC as `aa:bb:cc:dd:ee:ff`, any other serial or card number stripped and unchanged.

    MACs are read with colons, dashes, Cisco's dots, or as twelve hexadecimal digits; twelve plain
    decimal digits are taken for a card number. Leading zeros of an octet may be missing.
    """
    plain = text.strip()
    lower = plain.lower()
    if _SEPARATED.fullmatch(lower):
        return ":".join(octet.zfill(2) for octet in re.split("[:-]", lower))
    if _DOTTED.fullmatch(lower) or (_BARE.fullmatch(lower) and not _ALL_DIGITS.fullmatch(lower)):
        return format_mac(bytes.fromhex(lower.replace(".", "")))
    return plain


def format_serial(octets: bytes) -> str:
    """Return a GPON serial number's eight octets as people write it: four letters, eight hexadecimal digits."""
    return octets[:4].decode("ascii") + octets[4:].hex().upper()


def format_mac(octets: bytes) -> str:
    """Return six octets as `aa:bb:cc:dd:ee:ff`."""
    return octets.hex(":")


def is_another(octets: bytes, key: str) -> bool:
    """Return whether what was answered is a MAC, and not that of the terminal with this key."""
    return len(octets) == MAC_OCTETS and format_mac(octets) != key
