"""Peers: what a stored value costs Zabbix with PostgreSQL, collectd and us, on the same agents, and who is on time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from bench import collectd, crowd, database, watching, zabbix
from bench.crowd import OIDS, Crowd
from bench.processes import cpu_s
from bench.punctual import TOLERANCE, on_time

SILENT = (0.0, 0.2)
ROUND_TRIP_MS = (50.0, 500.0)
WARM_UP = 2
"""Intervals before it is counted: Zabbix asks more at once each time it is answered."""
FIRST_ROUND_S = 120.0
SETTLE_S = 5.0
"""What was read last may take so long to be written."""
NEEDED = {
    zabbix.SERVER: "zabbix-server-pgsql",
    collectd.DAEMON: "collectd-core",
    database.BINARIES / "initdb": "postgresql",
}


class System(Protocol):
    """A monitor that asks the crowd."""

    def cpu_s(self) -> float:
        """Return the processor seconds all its processes have taken so far."""
        ...

    def stored(self, from_s: float, to_s: float) -> int:
        """Return how many values it has from a span of time, seconds since 1970."""
        ...


@dataclass(frozen=True, slots=True)
class Ours:
    """Core as a system among others; to be counted it must end, for it writes what it has once an interval."""

    core: watching.Core

    def cpu_s(self) -> float:
        """Return what core has taken so far."""
        return cpu_s(self.core.process.pid)

    def stored(self, from_s: float, to_s: float) -> int:
        """Return how many values it stored."""
        self.core.stop()
        return self.core.stored(int(from_s * 1000), int(to_s * 1000))


Start = Callable[[crowd.Running, float], AbstractContextManager[System]]


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the one switch every benchmark has
    """Return CPU per stored value and the share of live agents' reads on time, of each system at each share of dead."""
    missing = " ".join(package for path, package in NEEDED.items() if not path.exists())
    if missing:
        sys.exit(f"not installed: {missing}; deploy/system-packages test bench does that")
    agents, interval_s, rounds = (200, 10.0, 2) if quick else (4_000, 20.0, 3)
    figures: dict[str, float | None] = {}
    with database.database() as server:
        zabbix.prepare(server)
        starts: dict[str, Start] = {
            "ours": _ours,
            "collectd": collectd.collectd,
            "zabbix": lambda there, every_s: zabbix.zabbix(server, there, every_s),
        }
        for silent in SILENT:
            for name, start in starts.items():
                with (
                    crowd.running(Crowd(agents, silent, *ROUND_TRIP_MS)) as there,
                    start(there, interval_s) as system,
                ):
                    found = _measure(system, there, interval_s, rounds)
                figures |= {f"{key}_{name}_{silent * 100:.0f}": value for key, value in found.items()}
                print(f"{name} at {silent:.0%} dead: {found}", file=sys.stderr)
    return {
        "parameters": {
            "agents": agents,
            "objects": len(OIDS),
            "interval_s": interval_s,
            "rounds": rounds,
            "round_trip_ms": list(ROUND_TRIP_MS),
            "tolerance": TOLERANCE,
            "cores": len(os.sched_getaffinity(0)),
        },
        "figures": {key: value for key, value in figures.items() if "_ours_" in key},
        "peer": {
            **{key: value for key, value in figures.items() if "_ours_" not in key},
            "zabbix": f"6.0 with PostgreSQL 15, SNMP bulk, {zabbix.POLLERS} pollers, "
            f"{zabbix.UNREACHABLE_POLLERS} for unreachable hosts; both servers' processes counted",
            "collectd": f"5.12, one request of twelve objects an agent, {collectd.THREADS} read threads, CSV",
        },
    }


@contextmanager
def _ours(there: crowd.Running, interval_s: float) -> Iterator[Ours]:
    with watching.core(there, interval_s) as core:
        yield Ours(core)


def _measure(system: System, there: crowd.Running, interval_s: float, rounds: int) -> dict[str, float | None]:
    _warm_up(there, interval_s)
    began_s, began_at_s, spent_s = time.monotonic(), time.time(), system.cpu_s()
    time.sleep(rounds * interval_s)
    spent_s = system.cpu_s() - spent_s
    time.sleep(SETTLE_S)
    agent, at_s = there.stamps()
    stored = system.stored(began_at_s, began_at_s + rounds * interval_s)
    live = there.crowd.live()
    punctual = on_time(agent, at_s, there.crowd.agents, began_s, interval_s, rounds)[live]
    return {
        "us_per_value": round(spent_s / stored * 1e6, 2) if stored else None,
        "live_on_time": round(float(punctual.mean()), 4),
        "stored_share": round(stored / (int(live.sum()) * len(OIDS) * rounds), 4),
    }


def _warm_up(there: crowd.Running, interval_s: float) -> None:
    """Return some intervals after everybody was asked for the first time, or when that takes too long."""
    end_s = time.monotonic() + FIRST_ROUND_S
    while len(set(there.stamps()[0].tolist())) < there.crowd.agents and time.monotonic() < end_s:
        time.sleep(1.0)
    time.sleep(WARM_UP * interval_s)
