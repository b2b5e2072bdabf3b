"""What single values of the configuration have to be, with a sentence for those that are not."""

from __future__ import annotations

import base64
import binascii
import difflib
import ipaddress
import re
import zoneinfo
from typing import Annotated
from urllib.parse import urlsplit

import phonenumbers
from pydantic import AfterValidator, Field

from collectors.listening.address import parse_addresses
from maps.model import Kind

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_AREA_CODE = re.compile(r"[0-9]{1,5}")


def _known_kind(name: str) -> str:
    if name not in set(Kind):
        near = difflib.get_close_matches(name, [str(kind) for kind in Kind], n=1)
        hint = f", did you mean {near[0]}?" if near else f"; known: {', '.join(Kind)}"
        raise ValueError(f"unknown kind of element{hint}")
    return name


def _known_timezone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        near = difflib.get_close_matches(name, zoneinfo.available_timezones(), n=1)
        raise ValueError("unknown time zone" + (f", did you mean {near[0]}?" if near else ""))
    return name


def _known_region(name: str) -> str:
    country, dash, area = name.partition("-")
    if country not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("unknown country; ISO 3166 codes of two capitals are meant, such as CN")
    if dash and not _AREA_CODE.fullmatch(area):
        raise ValueError("behind the dash an area code is meant, such as CN-0571")
    return name


def webhook_secret(text: str) -> str:
    """Return the text where it can sign, or is empty: `whsec_` and base64, as Standard Webhooks writes secrets."""
    if text:
        try:
            good = text.startswith("whsec_") and len(base64.b64decode(text.removeprefix("whsec_"), validate=True)) > 0
        except binascii.Error:
            good = False
        if not good:
            raise ValueError("a Standard Webhooks secret is meant: whsec_ followed by base64")
    return text


def _on_this_machine(address: str) -> str:
    """Return the address where it is HTTP to this machine itself, or empty."""
    if address:
        parts = urlsplit(address)
        if parts.scheme != "http" or parts.hostname not in LOOPBACK or parts.port is None:
            raise ValueError("an address on this machine is meant: http://127.0.0.1:PORT")
    return address


def _tile_address(template: str) -> str:
    """Return the address where it names tiles by zoom, column and row, or is empty."""
    if template:
        if not template.startswith(("https://", "http://", "/")) or template.startswith("//"):
            raise ValueError("an address is meant: https://HOST/{z}/{x}/{y}.png, or /PATH on this host")
        missing = [name for name in ("{z}", "{x}", "{y}") if name not in template]
        if missing:
            raise ValueError(f"{', '.join(missing)} missing: tiles are named by zoom, column and row")
    return template


def _addresses(text: str) -> str:
    parse_addresses(text)
    return text


def networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Return networks from text that separates them by commas; raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def _networks(text: str) -> str:
    networks(text)
    return text


def _origins(value: str) -> str:
    for origin in value.split():
        parts = urlsplit(origin)
        plain = not (parts.path or parts.query or parts.fragment or parts.username)
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain or set(origin) & set(";,'\""):
            raise ValueError(f"{origin} is not an origin, such as https://calls.example.net")
    return " ".join(value.split())


Origins = Annotated[str, AfterValidator(_origins)]
"""Scheme, host and port of pages elsewhere, separated by spaces."""
Addresses = Annotated[str, AfterValidator(_addresses)]
"""Addresses to listen on, separated by commas."""
Networks = Annotated[str, AfterValidator(_networks)]
"""Networks as CIDR, separated by commas."""
KindName = Annotated[str, AfterValidator(_known_kind)]
"""A kind of element."""
Share = Annotated[float, Field(gt=0, lt=1)]
TimeZone = Annotated[str, AfterValidator(_known_timezone)]
"""A time zone of the IANA database."""
Region = Annotated[str, AfterValidator(_known_region)]
"""A country whose telephone numbers are known, and behind a dash an area of it."""
WebhookSecret = Annotated[str, AfterValidator(webhook_secret)]
"""What Standard Webhooks signs with, or empty."""
OwnAddress = Annotated[str, AfterValidator(_on_this_machine)]
"""HTTP to this machine itself, or empty."""
TileAddress = Annotated[str, AfterValidator(_tile_address)]
"""Where a base map's tiles are, or empty."""
