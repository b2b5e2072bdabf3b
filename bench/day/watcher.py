"""The product from its sockets to its incident book, swept as often as somebody asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from bench.day.hotline import Hotline
from collectors.clock import Clock
from collectors.model import Cadence, Device
from maps.datum import Datum
from maps.model import Plant
from maps.plantfile import read
from monitor.incidents import read as incidents
from monitor.incidents.model import Entry, IncidentView
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.service import Parts, assemble
from monitor.settings import Settings
from monitor.settings.model import Data, Snmp

TIMEOUT_MS = 300
"""Agents on loopback answer within a few milliseconds unless they are silent."""
REGION = "CN"


class Watcher:
    """The product's own parts, on real packets; only the schedule is ours."""

    def __init__(
        self, ledger: Ledger, parts: Parts, plant: Plant, clock: Clock, hotline: Hotline, settings: Settings
    ) -> None:
        """Take what `install` put together."""
        self.ledger, self._parts, self._clock = ledger, parts, clock
        self.settings = settings
        self.hotline = hotline
        self.plant = plant

    @classmethod
    def install(
        cls,
        home: Path,
        plant_files: Path,
        terminal_port: int,
        clock: Clock,
        more: Mapping[str, Any] = MappingProxyType({}),
    ) -> Self:
        """Import a plant into a new ledger and take it up; needs a running loop.

        more: settings by section, beside those that a plant on loopback needs. Raises ValueError where the plant files
        cannot be imported.
        """
        home.mkdir()
        plant, findings = read(plant_files, Datum.WGS84)
        fatal = [str(finding) for finding in findings if finding.fatal]
        if fatal:
            raise ValueError(fatal[0])
        snmp = Snmp(timeout_ms=TIMEOUT_MS, retries=1, rate_per_s=20_000.0, terminal_port=terminal_port)
        settings = Settings.model_validate({"data": Data(directory=home), "snmp": snmp, **more})
        ledger = Ledger.open(settings.ledger_url(), clock)
        replace_plant(ledger, plant, "bench", "", REGION)
        return cls(ledger, assemble(settings, clock, ledger), plant, clock, Hotline(ledger, settings, clock), settings)

    async def states(self) -> None:
        """Ask who is there, a sample directly where nobody tells of them, and draw the conclusions."""
        await self._sweep("state", self._parts.inventory.directory().devices, Cadence.STATE)
        pipeline = self._parts.pipeline
        sample = await asyncio.to_thread(pipeline.questions.sample, self._clock.now_ms())
        if sample.devices:
            contacts = await self._parts.prober.ask(sample.devices)
            await asyncio.to_thread(pipeline.take_sample, sample, contacts, self._clock.now_ms())

    async def levels(self) -> None:
        """Ask devices and terminals how good their signal is."""
        directory = self._parts.inventory.directory()
        await self._sweep("level:devices", directory.devices, Cadence.LEVEL)
        await self._sweep("level:terminals", directory.terminals(), Cadence.LEVEL)
        self._parts.pipeline.collected()  # there is no series store here
        await asyncio.to_thread(self._parts.pipeline.flush, self._clock.now_ms())

    def incidents(self) -> list[IncidentView]:
        """Return every incident there ever was, newest first."""
        with self.ledger.read() as connection:
            return incidents.list_incidents(connection, limit=1_000_000)

    def revisions(self, number: int) -> list[Mapping[str, Any]]:
        """Return what was said of an incident each time, oldest first: faults, subscribers, terminals."""
        with self.ledger.read() as connection:
            entries = incidents.timeline(connection, number)
        return [entry.detail for entry in entries if entry.kind in (Entry.OPENED, Entry.UPDATED)]

    def terminals_of(self, number: int) -> frozenset[str]:
        """Return the terminals an incident was ever found to explain."""
        with self.ledger.read() as connection:
            return frozenset(key for key, *_ in incidents.terminals_of(connection, number))

    def close(self) -> None:
        """Let go of sockets and ledger."""
        self._parts.engine.close()
        self._parts.prober.close()
        self._parts.pinger.close()
        self.hotline.close()
        self.ledger.close()

    async def _sweep(self, name: str, devices: Sequence[Device], cadence: Cadence) -> None:
        async with aclosing(self._parts.sweeper.sweep(name, devices, cadence)) as batches:
            async for batch in batches:
                await asyncio.to_thread(self._parts.pipeline.take, batch)  # beside the loop, so that answers are heard
        await asyncio.to_thread(self._parts.pipeline.sweep_ended, name, self._clock.now_ms())
