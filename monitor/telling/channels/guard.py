"""Which addresses a notice may be sent to: public ones, and what the operator has listed."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def refusal(address: Address, listed: Sequence[Network] = ()) -> str | None:
    """Return why nothing is sent to an address, as the end of `… is`; None where something may be.

    An IPv6 address that is a way of writing an IPv4 address is refused for itself, whatever that one is,
    unless it is listed as it is written; one that tunnels to an IPv4 address is as good as that.
    """
    if any(address in network for network in listed):
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return "an IPv4 address in IPv6 clothes"
        inner = _tunnelled(address)
        if inner is not None:
            why = _not_public(inner)
            return None if why is None else f"a way to an address that is {why}"
        if address.is_site_local:
            return "not public"
    return _not_public(address)


def _not_public(address: Address) -> str | None:
    """Return what an address is instead of public."""
    found = (
        (address.is_unspecified, "no address"),
        (address.is_multicast, "multicast"),
        (address.is_link_local, "of the link only, where a cloud keeps its metadata"),
        (address.is_loopback, "this machine itself"),
        (address.is_reserved or not address.is_global, "not public"),
    )
    return next((why for true, why in found if true), None)


def _tunnelled(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a datagram comes out at, by 6to4 or NAT64."""
    if address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
