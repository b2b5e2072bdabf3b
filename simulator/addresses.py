"""Which 127.x.y.z address belongs to which agent."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address

_FIRST_NODE = 11
_FIRST_MODEM = 256
_USABLE = 254
"""Hosts of a /24 whose last octet is neither 0 nor 255."""


@dataclass(frozen=True, slots=True)
class Network:
    """The first two octets of the plant's management network, inside 127/8."""

    base: int

    @classmethod
    def parse(cls, text: str) -> Network:
        """Return the network written `127.20`. Raises ValueError for anything outside 127/8."""
        address = IPv4Address(f"{text}.0.0")
        if not address.is_loopback:
            msg = f"network {text}: the simulator stays on loopback, 127.0 to 127.255"
            raise ValueError(msg)
        return cls(int(address))

    def cmts(self) -> str:
        """Return the address of the CMTS."""
        return str(IPv4Address(self.base + 1))

    def node(self, index: int) -> str:
        """Return the address of the transponder in the node `index`, counted from 0."""
        return str(IPv4Address(self.base + _FIRST_NODE + index))

    def modem(self, index: int) -> str:
        """Return the address of the modem `index`; 254 to a third octet, spilling into the next network."""
        block, host = divmod(index, _USABLE)
        return str(IPv4Address(self.base + _FIRST_MODEM + block * 256 + 1 + host))


def packed(address: str) -> bytes:
    """Return four octets in network order."""
    return socket.inet_aton(address)
