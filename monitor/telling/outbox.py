"""The outbox: delivers what is owed, at least once, in order per incident and receiver."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable, Mapping

import structlog
from sqlalchemy import Connection

from collectors.clock import Clock
from monitor.ledger.errors import LedgerError
from monitor.ledger.ledger import Ledger
from monitor.ledger.watcher import Watcher
from monitor.settings import Settings
from monitor.telling import notices
from monitor.telling.channels import CHANNELS
from monitor.telling.channels.channel import ChannelMaker, TransportError
from monitor.telling.model import Message, Outcome
from monitor.telling.notices import Attempt, Due
from monitor.telling.retry_policy import after_failure

log = structlog.get_logger()

IN_FLIGHT = 16
"""Notices on their way to one receiver at a time: bounds memory, and keeps a dead receiver from delaying others."""
LOOK_S = 0.1
"""Seconds between looks at whether anybody has committed anything."""
FAREWELL_S = 1.0
"""Seconds that deliveries under way get to end when the loop is stopped."""
LEASE_MARGIN_S = 30.0
LEDGER_PAUSE_MS = 1000


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
    ) -> None:
        """Open a channel to every receiver of the settings."""
        self._ledger = ledger
        self._settings = settings.telling
        self._clock = clock
        self._draw = draw
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
            await asyncio.to_thread(self._take_over)
            while not stop.is_set():
                if self._landed or self._is_due() or watcher.changed():
                    await self._try_turn()
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

    def _take_over(self) -> None:
        with self._ledger.write("core") as connection:
            notices.end_leases(connection)
        with self._ledger.read() as connection:
            for receiver, count in notices.owed_to_others(connection, self._channels).items():
                log.warning("outbox.receiver_gone", receiver=receiver, owed=count)

    def _is_due(self) -> bool:
        return self._next_due_ms is not None and self._next_due_ms <= self._clock.now_ms()

    async def _try_turn(self) -> None:
        try:
            await self._turn()
        except LedgerError as error:  # disk full, database away: what landed is kept, the next turn tries again
            log.error("outbox.ledger", reason=str(error))  # noqa: TRY400 - the sentence says it all
            self._next_due_ms = self._clock.now_ms() + LEDGER_PAUSE_MS

    async def _turn(self) -> int:
        """Write what landed, take up what is due; return how many deliveries began."""
        landed, flying = list(self._landed), [notice for notice, _ in self._flying.values()]
        taken, next_due_ms = await asyncio.to_thread(self._settle, landed, flying, self._clock.now_ms())
        del self._landed[: len(landed)]
        self._next_due_ms = next_due_ms
        for notice in taken:
            self._flying[notice.id] = (notice, asyncio.create_task(self._deliver(notice), name=notice.id))
        return len(taken)

    def _settle(self, landed: list[Attempt], flying: list[Due], now_ms: int) -> tuple[list[Due], int | None]:
        """Do the ledger's part of a turn in one transaction; return what was taken up, and when more is due."""
        if not landed:
            with self._ledger.read() as connection:
                if not self._whose_turn(connection, flying, now_ms):
                    return [], notices.next_due_ms(connection, now_ms)
        with self._ledger.write("core") as connection:
            for attempt in landed:
                notices.mark(connection, attempt)
            taken = self._whose_turn(connection, flying, now_ms)
            if taken:
                until_ms = now_ms + round((self._settings.timeout_s + LEASE_MARGIN_S) * 1000)
                notices.lease(connection, [notice.id for notice in taken], until_ms)
            return taken, notices.next_due_ms(connection, now_ms)

    def _whose_turn(self, connection: Connection, flying: list[Due], now_ms: int) -> list[Due]:
        busy = Counter(notice.receiver for notice in flying)
        without = [notice.id for notice in flying]
        return [
            notice
            for receiver in self._channels
            if (free := IN_FLIGHT - busy[receiver]) > 0
            for notice in notices.due(connection, now_ms, receiver, free, without)
        ]

    async def _deliver(self, notice: Due) -> None:
        """Attempt one notice; whatever comes of it lands and is written in the next turn."""
        began_ms = self._clock.now_ms()
        outcome, due_ms, status, detail = Outcome.DELIVERED, began_ms, None, ""
        try:
            receipt = await self._channels[notice.receiver].deliver(Message(notice.id, began_ms, notice.payload))
            status, detail = receipt.status, receipt.detail
        except TransportError as error:
            outcome, due_ms = self._after(error, notice)
            status, detail = error.status, str(error)
        except Exception as error:  # the loop's rim: a channel's own mistake must not stop the others
            log.exception("outbox.channel", notice=notice.id)
            detail = f"{type(error).__name__}: {error}"
            outcome, due_ms = self._after(TransportError(detail), notice)
        finally:
            del self._flying[notice.id]
            self._landing.set()
        took_ms = self._clock.now_ms() - began_ms
        self._landed.append(Attempt(notice, began_ms, took_ms, outcome, status, detail, due_ms))
        _note(notice, outcome, detail)

    def _after(self, error: TransportError, notice: Due) -> tuple[Outcome, int]:
        now_ms = self._clock.now_ms()
        return after_failure(error, notice.attempts + 1, notice.owed_ms, now_ms, self._settings, self._draw())

    async def _rest(self) -> None:
        """Wait until something lands, or it is time to look again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await self._landing.wait()
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
        if self._landed:
            with self._ledger.write("core") as connection:
                for attempt in self._landed:
                    notices.mark(connection, attempt)


def _note(notice: Due, outcome: Outcome, detail: str) -> None:
    if outcome == Outcome.DEAD:
        log.error("outbox.dead", notice=notice.id, reason=detail)
    elif outcome == Outcome.RETRY:
        log.warning("outbox.retry", notice=notice.id, reason=detail, attempts=notice.attempts + 1)
