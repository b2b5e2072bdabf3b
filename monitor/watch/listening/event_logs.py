"""Devices' own event logs: fetched when something hints at a device and every so often; what is new is a notice."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from collectors.budget import Budget
from collectors.clock import Clock
from collectors.conversing import converse
from collectors.listening import event_log
from collectors.listening.notice import Notice
from collectors.model import Device
from collectors.snmp.engine import SnmpEngine, Target, TargetError
from monitor.ledger import blobs
from monitor.ledger.ledger import Ledger, LedgerError

KEEPERS = frozenset({"docsis-cmts", "docsis-modem", "docsis31-modem"})
"""Profiles of devices that keep docsDevEventTable."""
KEPT = "event-logs"
"""Family under which the ledger keeps which events were told."""
LOOK_S = 0.5
PAUSE_MS = 30_000
"""A log is not fetched again sooner, however many hints there are."""
AT_ONCE = 100
MOST_WAITING = 1_000
MOST_TOLD = 50
"""Of a log that holds more that is new, as on the first sight of it, the newest are told."""

Allowed = Callable[[Sequence[Device]], Awaitable[Sequence[Device]]]
"""Takes devices; returns those that may be asked now, beyond the sweeps."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Keeper:
    """A device whose log is fetched."""

    device: Device
    slot: int
    target: Target


class EventLogs:
    """Fetches logs and remembers, across restarts, which entries of each device were told.

    Each fetch takes room in the budget that its CMTS has for questions under way, and is off the one it has for what
    is asked beyond the sweeps: where a whole segment complains, its modems' logs are read as the CMTS bears it.
    """

    def __init__(
        self,
        engine: SnmpEngine,
        whom: Callable[[Device], tuple[int, Target]],
        clock: Clock,
        ledger: Ledger,
        put_by: Callable[[Notice], None],
        budget: Budget,
        allowed: Allowed,
    ) -> None:
        """Take what asks, what gives a device's slot and address or raises TargetError, and who takes the notices.

        budget: shared with the sweeps. allowed: who is not among them now waits.
        """
        self._engine = engine
        self._whom = whom
        self._clock = clock
        self._ledger = ledger
        self._put_by = put_by
        self._budget = budget
        self._allowed = allowed
        self._waiting: dict[str, Device] = {}
        self._asked_ms: dict[str, int] = {}
        self._told: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
        self._has_news = False
        """Whether anything was told that is not kept yet."""
        with ledger.read() as connection:
            kept = blobs.load_columns(connection, KEPT)
        if kept:
            for slot in np.unique(kept["slot"]).tolist():
                self._told[slot] = frozenset(kept["key"][kept["slot"] == slot].tolist())

    def ask(self, devices: Sequence[Device]) -> None:
        """Have logs fetched soon, of those that keep one and whose log was not fetched a moment ago."""
        now_ms = self._clock.now_ms()
        for device in devices:
            due = now_ms - self._asked_ms.get(device.key, -PAUSE_MS) >= PAUSE_MS
            if due and device.profile in KEEPERS and len(self._waiting) < MOST_WAITING:
                self._waiting[device.key] = device

    async def run(self, everybody: Callable[[], Sequence[Device]], interval_s: float, stop: asyncio.Event) -> None:
        """Fetch what is asked for, and everybody's log every `interval_s` (0: never), until `stop`."""
        next_ms = self._clock.now_ms() + round(interval_s * 1000)
        while not stop.is_set():
            if interval_s and self._clock.now_ms() >= next_ms:
                next_ms = self._clock.now_ms() + round(interval_s * 1000)
                self.ask(everybody())
            try:
                await self._fetch_all()
            except LedgerError as error:  # what was told stays told while this process lives
                log.error("event_logs.not_written", reason=str(error))  # noqa: TRY400 - the sentence says it all
            except Exception:
                log.exception("event_logs.failed")  # the rim of the loop: the next are fetched
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_S)

    async def _fetch_all(self) -> None:
        if not self._waiting:
            return
        waiting = await self._allowed(tuple(self._waiting.values()))
        for device in waiting:
            del self._waiting[device.key]
        now_ms = self._clock.now_ms()
        self._asked_ms = {key: at_ms for key, at_ms in self._asked_ms.items() if now_ms - at_ms < PAUSE_MS}
        self._asked_ms |= dict.fromkeys((device.key for device in waiting), now_ms)
        for at in range(0, len(waiting), AT_ONCE):
            found: list[_Keeper] = []
            for device in waiting[at : at + AT_ONCE]:
                with suppress(TargetError):  # the sweep that cannot ask it either says so
                    found.append(_Keeper(device, *self._whom(device)))
            self._has_news = False
            await converse(self._budget, found, self._read, at_once=AT_ONCE)
            if self._has_news:
                await asyncio.to_thread(self._keep)

    async def _read(self, one: _Keeper) -> None:
        """Tell what is new in a device's log; one that is empty may be silence, and nothing is forgotten for it."""
        events = await event_log.fetch(self._engine, one.target)
        news = [event for event in events if event.key not in self._told[one.slot]][-MOST_TOLD:]
        if not news:
            return
        texts = await event_log.texts_of(self._engine, one.target, news)
        for event in news:
            text = texts.get(event.index, "")
            self._put_by(event_log.notice_of(event, text, one.device.address, one.slot, self._clock.now_ms()))
        self._told[one.slot] = frozenset(event.key for event in events)
        self._has_news = True

    def _keep(self) -> None:
        pairs = [(slot, key) for slot, keys in list(self._told.items()) for key in keys]
        slots, keys = zip(*pairs, strict=True)
        columns: dict[str, NDArray[Any]] = {"slot": np.array(slots, np.int32), "key": np.array(keys, np.int64)}
        with self._ledger.write("core") as connection:
            blobs.save_columns(connection, KEPT, self._clock.now_ms(), columns)
