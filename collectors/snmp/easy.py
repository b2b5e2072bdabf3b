"""The easysnmp engine: Net-SNMP's library asks, a thread for each device that is being waited for."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, Unpack

from collectors.clock import Clock
from collectors.snmp import message
from collectors.snmp.batch import BURST_S, BatchEngine, Manners
from collectors.snmp.ber import Malformed
from collectors.snmp.easy_session import Sessions
from collectors.snmp.engine import (
    Answer,
    GetJob,
    Question,
    RefusedError,
    SockAddr,
    TableQuestion,
    Target,
    WalkJob,
)
from collectors.snmp.get import BatchGet
from collectors.snmp.jobs import Ask, BatchJob
from collectors.snmp.repetitions import Repetitions
from collectors.snmp.single import SingleAsk
from collectors.snmp.walk import BatchWalk

log = logging.getLogger(__name__)

THREADS = 64
"""Most devices waited for at once; each silent one holds a thread until its last retry has timed out."""

J = TypeVar("J", bound=BatchJob)


class EasyEngine:
    """Speaks SNMP v1 and v2c through easysnmp; built inside a running loop.

    1. Jobs are those of the batch engine: they say what to ask next, and read what was answered.
    2. A request goes to a free thread, one at a time for each device, for a session serves one thread.
    3. What easysnmp returns becomes a response's octets again, so that it is read as any response is.

    Whoever speaks SNMPv3 or has an IPv6 address is asked by the batch engine, and whoever is asked in one job with
    such a device: easysnmp 0.2.6 takes no IPv6 address, and takes the process down with it where a session of v1 or
    v2c ends while one of v3 is open.
    """

    def __init__(self, clock: Clock, batch: BatchEngine, **manners: Unpack[Manners]) -> None:
        """Ask with these manners, which are the batch engine's; `batch` asks whom easysnmp cannot."""
        self.complaints = batch.complaints
        self.repeated = 0  # the library repeats by itself, and does not tell
        self.given_up = 0
        self._batch = batch
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._timeout_s = manners.get("timeout_ms", 2000) / 1000.0
        self._sends_each = manners.get("retries", 2) + 1
        self._gap_s = 1.0 / manners.get("rate_per_s", 5000.0)
        self._repetitions = Repetitions(manners.get("max_repetitions", 25))
        self._sessions = Sessions(self._timeout_s, self._sends_each - 1)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="easysnmp")
        self._jobs: dict[BatchJob, None] = {}
        """Those that may have something to ask, whose turn is next first."""
        self._waiting: dict[SockAddr, deque[Ask]] = {}
        """Device that is being asked → what else it is to be asked."""
        self._due = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def get(self, targets: Sequence[Target], question: Question) -> GetJob:
        """Start asking every target the same question."""
        if not all(map(_can_ask, targets)):
            return self._batch.get(targets, question)
        return self._start(BatchGet(targets, question))

    def walk(self, targets: Sequence[Target], question: TableQuestion) -> WalkJob:
        """Start walking the same table on every target."""
        if not all(map(_can_ask, targets)):
            return self._batch.walk(targets, question)
        return self._start(BatchWalk(targets, question, self._repetitions))

    async def ask(self, whom: Target, kind: int, oids: Sequence[str]) -> Answer | None:
        """Return one answer (GET, GETNEXT or GETBULK) with its bindings decoded, None for silence.

        Raises RefusedError where the device will not talk to us.
        """
        if not _can_ask(whom):
            return await self._batch.ask(whom, kind, oids)
        job = self._start(SingleAsk(whom, kind, oids, self._repetitions.most))
        await job.wait(self._timeout_s * self._sends_each + 60.0)
        job.cancel()
        if job.errors:
            raise RefusedError(job.errors[0])
        return job.answer

    def close(self) -> None:
        """Drop what is open; a thread that waits for a device ends when that has answered or timed out."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for job in {*self._jobs, *(ask.job for asks in self._waiting.values() for ask in asks)}:
            job.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._batch.close()

    def _start(self, job: J) -> J:
        if self._closed:
            raise RuntimeError("the SNMP engine is closed")
        self._jobs[job] = None
        self._pump()
        return job

    def _pump(self) -> None:
        """Hand out requests while there are threads, jobs with something to ask, and the pace allows."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._jobs and len(self._waiting) < THREADS:
            now = self._loop.time()
            if self._due > now:
                self._timer = self._loop.call_at(self._due, self._pump)
                return
            job = next(iter(self._jobs))
            del self._jobs[job]
            ask = None if job.finished else job.next_ask()
            if ask is None:
                continue  # an answer under way will bring it back
            self._jobs[job] = None
            if ask.whom.sockaddr in self._waiting:
                self._waiting[ask.whom.sockaddr].append(ask)
            else:
                self._waiting[ask.whom.sockaddr] = deque()
                self._begin(ask)

    def _begin(self, ask: Ask) -> None:
        self._due = max(self._due, self._loop.time() - BURST_S) + self._gap_s
        request = ask.before + message.FIRST_ID.to_bytes(4, "big") + ask.after
        answer = self._loop.run_in_executor(self._pool, self._sessions.answer, ask.whom, request)
        answer.add_done_callback(lambda done: self._end(ask, done))

    def _end(self, ask: Ask, done: asyncio.Future[bytes | None]) -> None:
        """Give a job its answer, and the device its next question."""
        if self._closed or done.cancelled():
            return
        if not ask.job.finished:
            self._tell(ask, done)
            self._jobs[ask.job] = None
        more = self._waiting[ask.whom.sockaddr]
        while more and more[0].job.finished:
            more.popleft()
        if more:
            self._begin(more.popleft())
        else:
            del self._waiting[ask.whom.sockaddr]
        self._pump()

    def _tell(self, ask: Ask, done: asyncio.Future[bytes | None]) -> None:
        now_ms = self._clock.now_ms()
        try:
            data = done.result()
            if data is None:
                self.given_up += 1
                ask.job.on_silence(ask, now_ms)
            else:
                ask.job.on_answer(ask, data, message.open_message(data), now_ms)
        except (Malformed, ValueError) as error:  # what the library made of an answer may be no number or address
            if self.complaints.add(
                "malformed", ask.whom.place, sentence := f"{ask.whom.place}: answer dropped: {error}"
            ):
                log.warning("%s", sentence)
            ask.job.on_silence(ask, now_ms)
        except Exception:  # the rim of one answer: its device, and its thread, would else be waited for until the end
            log.exception("%s: answer dropped", ask.whom.place)
            ask.job.on_silence(ask, now_ms)


def _can_ask(whom: Target) -> bool:
    return whom.version != message.V3 and ":" not in whom.sockaddr[0]
