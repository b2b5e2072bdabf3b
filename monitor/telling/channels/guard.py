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
        if inner is not None and (why := refusal(inner)) is not None:
            return f"a way to an address that is {why}"
    if address.is_unspecified:
        return "no address"
    if address.is_multicast:
        return "multicast"
    if address.is_link_local:
        return "of the link only, where a cloud keeps its metadata"
    if address.is_loopback:
        return "this machine itself"
    if address.is_reserved or not address.is_global:
        return "not public"
    return None


def _tunnelled(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a datagram comes out at: 6to4, Teredo, NAT64."""
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
