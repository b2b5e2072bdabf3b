"""The jobs process: housekeeping of the series store, nightly GeoPackage and stills, niced, until told to stop."""

from __future__ import annotations

import os
import select
import signal
from contextlib import closing
from types import FrameType
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from collectors.clock import AnchoredClock, Clock
from monitor.jobs import geopackage, stills
from monitor.jobs.compaction import compact
from monitor.jobs.merging import StoppedError
from monitor.jobs.retention import retain
from monitor.jobs.rolling import roll_up
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.series.model import SeriesError
from monitor.series.opening import open_store
from monitor.series.parquet import ParquetStore
from monitor.settings import Settings

log = structlog.get_logger()

EVERY_S = 60.0
"""Seconds between two rounds of housekeeping."""
NICE = 10


class StopEvent(Protocol):
    """An event of threading or multiprocessing."""

    def is_set(self) -> bool:
        """Tell whether the process was asked to stop."""
        ...

    def wait(self, timeout: float) -> bool:
        """Wait until asked to stop, at most `timeout` seconds; tell whether it was."""
        ...


def run(settings: Settings, stop_event: StopEvent, every_s: float = EVERY_S) -> None:
    """Keep house until `stop_event` is set; work in hand is given up between two stripes.

    A series server keeps its own house: then there is nothing to do for it.

    Raises SeriesError where the directory cannot be opened at all.
    """
    os.nice(NICE)
    clock = AnchoredClock()
    looked_ms = clock.now_ms()
    store = open_store(settings)
    try:
        while not stop_event.is_set():
            if isinstance(store, ParquetStore):
                _round(store, clock, stop_event)
            _draw(settings, clock, stop_event)
            looked_ms = _tidy_stills(settings, clock, looked_ms)
            stop_event.wait(every_s)
    finally:
        store.close()


def run_until_signalled(settings: Settings) -> None:
    """Be the jobs process: `run` until SIGTERM or SIGINT."""
    run(settings, _Signalled())


class _Signalled:
    """Whether SIGTERM or SIGINT came.

    An Event of threading may not be set from a handler: it runs in the thread that waits, which may hold the
    event's lock just then, and would wait for itself for ever.
    """

    def __init__(self) -> None:
        self._asked = False
        self._heard, self._says = os.pipe()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def is_set(self) -> bool:
        return self._asked

    def wait(self, timeout: float) -> bool:
        select.select([self._heard], [], [], timeout)
        return self._asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked = True
        os.write(self._says, b"x")


def _round(store: ParquetStore, clock: Clock, stop_event: StopEvent) -> None:
    """Compact, roll up, retain; what fails is logged and tried again next round."""
    try:
        done = compact(store, clock.now_ms(), stop_event.is_set)
        rolled = 0 if stop_event.is_set() else roll_up(store, clock.now_ms(), stop_event.is_set)
        let_go = retain(store, clock.now_ms())
    except SeriesError as error:
        log.error("series.housekeeping_failed", reason=str(error))  # noqa: TRY400 - the sentence says it all
    except Exception:
        log.exception("series.housekeeping_broke")  # the rim of the jobs loop: one bad round must not end it
    else:
        if done.merges or rolled or let_go.deleted:
            log.info("series.housekeeping", merged=done.merges, rows=done.rows, rolled=rolled, deleted=let_go.deleted)
        if let_go.over_budget_bytes:
            log.warning("series.over_budget", bytes=let_go.over_budget_bytes)


def _tidy_stills(settings: Settings, clock: Clock, looked_ms: int) -> int:
    """Let go of stills once a night; return when that was looked at last. What fails is tried again next round."""
    now_ms = clock.now_ms()
    if not stills.is_due(looked_ms, now_ms, ZoneInfo(settings.display.timezone)):
        return looked_ms
    try:
        with closing(Ledger.open(settings.ledger_url(), clock)) as ledger:
            gone = stills.retain(ledger, settings.cameras, now_ms)
    except LedgerError as error:
        log.error("stills.failed", reason=str(error))  # noqa: TRY400 - the sentence says it all
        return looked_ms
    except Exception:
        log.exception("stills.broke")  # the rim of the jobs loop: one bad night must not end it
        return looked_ms
    if gone.count:
        log.info("stills.let_go", pictures=gone.count, bytes=gone.octets)
    if gone.over:
        log.warning("stills.over_bound", bytes=gone.over)
    return now_ms


def _draw(settings: Settings, clock: Clock, stop_event: StopEvent) -> None:
    """Write the GeoPackage where one is wanted and due; what fails is logged and tried again next round."""
    wanted, now_ms = settings.geopackage, clock.now_ms()
    zone = ZoneInfo(settings.display.timezone)
    if not wanted.enabled or not geopackage.is_due(wanted.folder / geopackage.FILE, now_ms, wanted.hour, zone):
        return
    try:
        with closing(Ledger.open(settings.ledger_url(), clock)) as ledger, ledger.read() as connection:
            file = geopackage.write(connection, wanted.folder, now_ms, stop_event.is_set)
    except StoppedError:
        return
    except (LedgerError, OSError) as error:
        log.error("geopackage.failed", reason=str(error))  # noqa: TRY400 - the sentence says it all
    except Exception:
        log.exception("geopackage.broke")  # the rim of the jobs loop: one bad night must not end it
    else:
        log.info("geopackage.written", file=str(file), bytes=file.stat().st_size)
