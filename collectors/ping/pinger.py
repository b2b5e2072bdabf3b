"""The pinger: many devices at once, paced, by ICMP echo where it is allowed and by TCP connections where not."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from collectors.clock import Clock
from collectors.ping.icmp import Open, Wire, open_icmp
from collectors.ping.job import PingJob, PingQuestion, PingTarget
from collectors.ping.packet import NONCE_LENGTH, read_reply, request
from collectors.ping.tcp import connect

BETWEEN_ECHOES_S = 0.2
"""Least pause between two echoes to one device: what is lost together says less than what is lost apart."""
MOST_CONNECTING = 64
"""Devices that are tried by TCP at a time: each try costs a socket per port."""
BURST_S = 0.01
"""Echoes may go out as a burst as long as this: timers are no finer."""


class _Echo(NamedTuple):
    """An echo under way."""

    job: PingJob
    row: int
    number: int
    sequence: int
    sent_s: float


class Pinger:
    """Sends echoes and knows its own replies: by source, identifier, sequence and a nonce in the payload.

    A reply that is nobody's, comes twice or comes late is dropped, and counted.
    """

    def __init__(
        self, clock: Clock, *, timeout_ms: int = 1000, rate_per_s: float = 500.0, open_wire: Open = open_icmp
    ) -> None:
        """Take the manners; sockets are opened with the first device that is to be pinged."""
        self._clock = clock
        self._timeout_s = timeout_ms / 1000.0
        self._gap_s = 1.0 / rate_per_s
        self._open_wire = open_wire
        self._wires: dict[int, Wire | None] = {}
        """IP version → what carries its echoes; None where ICMP is not allowed."""
        self._under_way: dict[bytes, _Echo] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sequence = secrets.randbits(16)
        self._next_s = 0.0
        """When the next echo or connection may go out."""
        self._connecting = asyncio.Semaphore(MOST_CONNECTING)
        self.dropped = 0
        """Datagrams that were no reply to an echo of ours under way."""

    def ping(self, targets: Sequence[PingTarget], question: PingQuestion) -> PingJob:
        """Start pinging every target; needs a running loop."""
        job = PingJob(targets, question.echoes)
        by_icmp = [question.icmp and self._wire(target.version) is not None for target in targets]
        rows = [row for row, icmp in enumerate(by_icmp) if icmp]
        if rows:
            self._start(self._send_echoes(job, rows, question.echoes))
        for row, icmp in enumerate(by_icmp):
            if not icmp:
                self._start(self._connect_to(job, row, question.echoes))
        return job

    def close(self) -> None:
        """Ping nobody any more and close the sockets."""
        for task in self._tasks:
            task.cancel()
        self._under_way.clear()
        for wire in self._wires.values():
            if wire is not None:
                wire.close()
        self._wires.clear()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wire(self, version: int) -> Wire | None:
        if version not in self._wires:
            self._wires[version] = self._open_wire(version, partial(self._heard, version))
        return self._wires[version]

    async def _send_echoes(self, job: PingJob, rows: Sequence[int], echoes: int) -> None:
        """Send the first echo to all, then the second, and give up what has not come back in time after the last."""
        loop = asyncio.get_running_loop()
        sent: list[bytes] = []
        try:
            for number in range(echoes):
                began = loop.time()
                for row in _open(job, rows):
                    await self._my_turn()
                    sent.append(self._send(job, row, number))
                if number + 1 < echoes:
                    await asyncio.sleep(max(0.0, began + BETWEEN_ECHOES_S - loop.time()))
            await job.wait(self._timeout_s)
        finally:
            for nonce in sent:
                self._under_way.pop(nonce, None)
            self._give_up(job, rows)

    def _send(self, job: PingJob, row: int, number: int) -> bytes:
        target, nonce = job.targets[row], secrets.token_bytes(NONCE_LENGTH)
        self._sequence = (self._sequence + 1) & 0xFFFF
        wire = self._wire(target.version)
        if wire is not None:
            self._under_way[nonce] = _Echo(job, row, number, self._sequence, time.perf_counter())
            with suppress(OSError):  # no way to it, or no room in the buffer: lost like any other
                wire.send(request(target.version, self._sequence, nonce), target.address)
        return nonce

    def _heard(self, version: int, datagram: bytes, source: str) -> None:
        now_s = time.perf_counter()
        reply, wire = read_reply(version, datagram), self._wires.get(version)
        echo = self._under_way.get(reply.nonce) if reply is not None else None
        if (
            reply is None
            or wire is None
            or echo is None
            or reply.identifier != wire.identifier
            or reply.sequence != echo.sequence
            or _canonical(source) != echo.job.targets[echo.row].address
        ):
            self.dropped += 1
            return
        del self._under_way[reply.nonce]
        waited_s = now_s - echo.sent_s
        if waited_s <= self._timeout_s:
            echo.job.came_back(echo.row, echo.number, waited_s * 1000.0, self._clock.now_ms())

    async def _connect_to(self, job: PingJob, row: int, echoes: int) -> None:
        """Connect so many times, a while apart; the port that answered first is the one that is tried again."""
        target, loop = job.targets[row], asyncio.get_running_loop()
        ports, next_s = target.ports, 0.0
        try:
            async with self._connecting:
                for number in range(echoes):
                    await asyncio.sleep(max(0.0, next_s - loop.time()))
                    await self._my_turn()
                    if not job.is_open(row):
                        return
                    next_s = loop.time() + BETWEEN_ECHOES_S
                    found = await connect(target.address, ports, self._timeout_s)
                    if found is not None:
                        ports = found[:1]
                        job.came_back(row, number, found[1], self._clock.now_ms())
        finally:
            self._give_up(job, [row])

    def _give_up(self, job: PingJob, rows: Sequence[int]) -> None:
        now_ms = self._clock.now_ms()
        for row in rows:
            job.give_up(row, now_ms)

    async def _my_turn(self) -> None:
        """Wait until the pace allows one more."""
        now_s = asyncio.get_running_loop().time()
        self._next_s = max(self._next_s, now_s - BURST_S) + self._gap_s
        if self._next_s > now_s:
            await asyncio.sleep(self._next_s - now_s)


def _open(job: PingJob, rows: Sequence[int]) -> Iterator[int]:
    return (row for row in rows if job.is_open(row))


def _canonical(source: str) -> str:
    """Return an address without its zone, spelt as targets are."""
    return ipaddress.ip_address(source.partition("%")[0]).compressed
