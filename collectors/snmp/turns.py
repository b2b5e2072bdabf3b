"""Whose request goes next: jobs in turns, few at a time per device, retries behind fresh ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Container

from collectors.snmp.engine import SockAddr
from collectors.snmp.jobs import Ask, BatchJob

RETRY_TURN = 4
"""While fresh requests wait, one in so many may be a retry: dead devices never crowd out live ones."""


class Places:
    """How many requests each device has on the wire, `each` at most."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._busy: dict[SockAddr, int] = {}

    def take(self, where: SockAddr) -> bool:
        """Take a place at a device; False when all are taken."""
        busy = self._busy.get(where, 0)
        if busy >= self._each:
            return False
        self._busy[where] = busy + 1
        return True

    def free(self, where: SockAddr) -> None:
        """Let go of a place that was taken."""
        busy = self._busy[where] - 1
        if busy:
            self._busy[where] = busy
        else:
            del self._busy[where]

    def watch(self, where: SockAddr, *, waiting: bool) -> None:
        """Take note whether anybody waits for a place there."""

    def begin_day(self) -> None:
        """Forget who was not asked for a day; here nobody is remembered who has no request on the wire."""


class Turns:
    """Hands out requests one by one; `open_ids` are those still owed an answer.

    A device has so many requests on the wire as it has places; more are set aside until one of them
    is answered or timed out.
    """

    def __init__(self, places: Places, open_ids: Container[int]) -> None:
        self._places = places
        self._open = open_ids
        self._jobs: deque[BatchJob] = deque()
        self._retries: deque[Ask] = deque()
        self._released: deque[Ask] = deque()
        self._parked: dict[SockAddr, deque[Ask]] = {}
        self._turn = 0

    def __bool__(self) -> bool:
        return bool(self._jobs or self._released or self._retries)

    def jobs(self) -> set[BatchJob]:
        """Return the jobs that wait for a turn."""
        return set(self._jobs)

    def join(self, job: BatchJob) -> None:
        """Let a job that has something to ask take turns; nothing changes when it does already."""
        if not job.finished and job not in self._jobs:
            self._jobs.append(job)

    def repeat(self, ask: Ask) -> None:
        """Let a request that timed out be sent again, later than what is fresh."""
        self._retries.append(ask)

    def put_back(self, ask: Ask) -> None:
        """Take back a request that could not be sent now; it is the next to go."""
        self.leave(ask)
        self._released.appendleft(ask)

    def next(self) -> Ask | None:
        """Return the request to send now, its device's place taken; None when there is none."""
        self._turn += 1
        if self._retries and self._turn % RETRY_TURN == 0:
            return self._retry() or self._fresh()
        return self._fresh() or self._retry()

    def leave(self, ask: Ask) -> None:
        """Free the place a request held at its device."""
        ask.in_flight = False
        where = ask.whom.sockaddr
        self._places.free(where)
        if self._parked:
            self.release(where)

    def release(self, where: SockAddr) -> None:
        """Let one go that waited for a place which is now free."""
        waiting = self._parked.get(where)
        if waiting:
            self._released.append(waiting.popleft())
            if not waiting:
                del self._parked[where]
                self._places.watch(where, waiting=False)

    def share(self, others: int) -> float:
        """Return which part of all turns is due here, beside so many jobs that take theirs elsewhere."""
        fresh = len(self._jobs) + bool(self._released)
        if fresh:
            return fresh / (fresh + others)
        return 1.0 / RETRY_TURN if self._retries else 0.0

    def _retry(self) -> Ask | None:
        while self._retries:
            ask = self._retries.popleft()
            if ask.request_id in self._open and not ask.job.finished and self._admit(ask):
                return ask
        return None

    def _fresh(self) -> Ask | None:
        while self._released:
            ask = self._released.popleft()
            answered_meanwhile = ask.request_id and ask.request_id not in self._open
            if answered_meanwhile or ask.job.finished:
                self.release(ask.whom.sockaddr)
            elif self._admit(ask):
                return ask
        while self._jobs:
            job = self._jobs[0]
            fresh = None if job.finished else job.next_ask()
            if fresh is None:
                self._jobs.popleft()
                continue
            self._jobs.rotate(-1)
            if self._admit(fresh):
                return fresh
        return None

    def _admit(self, ask: Ask) -> bool:
        where = ask.whom.sockaddr
        if not self._places.take(where):
            self._parked.setdefault(where, deque()).append(ask)
            self._places.watch(where, waiting=True)
            return False
        ask.in_flight = True
        return True
