"""The outbox: delivers what is owed, at least once, in order per incident and receiver."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Mapping

import structlog

from collectors.clock import Clock
from monitor.ledger.errors import LedgerError
from monitor.ledger.ledger import Ledger
from monitor.ledger.watcher import Watcher
from monitor.settings import Settings
from monitor.telling.channels import CHANNELS
from monitor.telling.channels.channel import ChannelMaker, TransportError
from monitor.telling.dispatch import Dispatch
from monitor.telling.model import TEST, Message, Outcome
from monitor.telling.retry_policy import after_failure
from monitor.telling.turns import Attempt, Due, Ended, unfollowed

log = structlog.get_logger()

LOOK_S = 0.1
"""Seconds between looks at whether anybody has committed anything."""
GATHER_S = 0.01
"""Seconds in which what lands together is gathered, to be written in one transaction."""
FAREWELL_S = 1.0
"""Seconds that deliveries under way get to end when the loop is stopped."""
MOST_AT_ONCE = 32
"""Outcomes written in one transaction: other writers wait for it."""
LEDGER_PAUSE_MS = 1000
OUR_MISTAKE = "a mistake in this program, the receiver was not to blame: "
"""Before what went wrong in a channel's own code: another try would go wrong alike."""
STALE_TEST_MS = 60_000
"""Nobody waits so long to see a test arrive."""


