"""How a terminal is called: one spelling per MAC, however the file or the device wrote it."""

from __future__ import annotations

import re

_PAIRS = re.compile(r"[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}|[0-9a-f]{2}(\.[0-9a-f]{2}){5}")
_GROUPS = re.compile(r"[0-9a-f]{4}([-.:])[0-9a-f]{4}\1[0-9a-f]{4}|[0-9a-f]{6}[-.:][0-9a-f]{6}")
_BARE = re.compile(r"[0-9a-f]{12}")
_SEPARATOR = re.compile(r"[-.:]")
MAC_OCTETS = 6

_ALL_DIGITS = re.compile(r"[0-9]{12}")


def normalise_terminal(text: str) -> str:
    """Return a MAC as `aa:bb:cc:dd:ee:ff`, any other serial or card number stripped and unchanged.

    What `as_mac` reads is a MAC, but for twelve plain decimal digits: those are taken for a card number.
    """
    plain = text.strip()
    return plain if _ALL_DIGITS.fullmatch(plain) else as_mac(plain) or plain


def as_mac(text: str) -> str:
    """Return a MAC as `aa:bb:cc:dd:ee:ff`; empty: the text is none.

    Read are six octets, three groups of four (Cisco's dots, Huawei's and H3C's dashes) or two of six, with colons,
    dashes or dots between them, and twelve hexadecimal digits. Leading zeros of an octet may be missing, except
    between dots.
    """
    lower = text.strip().lower()
    if _PAIRS.fullmatch(lower):
        return ":".join(octet.zfill(2) for octet in _SEPARATOR.split(lower))
    if _GROUPS.fullmatch(lower) or _BARE.fullmatch(lower):
        return format_mac(bytes.fromhex(_SEPARATOR.sub("", lower)))
    return ""


def format_serial(octets: bytes) -> str:
    """Return a GPON serial number's eight octets as people write it: four letters, eight hexadecimal digits."""
    return octets[:4].decode("ascii") + octets[4:].hex().upper()


def format_mac(octets: bytes) -> str:
    """Return six octets as `aa:bb:cc:dd:ee:ff`."""
    return octets.hex(":")


def is_another(octets: bytes, key: str) -> bool:
    """Return whether what was answered is a MAC, and not that of the terminal with this key."""
    return len(octets) == MAC_OCTETS and format_mac(octets) != key
