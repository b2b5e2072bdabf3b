"""Where a receiver listens: a host and a port, written `0.0.0.0:162` or `[::]:162`."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit


class Address(NamedTuple):
    """A host's numeric address and a port; port 0 is any that is free."""

    host: str
    port: int


def parse_address(text: str) -> Address:
    """Return the address of a text; raises ValueError for what is none."""
    try:
        parts = urlsplit(f"//{text.strip()}")
        host, port = parts.hostname or "", parts.port
        ipaddress.ip_address(host)
    except ValueError as error:
        raise ValueError(f"{text!r}: an address such as 0.0.0.0:162 or [::]:162 is meant") from error
    if port is None or parts.path or parts.query or parts.username is not None:
        raise ValueError(f"{text!r}: an address such as 0.0.0.0:162 or [::]:162 is meant")
    return Address(host, port)


def parse_addresses(text: str) -> tuple[Address, ...]:
    """Return the addresses of a text, separated by commas; none of an empty one. Raises ValueError."""
    return tuple(parse_address(part) for part in text.split(",") if part.strip())


def readable(host: str) -> str:
    """Return a socket's address as devices' rows write it: without a zone, IPv4 as itself where it came mapped."""
    host = host.partition("%")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