class Outbox:
    """Leases notices, delivers them, then marks them; killed in between, it delivers again under the same id.

    One turn is one transaction: the outcomes that came in since the last one, and the next leases.
    """

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        clock: Clock,
        channels: Mapping[str, ChannelMaker] = CHANNELS,
        draw: Callable[[], float] = random.random,
        ended: Ended = unfollowed,
    ) -> None:
        """Open a channel to every receiver of the settings. ended: hears what becomes of notices."""
        self._ledger = ledger
        self._settings = settings.telling
        self._clock = clock
        self._draw = draw
        self._dispatch = Dispatch(ledger, settings.receivers, settings.telling, draw, ended)
        self._channels = {item.name: channels[item.channel](item, settings.telling) for item in settings.receivers}
        self._flying: dict[str, tuple[Due, asyncio.Task[None]]] = {}
        self._landed: list[Attempt] = []
        self._next_due_ms: int | None = 0
        self._landing = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set.

        Whoever runs this holds the data directory, so leases found at the start belong to the dead.
        """
        watcher = Watcher(self._ledger)
        try:
            await self._take_over(stop)
            while not stop.is_set():
                anew = watcher.changed() or self._is_due()
                if self._landed or anew:
                    await self._try_turn(everybody=anew)
                await self._rest()
        finally:
            watcher.close()
            await self._leave()

    async def deliver_due(self) -> int:
        """Attempt everything that is due, and what becomes due by that; return how many attempts were made."""
        made = 0
        while started := await self._turn():
            made += started
            await asyncio.gather(*(task for _, task in self._flying.values()))
        return made

    async def close(self) -> None:
        """Close the channels; `run` does so itself."""
        for channel in self._channels.values():
            await channel.close()

    def _is_due(self) -> bool:
        return self._next_due_ms is not None and self._next_due_ms <= self._clock.now_ms()

    async def _take_over(self, stop: asyncio.Event) -> None:
        """Take back what was lent to the dead, however long the ledger is away: until then nothing is lent."""
        while not stop.is_set():
            try:
                await asyncio.to_thread(self._dispatch.take_over)
            except LedgerError as error:  # who starts beside a large import must not fall over it
                log.error("outbox.ledger", reason=str(error))  # noqa: TRY400 - the sentence says it all
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LEDGER_PAUSE_MS / 1000)
            else:
                return

    async def _try_turn(self, *, everybody: bool) -> None:
        try:
            await self._turn(everybody=everybody)
        except LedgerError as error:  # disk full, database away: what landed is kept, the next turn tries again
            log.error("outbox.ledger", reason=str(error))  # noqa: TRY400 - the sentence says it all
            self._next_due_ms = self._clock.now_ms() + LEDGER_PAUSE_MS

    async def _turn(self, *, everybody: bool = True) -> int:
        """Write what landed, take up what is due; return how many deliveries began."""
        landed, unwritten = self._landed[:MOST_AT_ONCE], self._landed[MOST_AT_ONCE:]
        flying = [notice for notice, _ in self._flying.values()] + [attempt.notice for attempt in unwritten]
        now_ms, settle = self._clock.now_ms(), self._dispatch.settle
        taken, next_due_ms = await asyncio.to_thread(settle, landed, flying, now_ms, everybody=everybody)
        del self._landed[: len(landed)]
        self._next_due_ms = next_due_ms
        for notice in taken:
            self._flying[notice.id] = (notice, asyncio.create_task(self._deliver(notice), name=notice.id))
        return len(taken)

    async def _deliver(self, notice: Due) -> None:
        """Attempt one notice; whatever comes of it lands and is written in the next turn."""
        began_ms = self._clock.now_ms()
        outcome, due_ms, status, detail = Outcome.DELIVERED, began_ms, None, ""
        refusal, ours = TransportError(""), False
        try:
            if notice.event == TEST and began_ms - notice.owed_ms > STALE_TEST_MS:
                raise TransportError("sent too late to be of use", permanent=True)  # noqa: TRY301 - as if refused
            receipt = await self._channels[notice.receiver].deliver(Message(notice.id, began_ms, notice.payload))
            status, detail = receipt.status, receipt.detail
        except TransportError as error:
            outcome, due_ms = self._after(error, notice)
            status, detail = error.status, str(error)
            refusal = error
        except (OSError, MemoryError) as error:  # of the network or of this machine: it may be over the next time
            log.exception("outbox.channel", notice=notice.id)
            detail = f"{type(error).__name__}: {error}"
            outcome, due_ms = self._after(TransportError(detail), notice)
        except Exception as error:  # the loop's rim: a channel's own mistake must stop neither the others nor the story
            log.exception("outbox.channel", notice=notice.id)
            detail = f"{OUR_MISTAKE}{type(error).__name__}: {error}"
            outcome, ours = Outcome.DEAD, True
        finally:
            del self._flying[notice.id]
            self._landing.set()
        took_ms = self._clock.now_ms() - began_ms
        attempt = Attempt(
            notice,
            began_ms,
            took_ms,
            outcome,
            status,
            detail,
            due_ms,
            refusal.retry_after_s,
            refusal.permanent,
            ours,
            refusal.taken,
            refusal.lacking,
        )
        self._landed.append(attempt)
        _note(notice, outcome, detail)

    def _after(self, error: TransportError, notice: Due) -> tuple[Outcome, int]:
        now_ms = self._clock.now_ms()
        if notice.event == TEST:  # whoever sent it looks at what became of it, and sends another
            return Outcome.DEAD, now_ms
        return after_failure(error, notice.attempts + 1, notice.owed_ms, now_ms, self._settings, self._draw())

    async def _rest(self) -> None:
        """Wait until something lands, or it is time to look again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await self._landing.wait()
                await asyncio.sleep(GATHER_S)
        self._landing.clear()

    async def _leave(self) -> None:
        """Let deliveries end, for a moment; what is broken off is delivered again by whoever comes next."""
        tasks = [task for _, task in self._flying.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=FAREWELL_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await asyncio.to_thread(self._write_landed)
        except LedgerError as error:
            log.error("outbox.ledger", reason=str(error))  # noqa: TRY400 - the sentence says it all
        await self.close()

    def _write_landed(self) -> None:
        while self._landed:
            some = self._landed[:MOST_AT_ONCE]
            self._dispatch.write_landed(some)
            del self._landed[: len(some)]


def _note(notice: Due, outcome: Outcome, detail: str) -> None:
    if outcome == Outcome.DEAD:
        log.error("outbox.dead", notice=notice.id, reason=detail)
    elif outcome == Outcome.RETRY:
        log.warning("outbox.retry", notice=notice.id, reason=detail, attempts=notice.attempts + 1)
