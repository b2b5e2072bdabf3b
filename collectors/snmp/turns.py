"""Whose request goes next: jobs in turns, few at a time per device, retries behind fresh ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Container

from collectors.snmp.engine import SockAddr
from collectors.snmp.jobs import Ask, BatchJob

RETRY_TURN = 4
"""While fresh requests wait, one in so many may be a retry: dead devices never crowd out live ones."""


class Turns:
    """Hands out requests one by one; `open_ids` are those still owed an answer.

    A device has at most `outstanding` requests on the wire; more are set aside until one of them is
    answered or timed out.
    """

    def __init__(self, outstanding: int, open_ids: Container[int]) -> None:
        self._outstanding = outstanding
        self._open = open_ids
        self._jobs: deque[BatchJob] = deque()
        self._retries: deque[Ask] = deque()
        self._released: deque[Ask] = deque()
        self._parked: dict[SockAddr, deque[Ask]] = {}
        self._busy: dict[SockAddr, int] = {}
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
        busy = self._busy[where] - 1
        if busy:
            self._busy[where] = busy
        else:
            del self._busy[where]
        if self._parked:
            self._release(where)

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
                self._release(ask.whom.sockaddr)
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
        busy = self._busy.get(where, 0)
        if busy >= self._outstanding:
            self._parked.setdefault(where, deque()).append(ask)
            return False
        self._busy[where] = busy + 1
        ask.in_flight = True
        return True

    def _release(self, where: SockAddr) -> None:
        waiting = self._parked.get(where)
        if waiting:
            self._released.append(waiting.popleft())
            if not waiting:
                del self._parked[where]
