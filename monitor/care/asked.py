"""What somebody typed, or a switchboard sent, to say whom they mean: read once, before anything is looked up."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from collectors.identity import normalise_terminal
from monitor.ledger.phones import e164

LONGEST = 200
"""Characters that are read of a question; nobody's number, name of a terminal or address is longer."""
_SCHEME = re.compile(r"^\s*(?:\"[^\"]*\"\s*)?<?\s*(tel|sips?|callto|phone):(//)?", re.IGNORECASE)
_AFTER = re.compile(r"[;?@>].*$", re.DOTALL)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,88}={0,2}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in every form it can be meant in."""

    written: str
    """As it came, without what cannot be seen."""
    e164: str
    """Empty: not a telephone number."""
    keys: tuple[str, ...]
    """What it may be as an account's or a terminal's name, the likeliest first."""
    packed: bytes
    """Sixteen octets of an IP address, IPv4 as v4-mapped; empty: not an address."""

    @property
    def wordy(self) -> bool:
        """Whether it has letters, as the address of a house has and a number has not."""
        return bool(_LETTERS.search(self.written))


def asked(text: str, region: str) -> Asked:
    """Return what a text may mean; `region` is the country of numbers written without a country code.

    Understood besides plain text: `tel:`, `sip:` and `callto:` addresses, percent signs, and the base64 of a number.
    """
    written = _UNSEEN.sub("", unicodedata.normalize("NFKC", text[:LONGEST])).strip()
    plain = _without_scheme(written)
    number = e164(plain, region)
    if not number and (decoded := _decoded(plain)):
        number = e164(_without_scheme(decoded), region)
    squeezed = plain.replace(" ", "")
    keys = dict.fromkeys((plain, squeezed, normalise_terminal(squeezed), squeezed.upper(), squeezed.lower()))
    return Asked(written, number, tuple(key for key in keys if key), _packed(plain))


def _without_scheme(text: str) -> str:
    """Return the number or name in a `tel:` or `sip:` address, anything else as it is."""
    if not _SCHEME.match(text):
        return text
    return _AFTER.sub("", unquote(_SCHEME.sub("", text))).strip()


def _decoded(text: str) -> str:
    """Return what a text is the base64 of; empty where it is of nothing that can be read."""
    if not _BASE64.fullmatch(text) or text.isdigit():
        return ""
    padded = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _packed(text: str) -> bytes:
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return b""
    return address.packed if address.version == 6 else b"\0" * 10 + b"\xff\xff" + address.packed
