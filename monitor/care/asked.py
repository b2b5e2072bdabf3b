"""What somebody typed, or a switchboard sent, to say whom they mean: read once, before anything is looked up."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from collectors.identity import as_mac
from monitor.ledger.phones import e164

LONGEST = 200
"""Characters that are read of a question; nobody's number, name of a terminal or address is longer."""
ENCODED = 9
"""Characters that one takes up at most where it is written in percent signs."""
_SCHEME = re.compile(r"\s*(?:tel|sips?|callto|phone):(?://)?", re.IGNORECASE)
_BRACKETED = re.compile(r"<([^<>]+)>\s*(?:;.*)?$", re.DOTALL)
"""What a name is said to be the caller's at, as SIP writes it."""
_USER = re.compile(r"\+?[\d ().-]{3,}(?=@[\w.:\[\]-]+$)")
_AFTER = re.compile(r"[:;?@].*$", re.DOTALL)
_CONTEXT = re.compile(r";phone-context=(\+[\d-]+)", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,88}={0,2}")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
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
    mac: str = ""
    """As `collectors.identity` writes it; empty: not a MAC. Twelve digits may be one, or the number of a card."""

    @property
    def wordy(self) -> bool:
        """Whether it may be the address of a house: it has letters, and is nothing else that has some."""
        named = self.e164 or self.packed or self.mac or _SCHEME.match(self.written) or _BRACKETED.search(self.written)
        return not named and bool(_LETTERS.search(self.written))


def asked(text: str, region: str) -> Asked:
    """Return what a text may mean; `region` is that of `monitor.ledger.phones.e164`.

    Understood besides plain text: `tel:`, `sip:` and `callto:` addresses with or without a name before them, percent
    signs, also twice, and the base64 of a number.
    """
    decoded = _without_percents(_without_percents(text[: ENCODED * LONGEST]))
    written = _UNSEEN.sub("", unicodedata.normalize("NFKC", decoded)).strip()[:LONGEST]
    plain, number = _called(written, region)
    if not number:
        number = _called(_decoded(plain), region)[1]
    squeezed = plain.replace(" ", "")
    keys = dict.fromkeys((plain, squeezed, squeezed.upper(), squeezed.lower()))
    dotted = squeezed.replace("。", ".")
    return Asked(written, number, tuple(key for key in keys if key), _packed(dotted), as_mac(dotted))


def _without_percents(text: str) -> str:
    """Return a text that was written for an address on the web as it was before; any other as it is."""
    if not _PERCENT.search(text):
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _called(text: str, region: str) -> tuple[str, str]:
    """Return the number or name in a `tel:` or `sip:` address, anything else as it is; and what number that is."""
    bracketed = _BRACKETED.search(text)
    address = bracketed[1].strip() if bracketed else text
    scheme = _SCHEME.match(address)
    if scheme is None:
        user = _USER.match(address)
        plain = user[0] if user else address
        return plain, e164(plain, region)
    rest = address[scheme.end() :]
    plain = _AFTER.sub("", rest).strip()
    context = _CONTEXT.search(rest)
    within = e164(context[1] + plain, region) if context and not plain.startswith("+") else ""
    return plain, within or e164(plain, region)


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
