"""Core as it is in service, beside us, on a plant of so many modems that answer at a crowd's addresses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench import crowd
from bench.crowd import GROUP, Crowd
from collectors.clock import AnchoredClock
from collectors.profiles.loading import load_profiles
from maps.model import Element, Kind, Plant
from monitor import service
from monitor.commands import watching
from monitor.ledger import blobs
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.series.manifest import Manifest
from monitor.watch.asking.directory import ADDRESSES, PROFILES_OF_KIND

PROFILES = Path(__file__).parent / "profiles"
PER_CMTS = 10_000
STARTED_WITHIN_S = 120.0
ENDED_WITHIN_S = 120.0
CONFIG = """
[data]
directory = "{folder}"
[sweeps]
state_interval_s = {interval_s}
level_interval_s = {interval_s}
[snmp]
terminal_port = {port}
timeout_ms = 2000
retries = 2
[series]
flush_s = {interval_s}
"""


@dataclass(frozen=True, slots=True)
class Core:
    """A core that runs, and its folder."""

    process: subprocess.Popen[bytes]
    folder: Path

    def stop(self) -> None:
        """End it as the supervisor does: it writes what it has gathered."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(ENDED_WITHIN_S)

    def stored(self, from_ms: int, to_ms: int) -> int:
        """Return how many values of the profile's metrics the store has from a span of time, UTC ms."""
        asked = load_profiles(PROFILES)["docsis-modem"].families
        series, values = self.folder / "series", 0
        for family, metrics in asked.items():
            for file in Manifest(series).live(family):
                table = pq.read_table(series / file.path)
                inside = pc.and_(
                    pc.greater_equal(table["time_ms"], from_ms),
                    pc.less(table["time_ms"], to_ms),
                )
                rows = table.filter(inside)
                values += sum(
                    int(np.isfinite(rows[metric].cast(pa.float64()).to_numpy()).sum())
                    for metric in metrics
                    if metric in rows.column_names
                )
        return values


@contextmanager
def core(there: crowd.Running, interval_s: float) -> Iterator[Core]:
    """Run core on a plant of the crowd's modems; yields once the first of them is asked."""
    with tempfile.TemporaryDirectory(prefix="bench-core-") as name:
        folder = Path(name)
        config = folder / "plantwatch.toml"
        config.write_text(CONFIG.format(folder=folder, interval_s=interval_s, port=there.port), encoding="utf-8")
        _fill(folder, there.crowd)
        command = [sys.executable, "-m", "bench.watching", str(config)]
        root = Path(__file__).parent.parent
        one_heap = os.environ | {"MALLOC_ARENA_MAX": "1"}  # as monitor/__main__.py has it from the start
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(command, stdout=log, stderr=log, cwd=root, env=one_heap) as process,
        ):
            try:
                _wait_until_it_asks(process, there, folder)
                yield Core(process, folder)
            finally:
                process.kill()


def _wait_until_it_asks(process: subprocess.Popen[bytes], there: crowd.Running, folder: Path) -> None:
    end_s = time.monotonic() + STARTED_WITHIN_S
    while not len(there.stamps()[0]):
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")[-2000:]
        assert time.monotonic() < end_s, "core asked nobody"
        time.sleep(0.2)


def _fill(folder: Path, who: Crowd) -> None:
    """Import the plant, and have the ledger know the modems' addresses as if their CMTSs had told them."""
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}", AnchoredClock())
    replace_plant(ledger, _plant(who), "bench")
    macs = [Crowd.mac(number).hex(":") for number in range(who.agents)]
    slots = load_roster(ledger).admit(macs)
    packed = [b"\0" * 10 + b"\xff\xff" + bytes(map(int, address.split("."))) for address in who.addresses()]
    columns: dict[str, NDArray[Any]] = {"slot": slots, "packed": np.frombuffer(b"".join(packed), dtype=np.uint8)}
    with ledger.write("bench") as connection:
        blobs.save_columns(connection, ADDRESSES, ledger.clock.now_ms(), columns)
    ledger.close()


def _plant(who: Crowd) -> Plant:
    """Return modems on nodes, nodes on CMTSs; none but the modems is asked."""
    elements = [Element("HE", Kind.HEADEND)]
    elements += [Element(f"C{n}", Kind.CMTS, parent="HE") for n in range(-(-who.agents // PER_CMTS))]
    elements += [
        Element(f"N{n}", Kind.OPTICAL_NODE, parent=f"C{n * GROUP // PER_CMTS}") for n in range(-(-who.agents // GROUP))
    ]
    elements += [
        Element(Crowd.mac(n).hex(":"), Kind.CABLE_MODEM, parent=f"N{n // GROUP}", lon=118.0, lat=30.0)
        for n in range(who.agents)
    ]
    return Plant(elements=tuple(elements))


def main(config: Path) -> None:
    """Run `plantwatch core`, with the profile of twelve metrics for modems."""
    with (
        mock.patch.object(service, "load_profiles", return_value=load_profiles(PROFILES)),
        mock.patch.dict(PROFILES_OF_KIND, {Kind.CABLE_MODEM: ("docsis-modem",)}),  # there is nothing to choose from
    ):
        watching.core(config)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
