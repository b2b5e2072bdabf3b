"""Scale: what core takes of processor and memory for 100 000 modems of twelve metrics a minute."""

from __future__ import annotations

import time
from typing import Any

from bench import crowd, watching
from bench.crowd import OIDS, Crowd
from bench.processes import cpu_s, peak_mb
from collectors.snmp.choice import engine_class

MODEMS, INTERVAL_S, INTERVALS = 100_000, 60.0, 5
QUICK_MODEMS, QUICK_INTERVAL_S, QUICK_INTERVALS = 20_000, 12.0, 2
"""As many readings a second, but less to remember."""
ROUND_TRIP_MS = (5.0, 50.0)
BETWEEN_SWEEPS = 0.95
"""Of an interval after a sweep began: it is over, the next has not begun, and no reading lies on the span's edge."""
HANDED_OVER_WITHIN_S = 2.0
"""What was answered before the span's end is a batch by then; a core that ends drops the slice it is gathering."""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the one switch every benchmark has
    """Return core's share of one processor and its most memory, over whole intervals after the first."""
    modems, interval_s, intervals = (
        (QUICK_MODEMS, QUICK_INTERVAL_S, QUICK_INTERVALS) if quick else (MODEMS, INTERVAL_S, INTERVALS)
    )
    with crowd.running(Crowd(modems, 0.0, *ROUND_TRIP_MS)) as there, watching.core(there, interval_s) as core:
        time.sleep((1 + BETWEEN_SWEEPS) * interval_s)  # the first sweep learns, and may take longer than its interval
        began_s, began_ms, spent_s = time.monotonic(), time.time_ns() // 1_000_000, cpu_s(core.process.pid)
        time.sleep(intervals * interval_s)
        spent_s, lasted_s = cpu_s(core.process.pid) - spent_s, time.monotonic() - began_s
        ended_ms, memory_mb = time.time_ns() // 1_000_000, peak_mb(core.process.pid)
        time.sleep(HANDED_OVER_WITHIN_S)
        core.stop()
        stored = core.stored(began_ms, ended_ms)
    return {
        "parameters": {
            "modems": modems,
            "metrics": len(OIDS),
            "interval_s": interval_s,
            "intervals": intervals,
            "engine": engine_class().__name__,
            "round_trip_ms": list(ROUND_TRIP_MS),
        },
        "figures": {
            "core_share": round(spent_s / lasted_s, 4),
            "rss_mb": round(memory_mb),
            "us_per_value": round(spent_s / stored * 1e6, 3) if stored else None,
            "values_stored": stored,
            "values_due": modems * len(OIDS) * intervals,
        },
    }
