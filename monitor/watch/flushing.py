"""Puts what was gathered on disk: readings into the series store, the rest into the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

import structlog

from collectors.clock import Clock
from collectors.model import Readings
from collectors.snmp.engine import SnmpEngine
from monitor import heap
from monitor.care import figures
from monitor.ledger.ledger import Ledger
from monitor.series.model import SeriesError
from monitor.series.store import SeriesStore
from monitor.watch.pipeline import Pipeline
from monitor.watch.pulse import Pulse

log = structlog.get_logger()
R = TypeVar("R")


class Judge(Protocol):
    """Whatever runs work in the thread that judges."""

    def __call__(self, work: Callable[[], R], /) -> Awaitable[R]:
        """Return what the work returns, when it was its turn."""
        ...


class Flushing:
    """Flushes, one flush at a time."""

    def __init__(
        self,
        pipeline: Pipeline,
        store: SeriesStore,
        ledger: Ledger,
        pulse: Pulse,
        clock: Clock,
        judge: Judge,
        engine: SnmpEngine | None = None,
    ) -> None:
        """Flush what `pipeline` has gathered, in the thread it judges in; `engine`: whose retries are told."""
        self._pipeline, self._store, self._ledger = pipeline, store, ledger
        self._pulse, self._clock, self._judge, self._engine = pulse, clock, judge, engine
        self._one = asyncio.Lock()

    async def flush(self) -> None:
        """Put what was gathered on disk; what cannot be written now is tried again with the next flush.

        A flush that has begun goes on when the schedule is given up: what it holds is nowhere else.
        """
        await asyncio.shield(self._flush_now())

    async def _flush_now(self) -> None:
        async with self._one:
            await self._store_readings()
            await self._judge(lambda: self._pipeline.flush(self._clock.now_ms()))
        await asyncio.to_thread(self._tell_pulse)
        await asyncio.to_thread(heap.give_back)

    async def _store_readings(self) -> None:
        """Put what was read into the series store; it is let go of before the ledger's columns need room."""
        readings = await self._judge(self._pipeline.collected)
        try:
            await asyncio.to_thread(self._store.append, readings)
            log.info("series.appended", **_extent(readings))
            self._pulse.stored(readings)
        except SeriesError as error:
            log.error("series.not_written", reason=str(error), kept=len(readings))  # noqa: TRY400 - a sentence, not a trace
            await self._judge(lambda: self._pipeline.take_back(readings))

    def _tell_pulse(self) -> None:
        told = self._pulse.figures(self._engine, self._clock.now_ms(), self._store.waiting_bytes())
        with self._ledger.write("core") as connection:
            figures.save(connection, tuple(self._pulse.sweeps.values()), told)


def _extent(readings: Sequence[Readings]) -> dict[str, int]:
    """Return how many rows there are, and from when to when, in UTC ms."""
    times = [block.time_ms for block in readings if len(block)]
    if not times:
        return {"rows": 0}
    return {
        "rows": sum(len(time_ms) for time_ms in times),
        "from_ms": int(min(time_ms.min() for time_ms in times)),
        "to_ms": int(max(time_ms.max() for time_ms in times)),
    }
