"""The batch engine with first tries of GETs in C: the same manners and the same answers, hundreds to a system call."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
from collections.abc import Callable, Sequence
from typing import Unpack

from collectors.clock import Clock
from collectors.snmp import _native
from collectors.snmp.batch import SENDS, TICK_S, BatchEngine, Manners
from collectors.snmp.engine import Question, SockAddr, TableQuestion, Target
from collectors.snmp.fast_get import FastGet
from collectors.snmp.fast_walk import FastWalk
from collectors.snmp.get import BatchGet
from collectors.snmp.jobs import Ask
from collectors.snmp.patience import Patience
from collectors.snmp.recent import Recent
from collectors.snmp.turns import Places, Turns
from collectors.snmp.walk import BatchWalk

MANY = 64
"""With so many requests open, answers are left to gather between two looks: a look costs as much as many answers."""


class LanePlaces(Places):
    """Places on the wire as the C core counts them: its requests and Python's together."""

    def __init__(self, lane: _native.Lane) -> None:
        self._lane = lane
        self._numbers: Recent[SockAddr, int] = Recent()
        self._served: list[bool] = []
        """By the core's number: whether it can ask that device."""
        self.addresses: list[SockAddr] = []
        """Of each device by the core's number, which is another's once it is forgotten."""

    def number_of(self, where: SockAddr) -> int | None:
        """Return the core's number for a device that it can ask, None for one it cannot."""
        number = self.any_number_of(where)
        return number if self._served[number] else None

    def take(self, where: SockAddr) -> bool:
        """Take a place at a device; False when all are taken."""
        return self._lane.take(self.any_number_of(where))

    def free(self, where: SockAddr) -> None:
        """Let go of a place that was taken."""
        self._lane.free(self.any_number_of(where))

    def watch(self, where: SockAddr, *, waiting: bool) -> None:
        """Have the core tell when places become free there."""
        self._lane.watch(self.any_number_of(where), waiting)

    def any_number_of(self, where: SockAddr) -> int:
        """Return the core's number for a device, whoever asks it."""
        number = self._numbers.today.get(where)
        if number is None and (number := self._numbers.get(where)) is None:
            number, served = self._lane.device(*where)
            self._numbers[where] = number
            self.addresses[number : number + 1] = (where,)  # the next one, or one that was another's
            self._served[number : number + 1] = (served,)
        return number

    def begin_day(self) -> None:
        """Forget who was not asked for a day, and is not being asked either: its number is given to another."""
        for where, number in self._numbers.begin_day().items():
            if not self._lane.forget_device(number):
                self._numbers[where] = number


class LanePatience(Patience):
    """Time-outs as the C core keeps them: learned from its round trips and Python's together."""

    def __init__(
        self, longest_s: float, sends_each: int, lane: _native.Lane, number_of: Callable[[SockAddr], int]
    ) -> None:
        super().__init__(longest_s, sends_each)
        self._lane = lane
        self._number_of = number_of

    def rank(self, where: SockAddr) -> int:
        """Return which time-out a device is given next."""
        return self._lane.rank(self._number_of(where))

    def answered(self, where: SockAddr, seconds: float) -> None:
        """Learn from the round trip of a request that was sent once."""
        self._lane.answered(self._number_of(where), seconds)

    def timed_out(self, where: SockAddr, rank: int) -> None:
        """Give a device that did not answer within this time-out the next longer one."""
        self._lane.timed_out(self._number_of(where), rank)

    def begin_day(self) -> None:
        """Forget nobody: the core forgets a device's round trips with its number."""


