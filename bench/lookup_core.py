"""Core for the lookup's benchmark: the product's own watch, with drawn answers in the place of its sockets."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bench.judge import FAMILIES
from bench.lookup_ledger import Town
from collectors.clock import AnchoredClock
from collectors.model import Batch, Cadence, Device, Readings, States, sole_instances
from collectors.states import TerminalState
from collectors.sweep import Sweeper
from monitor.ledger.ledger import Ledger
from monitor.series.parquet import ParquetStore
from monitor.service import assemble
from monitor.settings import Settings, load
from monitor.watch.schedule import Watch

LEVELS_OF = 100_000
"""Terminals whose levels are read: what one machine is made for."""
WELL = {"us_snr_db": 36.0, "ds_snr_db": 39.0, "ds_power_dbmv": 3.0, "us_tx_power_dbmv": 43.0}
"""What a metric reads where all is well; 0 for those not named."""
FIRST_NOTICED, LAST_NOTICED = 1 / 3, 1.0
"""When CMTSs miss the terminals behind what failed, as shares of `notice_s`: staggered, each at its own moment."""


class DrawnSweeper:
    """Yields slices as the sockets would, one a second, every CMTS's terminals in each of them."""

    def __init__(self, settings: Settings, town: Town, notice_s: float, clock: AnchoredClock) -> None:
        """All terminals are up but those of the incidents that stand; `fail` darkens the outage's."""
        rng = np.random.default_rng(3)
        self._settings = settings
        self._clock = clock
        self._first = town.elements()
        self._homes = town.homes
        self._dark = np.zeros(town.homes, dtype=np.bool_)
        for _, behind in town.dark_at_first():
            self._dark[behind.start : behind.stop] = True
        self._missed_after_ms = np.full(town.homes, np.iinfo(np.int64).max)
        stagger = rng.uniform(FIRST_NOTICED, LAST_NOTICED, town.outage)
        self._missed_after_ms[: town.outage] = (stagger * notice_s * 1000).astype(np.int64)
        self._failed_ms: int | None = None
        self.swept = threading.Event()

    def fail(self) -> None:
        """Cut the first hub off."""
        self._failed_ms = self._clock.now_ms()

    def asks(self, _device: Device, cadence: Cadence) -> bool:
        """Return whether a device is asked anything so often: of equalisers nothing is simulated."""
        return cadence is not Cadence.PNM

    async def sweep(
        self, name: str, _devices: Sequence[Device], cadence: Cadence, _over_s: float = 0.0
    ) -> AsyncGenerator[Batch, None]:
        """Yield a state sweep of everybody, or the levels of those whose levels are read, over the interval."""
        sweeps = self._settings.sweeps
        if cadence is Cadence.LEVEL and name != "level:terminals":
            return
        interval_s = sweeps.state_interval_s if cadence is Cadence.STATE else sweeps.level_interval_s
        slices = max(1, int(interval_s) - 1)
        loop = asyncio.get_running_loop()
        begun_s, paced = loop.time(), self.swept.is_set()
        for part in range(slices):
            if paced:
                await asyncio.sleep(max(0.0, begun_s + part - loop.time()))
            yield self._slice(name, part, slices, cadence)
        self.swept.set()

    def _slice(self, name: str, part: int, slices: int, cadence: Cadence) -> Batch:
        now_ms = self._clock.now_ms()
        if cadence is Cadence.STATE:
            home = np.arange(part, self._homes, slices)
            return Batch(name, now_ms - 900, now_ms, states=self._states(home, now_ms))
        home = np.arange(part, min(LEVELS_OF, self._homes), slices)
        rng = np.random.default_rng(now_ms)
        slot, time_ms = self._slots(home), np.full(len(home), now_ms)
        zero = sole_instances(len(home))
        readings = tuple(
            Readings(family, slot, zero, time_ms, {metric: _levels(rng, metric, len(home)) for metric in metrics})
            for family, metrics in FAMILIES.items()
        )
        return Batch(name, now_ms - 900, now_ms, readings)

    def _states(self, home: NDArray[np.intp], now_ms: int) -> States:
        since_ms = -1 if self._failed_ms is None else now_ms - self._failed_ms
        dark = self._dark[home] | (self._missed_after_ms[home] <= since_ms)
        state = np.where(dark, TerminalState.DARK, TerminalState.REGISTERED).astype(np.uint8)
        return States(self._slots(home), state, np.full(len(home), now_ms))

    def _slots(self, home: NDArray[np.intp]) -> NDArray[np.int32]:
        return (self._first + home).astype(np.int32)


def _levels(rng: np.random.Generator, metric: str, count: int) -> NDArray[np.float64]:
    """Return readings of modems that are well: the few that are not would be looked up the same way."""
    spread = 0.0 if metric.endswith("_ratio") else 0.5
    return rng.normal(WELL.get(metric, 0.0), spread, count)


async def watch(config: Path, town: Town, notice_s: float) -> None:
    """Watch until killed; says `ready` after a first sweep, and cuts the hub off at the first line it is given."""
    settings = load(config)
    clock = AnchoredClock()
    ledger = Ledger.open(settings.ledger_url(), clock)
    parts = assemble(settings, clock, ledger)
    sweeper = DrawnSweeper(settings, town, notice_s, clock)
    store = ParquetStore(settings.data.directory / "series", settings.series)
    running = Watch(parts.pipeline, cast("Sweeper", sweeper), store, ledger, settings, clock)

    def obey() -> None:
        sweeper.swept.wait()
        print("ready", flush=True)
        sys.stdin.readline()
        sweeper.fail()

    threading.Thread(target=obey, daemon=True).start()
    await running.run(parts.inventory.directory, {}, asyncio.Event())


if __name__ == "__main__":
    homes, outage, incidents = map(int, sys.argv[2:5])
    asyncio.run(watch(Path(sys.argv[1]), Town(homes, outage, incidents), float(sys.argv[5])))
