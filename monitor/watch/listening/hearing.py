"""What core does with notices: keeps the newest, counts them all, and looks where they hint at."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import structlog

from collectors.clock import Clock
from collectors.listening.gate import Gate
from collectors.listening.notice import Notice
from collectors.model import Device
from monitor.ledger import heard
from monitor.ledger.ledger import Ledger, LedgerError

WRITE_S = 1.0
MOST_UNWRITTEN = 5_000
"""Notices that wait for the ledger; of more the oldest are let go, and counted as unkept."""
AT_ONCE = 500
"""Notices written in one transaction."""
USUAL_PER_S, USUAL_BURST = 0.2, 10.0
"""What a device says without anything being wrong; one that says more is looked at, whatever it says."""

log = structlog.get_logger()


class Hearing:
    """A sink of notices. They are hints and no evidence: what is believed is what a device then answers."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        keep: int,
        concerned: Callable[[int], Sequence[Device]],
        look_at: Callable[[Sequence[Device]], None],
        read_log: Callable[[int], None] = lambda _slot: None,
    ) -> None:
        """Take what finds whom to ask about a slot, what asks them, and what fetches the log a subject keeps."""
        self._ledger = ledger
        self._clock = clock
        self._keep = keep
        self._concerned = concerned
        self._look_at = look_at
        self._read_log = read_log
        self._counted: Mapping[str, int] = {}
        self._unwritten: deque[Notice] = deque()
        self._unkept = 0
        self._usual = Gate(USUAL_PER_S, USUAL_BURST)

    def hear(self, notice: Notice) -> None:
        """Put a notice by, and look at its device where it tells of trouble or is one of many."""
        self.put_by(notice)
        if notice.slot is None:
            return
        usual = self._usual.admits(str(notice.slot), self._clock.now_ms())
        if notice.is_trouble or not usual:
            self._look_at(self._concerned(notice.slot))
            self._read_log(notice.slot)

    def put_by(self, notice: Notice) -> None:
        """Have a notice written, and do no more about it."""
        if len(self._unwritten) >= MOST_UNWRITTEN:
            self._unwritten.popleft()
            self._unkept += 1
        self._unwritten.append(notice)

    async def run(self, tallies: Callable[[], Mapping[str, int]], stop: asyncio.Event) -> None:
        """Write what is heard and the receivers' counts until `stop`, and what is left then."""
        ending = False
        while not ending:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), WRITE_S)
            ending = stop.is_set()
            try:
                await self._write({**tallies(), "unkept": self._unkept})
            except LedgerError as error:  # what was not written is still there
                log.error("notices.not_written", reason=str(error), waiting=len(self._unwritten))  # noqa: TRY400 - the sentence says it all
            except Exception:
                log.exception("notices.failed")  # the rim of the loop: those few are lost, the next are written

    async def _write(self, totals: Mapping[str, int]) -> None:
        more = {what: number - self._counted.get(what, 0) for what, number in totals.items()}
        while self._unwritten or any(more.values()):
            some = [self._unwritten.popleft() for _ in range(min(AT_ONCE, len(self._unwritten)))]
            try:
                await asyncio.to_thread(self._put, some, more)
            except LedgerError:
                self._unwritten.extendleft(reversed(some))
                raise
            self._counted, more = totals, {}

    def _put(self, notices: Sequence[Notice], more: Mapping[str, int]) -> None:
        with self._ledger.write("core") as connection:
            heard.keep(connection, notices, self._keep)
            heard.count(connection, more)
