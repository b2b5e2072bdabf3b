"""Scale: what core takes of processor and memory for 100 000 modems of twelve metrics a minute."""

from __future__ import annotations

import time
from typing import Any

from bench import crowd, watching
from bench.crowd import OIDS, Crowd
from bench.processes import cpu_s, peak_mb
from collectors.snmp.choice import engine_class

MODEMS = 100_000
INTERVAL_S = 60.0
ROUND_TRIP_MS = (5.0, 50.0)
MINUTES, QUICK_MINUTES = 5, 1


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the one switch every benchmark has
    """Return core's share of one processor and its most memory, over whole intervals after the first."""
    minutes = QUICK_MINUTES if quick else MINUTES
    with crowd.running(Crowd(MODEMS, 0.0, *ROUND_TRIP_MS)) as there, watching.core(there, INTERVAL_S) as core:
        time.sleep(INTERVAL_S)  # the first interval learns
        began_s, began_ms, spent_s = time.monotonic(), time.time_ns() // 1_000_000, cpu_s(core.process.pid)
        time.sleep(minutes * INTERVAL_S)
        spent_s, lasted_s = cpu_s(core.process.pid) - spent_s, time.monotonic() - began_s
        ended_ms, memory_mb = time.time_ns() // 1_000_000, peak_mb(core.process.pid)
        core.stop()
        stored = core.stored(began_ms, ended_ms)
    return {
        "parameters": {
            "modems": MODEMS,
            "metrics": len(OIDS),
            "interval_s": INTERVAL_S,
            "minutes": minutes,
            "engine": engine_class().__name__,
            "round_trip_ms": list(ROUND_TRIP_MS),
        },
        "figures": {
            "core_share": round(spent_s / lasted_s, 4),
            "rss_mb": round(memory_mb),
            "us_per_value": round(spent_s / stored * 1e6, 3) if stored else None,
            "values_stored": stored,
            "values_due": MODEMS * len(OIDS) * minutes,
        },
    }
