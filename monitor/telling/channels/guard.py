"""Which addresses a notice may be sent to: public ones, and what the operator has listed."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that IANA gives out of IPv6; what lies outside is for special purposes, or for nothing yet."""
SPECIAL: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
"""Addresses for special purposes; those that are reachable from anywhere too: the nearest of many answers there.

Kept here since Python's own list is another in each version. What is written in IPv6 and comes out in IPv4, by
6to4 or NAT64, is judged by where it comes out.
Source: https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
"""


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
    return _not_public(address)


def _not_public(address: Address) -> str | None:
    """Return what an address is instead of public."""
    found = (
        (address.is_unspecified, "no address"),
        (address.is_multicast, "multicast"),
        (address.is_link_local, "of the link only, where a cloud keeps its metadata"),
        (address.is_loopback, "this machine itself"),
        (any(address in network for network in SPECIAL), "not public"),
        (isinstance(address, ipaddress.IPv6Address) and address not in UNICAST, "not public"),
    )
    return next((why for true, why in found if true), None)


def _tunnelled(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a datagram comes out at, by 6to4 or NAT64."""
    if address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
