"""The UDP sockets that devices are asked through."""

from __future__ import annotations

import socket
from contextlib import suppress

RECEIVE_BUFFER = 8 << 20
SO_RCVBUFFORCE = 33


def open_socket(*, six: bool) -> socket.socket:
    """Return a socket for one version of IP that never blocks, with room for the answers to a burst."""
    sock = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    with suppress(OSError, AttributeError):  # beyond net.core.rmem_max where we may
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
    sock.bind(("::" if six else "0.0.0.0", 0))  # noqa: S104 - answers arrive from every network
    return sock
