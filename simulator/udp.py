"""One socket that is every agent: it hears which 127.x.y.z address was asked and answers from there."""

from __future__ import annotations

import array
import contextlib
import fcntl
import heapq
import os
import select
import socket
import struct
import termios
import threading
import time
from collections.abc import Callable

from simulator.wire import Wire

Answer = Callable[[bytes, bytes, int], bytes | None]
"""(packed address asked, datagram, now_ms) → answer."""

IP_PKTINFO = getattr(socket, "IP_PKTINFO", 8)
_PKTINFO = struct.Struct("=I4s4s")
_ANCILLARY = socket.CMSG_SPACE(_PKTINFO.size)
_LOOPBACK = 127
_BUFFER = 4 << 20
_TURN = 256
"""Datagrams taken before the late answers and the stop signal are looked at again."""


def open_socket(port: int) -> socket.socket:
    """Return the socket all agents share, on `port` or any free one for 0; loopback only.

    Where we may not bind to the loopback device, datagrams from elsewhere are dropped as they come.
    Raises OSError, whose message names the port, when it is taken.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        sock.setsockopt(socket.SOL_SOCKET, option, _BUFFER)
    with contextlib.suppress(PermissionError):  # without the right to, _turn drops what is not loopback
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
    try:
        sock.bind(("0.0.0.0", port))  # noqa: S104 - the device is loopback
    except OSError as error:
        sock.close()
        msg = f"UDP port {port} cannot be had: {error.strerror}"
        raise OSError(error.errno, msg) from error
    sock.settimeout(0)
    return sock


class Server:
    """Serves the agents in a thread of its own until stopped."""

    def __init__(
        self,
        sock: socket.socket,
        answer: Answer,
        clock: Callable[[], int],
        slowness_ms: tuple[float, float] = (0.0, 0.0),
        wire: Wire | None = None,
    ) -> None:
        """Answers leave `slowness_ms` (shortest, longest) after the question and what `wire` adds; (0, 0): at once."""
        self._sock, self._answer, self._clock, self._slowness_ms = sock, answer, clock, slowness_ms
        self._wire = None if wire is None or wire.calm else wire
        self._late: list[tuple[float, int, bytes, bytes, tuple[str, int]]] = []
        self._serial = 0
        self._in_turn = False
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="snmp", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the socket."""
        os.write(self._wake_write, b"x")
        self._thread.join()
        self._sock.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def busy(self) -> bool:
        """Return whether a question waits or is being answered; what was answered before is sent by then."""
        waiting = array.array("i", [0])
        fcntl.ioctl(self._sock, termios.FIONREAD, waiting)  # before the flag: what is taken meanwhile raises it first
        return waiting[0] > 0 or self._in_turn or bool(self._late)

    def _serve(self) -> None:
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        while True:
            wait_ms = max(self._late[0][0] - time.monotonic(), 0.0) * 1000 if self._late else None
            if any(descriptor == self._wake_read for descriptor, _ in poll.poll(wait_ms)):
                return
            self._in_turn = True
            self._send_late()
            self._turn()
            self._in_turn = False

    def _turn(self) -> None:
        """Answer what has come, up to a turn's worth."""
        now_ms = self._clock()
        for _ in range(_TURN):
            try:
                data, ancillary, _, peer = self._sock.recvmsg(65535, _ANCILLARY)
            except BlockingIOError:
                return
            _, _, asked = _PKTINFO.unpack_from(ancillary[0][2])
            if asked[0] != _LOOPBACK or not peer[0].startswith("127."):
                continue
            answer = self._answer(asked, data, now_ms)
            if answer is not None:
                self._dispatch(answer, asked, peer)

    def _dispatch(self, answer: bytes, asked: bytes, peer: tuple[str, int]) -> None:
        shortest, longest = self._slowness_ms
        if longest <= 0 and self._wire is None:
            self._send(answer, asked, peer)
            return
        self._serial += 1
        spread = (self._serial * 2_654_435_761 & 0xFFFF_FFFF) / 2**32
        slow_ms = shortest + (longest - shortest) * spread
        now = time.monotonic()
        for copy, trip_ms in enumerate(self._wire.arrivals_ms(asked) if self._wire else (0.0,)):
            due = now + (slow_ms + trip_ms) / 1000
            heapq.heappush(self._late, (due, 2 * self._serial + copy, answer, asked, peer))

    def _send_late(self) -> None:
        now = time.monotonic()
        while self._late and self._late[0][0] <= now:
            _, _, answer, asked, peer = heapq.heappop(self._late)
            self._send(answer, asked, peer)

    def _send(self, answer: bytes, asked: bytes, peer: tuple[str, int]) -> None:
        """Send from the address that was asked; a full socket loses the answer, as the wire would."""
        source = (socket.IPPROTO_IP, IP_PKTINFO, _PKTINFO.pack(0, asked, bytes(4)))
        try:
            self._sock.sendmsg([answer], [source], 0, peer)
        except (BlockingIOError, ConnectionRefusedError):
            return
