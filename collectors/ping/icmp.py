"""Unprivileged ICMP: one datagram socket per IP version, for as many devices as there are."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)

MOST_OCTETS = 2048
MOST_AT_ONCE = 200
"""Datagrams read in one go: the loop has others to serve."""
RECEIVE_BUFFER = 1 << 20
_FAMILY = {4: (socket.AF_INET, socket.IPPROTO_ICMP), 6: (socket.AF_INET6, socket.IPPROTO_ICMPV6)}

Heard = Callable[[bytes, str], None]
"""Takes a datagram and the address it came from."""


class Wire(Protocol):
    """What carries echoes of one IP version."""

    identifier: int
    """Identifier the kernel puts into our requests, and by which it knows our replies."""

    def send(self, datagram: bytes, address: str) -> None:
        """Send to an address; raises OSError where that cannot be done."""
        ...

    def close(self) -> None:
        """Let go of the socket."""
        ...


Open = Callable[[int, Heard], Wire | None]
"""Takes IP version and who hears what comes in; None where ICMP is not allowed."""


class IcmpWire:
    """A ping socket (SOCK_DGRAM, IPPROTO_ICMP) in the running loop."""

    def __init__(self, version: int, heard: Heard) -> None:
        """Open the socket; raises OSError where net.ipv4.ping_group_range, or the machine, does not allow it."""
        family, protocol = _FAMILY[version]
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, protocol)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            self._socket.bind(("", 0))
        except OSError:
            self._socket.close()
            raise
        self.identifier: int = self._socket.getsockname()[1]
        self._loop.add_reader(self._socket, self._read)

    def send(self, datagram: bytes, address: str) -> None:
        """Send to an address; raises OSError where that cannot be done, as with no route to it."""
        self._socket.sendto(datagram, (address, 0))

    def close(self) -> None:
        """Let go of the socket."""
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def _read(self) -> None:
        for _ in range(MOST_AT_ONCE):
            try:
                datagram, source = self._socket.recvfrom(MOST_OCTETS)
            except BlockingIOError:
                return
            except OSError as error:  # what an earlier datagram met with on its way; its echo is lost
                log.debug("icmp: %s", error)
                continue
            self._heard(datagram, str(source[0]))


def open_icmp(version: int, heard: Heard) -> IcmpWire | None:
    """Return a ping socket in the running loop; None where it is not allowed, which the log then tells."""
    try:
        return IcmpWire(version, heard)
    except OSError as error:
        log.warning(
            "no ICMP to IPv%d addresses, TCP connections are tried instead: %s; "
            "net.ipv4.ping_group_range must include a group of this process",
            version,
            error.strerror,
        )
        return None
