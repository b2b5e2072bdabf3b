"""Dead devices: whether the live ones are read on time while whole service groups say nothing, by both engines."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import crowd
from bench.crowd import Crowd
from bench.punctual import TOLERANCE, on_time
from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import engine_class
from collectors.sweep import Sweeper

SILENT = 0.2
ROUND_TRIP_MS = (50.0, 500.0)
SWEEPS = 5
RETRIES = 2
GRACE_S = 2.0
"""Beyond the time-outs of the last device asked, a sweep may take this much longer."""
PROFILE = "docsis-modem"


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the one switch every benchmark has
    """Return the share of live agents' reads that were on time, and how late sweeps ended, for each engine."""
    agents, interval_s, timeout_ms, rate_per_s = (2_000, 4.0, 700, 4_000.0) if quick else (10_000, 20.0, 2_000, 5_000.0)
    kinds = {"py": BatchEngine} | ({"c": engine_class()} if engine_class() is not BatchEngine else {})
    figures: dict[str, float] = {}
    for name, kind in kinds.items():
        with crowd.running(Crowd(agents, SILENT, *ROUND_TRIP_MS)) as there:
            figures |= asyncio.run(_sweeps(name, kind, there, interval_s, timeout_ms, rate_per_s))
    budget_s = timeout_ms / 1000 * (RETRIES + 1)
    return {
        "parameters": {
            "agents": agents,
            "silent": SILENT,
            "round_trip_ms": list(ROUND_TRIP_MS),
            "sweeps": SWEEPS,
            "interval_s": interval_s,
            "tolerance": TOLERANCE,
            "rate_per_s": rate_per_s,
            "timeout_budget_s": round(budget_s, 2),
            "sweep_may_last_s": round(agents / rate_per_s + budget_s + GRACE_S, 1),
        },
        "figures": figures,
    }


async def _sweeps(
    name: str, kind: type[BatchEngine], there: crowd.Running, interval_s: float, timeout_ms: int, rate_per_s: float
) -> dict[str, float]:
    who = there.crowd
    clock, roster = AnchoredClock(), Roster()
    engine = kind(clock, timeout_ms=timeout_ms, retries=RETRIES, rate_per_s=rate_per_s)
    devices = [
        Device(Crowd.mac(number).hex(":"), Crowd.address(number), port=there.port, profile=PROFILE)
        for number in range(who.agents)
    ]
    slots = roster.admit(device.key for device in devices)
    sweeper = Sweeper(engine, load_profiles(Path(__file__).parent / "profiles"), roster, clock, {"default": "public"})
    loop = asyncio.get_running_loop()
    began, read, lasted = loop.time(), np.zeros((who.agents, SWEEPS), dtype=np.bool_), []
    cpu_s = time.process_time()
    for sweep in range(SWEEPS):
        due = began + sweep * interval_s
        await asyncio.sleep(due - loop.time())
        async for batch in sweeper.sweep("level", devices, Cadence.LEVEL):
            answered = batch.contacts.slot[batch.contacts.answered]
            read[np.isin(slots, answered), sweep] = True
        lasted.append(loop.time() - due)
    cpu_s = time.process_time() - cpu_s
    engine.close()
    agent, at_s = there.stamps()
    live = who.live()
    punctual: NDArray[np.bool_] = on_time(agent, at_s, who.agents, began, interval_s, SWEEPS)
    return {
        f"live_on_time_{name}": round(float((punctual & read)[live].mean()), 6),
        f"live_read_{name}": round(float(read[live].mean()), 6),
        f"silent_told_{name}": round(1.0 - float(read[~live].mean()), 6),
        f"sweep_s_{name}": round(max(lasted), 2),
        f"us_per_read_{name}": round(cpu_s / read.sum() * 1e6, 1),
    }