class FastEngine(BatchEngine):
    """Speaks SNMP v1 and v2c to thousands of devices; built inside a running loop.

    1. The core sends the first try of every GET over IPv4 and stores each answer that is plain.
    2. A datagram that is anything else comes back, to be judged by the engine in Python.
    3. A request that timed out comes back too, to be repeated or given up there.
    """

    def __init__(self, clock: Clock, **manners: Unpack[Manners]) -> None:
        super().__init__(clock, **manners)
        self._shared = self._socket_of(six=False)
        self._lane = _native.Lane(self._shared.fileno(), self._outstanding, self._first_id, self._patience.time_outs)
        self._places = self._devices = LanePlaces(self._lane)
        self._patience = LanePatience(self._timeout_s, self._sends_each, self._lane, self._devices.any_number_of)
        self._turns = Turns(self._places, self._pending)
        self._jobs: dict[int, FastGet] = {}
        self._tokens_of_jobs = itertools.cycle(range(2**32))
        self._due_here = 0.0
        self._pause: asyncio.TimerHandle | None = None

    def get(self, targets: Sequence[Target], question: Question) -> BatchGet:
        """Start asking every target the same question."""
        if not targets or not question.oids:
            return super().get(targets, question)
        job = self._start(FastGet(targets, question, self._devices.number_of))
        token = next(self._tokens_of_jobs)
        self._jobs[token] = job
        self._lane.add(job.columns, token)
        return job

    def walk(self, targets: Sequence[Target], question: TableQuestion) -> BatchWalk:
        """Start walking the same table on every target."""
        return self._start(FastWalk(targets, question, self._repetitions))

    def close(self) -> None:
        """Drop what is open and close the sockets."""
        if self._pause is not None:
            self._pause.cancel()
        super().close()
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()

    # Sending.

    def _send_some(self, room: int) -> int:
        """Send up to so many requests, the core's and Python's in their turns; return how many went."""
        others = self._lane.fresh_jobs + self._lane.has_released
        if not others:
            return super()._send_some(room)
        self._due_here += room * self._turns.share(others)
        here = min(room, int(self._due_here))
        self._due_here -= int(self._due_here)
        sent = super()._send_some(here) if here else 0
        sent += self._send_there(room - sent)
        return sent + super()._send_some(room - sent)

    def _send_there(self, room: int) -> int:
        sent, _, failures = self._lane.send(room, self._loop.time())
        for number, error in failures:
            whom = self._devices.addresses[number]
            self._complain("unsendable", whom, f"{whom[0]}:{whom[1]}: cannot be sent to: {os.strerror(error)}")
        return sent

    def _waiting(self) -> bool:
        return super()._waiting() or self._lane.has_released or self._lane.fresh_jobs > 0

    def _next_timeout(self) -> float:
        return min(super()._next_timeout(), self._lane.next_deadline)

    def _new_id(self) -> int:
        return self._lane.claim()

    def _expire(self, now: float) -> None:
        for token, row, part, request_id in self._lane.expire(now, SENDS):
            ask = self._pending[request_id] = self._jobs[token].ask_of(row, part, request_id)
            self._timed_out(ask)
        super()._expire(now)
        self._settle()

    def _forget(self, request_id: int) -> None:
        self._pending.pop(request_id, None)
        self._lane.forget(request_id)

    # Receiving.

    def _drain(self, sock: socket.socket) -> None:
        if sock is not self._shared:
            super()._drain(sock)
            return
        self._read(sock)
        if self._lane.open >= MANY and self._pause is None:
            self._loop.remove_reader(self._shared.fileno())
            self._pause = self._loop.call_later(TICK_S, self._resume)
        if self._tokens >= 1.0 and self._waiting():  # else the pace holds them back, and the timer is set
            self._pump()

    def _resume(self) -> None:
        self._pause = None
        self._loop.add_reader(self._shared.fileno(), self._drain, self._shared)

    def _read(self, sock: socket.socket) -> bool:
        """Take answers, some hundreds at most; return whether those were all."""
        if sock is not self._shared:
            return super()._read(sock)
        now_ms = self._clock.now_ms()
        state = _native.UNREAD
        while state == _native.UNREAD:
            datagrams, state, error = self._lane.receive(now_ms, self._loop.time())
            if error:
                self._complain("socket", None, f"socket: {os.strerror(error)}")
            for data, source in datagrams:
                self._take(data, source, now_ms)
        self._settle()
        return state == _native.DRAINED

    def _asked(self, request_id: int) -> Ask | None:
        """Return the open request with this id; one of the core's stays the core's, whatever comes of the answer."""
        ask = self._pending.get(request_id)
        if ask is None and request_id > 0 and (found := self._lane.find(request_id)):
            token, row, part = found
            ask = self._jobs[token].ask_of(row, part, request_id)
        return ask

    def _was_asked(self, request_id: int) -> bool:
        return self._lane.wrapped or self._first_id < request_id <= self._lane.last_id

    def _settle(self) -> None:
        """Draw the conclusions from what the core has done."""
        for job in self._jobs.values():
            job.settle()
        for token in self._lane.retire():
            del self._jobs[token]
        for number in self._lane.freed():
            self._turns.release(self._devices.addresses[number])
