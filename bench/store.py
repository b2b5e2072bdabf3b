"""The series store at the file layout of 100 000 modems, twelve metrics a minute, for a week."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.levels import FAMILY, STEP_MS, Fleet, draw
from bench.longrows import long_rows
from monitor.series.block import gather
from monitor.series.columns import arrow_type
from monitor.series.model import DAY_MS, HOUR_MS, StoredFile, Tier
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings

MODEMS, METRICS, DAYS, BUCKETS = 100_000, 12, 7, 64
BUCKET_SLOTS = -(-MODEMS // BUCKETS)
TODAY = 20_000 + DAYS
CHARTED = ("us_snr_db", "us_rx_power_dbmv")
CHARTS = 40
DIFFERENT = 4_000
"""Modems drawn; the plant of 100 000 repeats them."""
COMPACT = """
import json, sys, time
from pathlib import Path
from monitor.jobs.compaction import carry_out, plan
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings
store = ParquetStore(Path(sys.argv[1]), SeriesSettings())
import pyarrow.fs  # what a process that runs for months loads once
for merge in plan(store.manifest.live(), int(sys.argv[2])):  # the last one counts: the first warms the process up
    begin = time.process_time()
    rows = sum(file.rows for file in carry_out(store, merge, int(sys.argv[2])))
    cpu_s = time.process_time() - begin
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({"cpu_s": cpu_s, "rows": rows, "rss_mb": int(peak.split()[1]) / 1024}))
"""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the form every benchmark has
    """Measure appends, compaction, size and a week's chart, and long rows in DuckDB beside them."""
    rng = np.random.default_rng(1)
    hours = 1 if quick else 23
    with tempfile.TemporaryDirectory(prefix="bench-store-") as folder:
        store = ParquetStore(Path(folder) / "week", SeriesSettings())
        day = _days(store, draw(rng, BUCKET_SLOTS, 1440), Path(folder) / "day")
        today = _today(store, draw(rng, DIFFERENT, 60), Path(folder) / "today", hours)
        charts = _charts(store)
        tiers = [file.tier for file in store.manifest.live()]
        store.close()
        peer = long_rows(Path(folder), quick=quick)
    return {
        "parameters": {
            "modems": MODEMS,
            "metrics": METRICS,
            "interval_s": STEP_MS // 1000,
            "files": {tier.value: tiers.count(tier) for tier in dict.fromkeys(tiers)},
            "hours_written_in_full": hours,
            "hours_linked_to_one_of_these": 23 - hours,
            "buckets_written_in_full": f"1 of {BUCKETS}, all {DAYS} days; the others are links and never read",
            "chart": f"{len(CHARTED)} metrics, 500 points, footers cached, median of {CHARTS} modems",
            "compaction": "an hour of appends in full, plus the hour's share of a bucket's day times 64",
        },
        "figures": {
            **today,
            **charts,
            "bytes_per_sample": round(day["bytes_per_sample"], 3),
            "compaction_cpu_s_per_hour": round(today["hour_cpu_s"] + day["day_cpu_s_per_hour"], 2),
            "day_cpu_s_per_hour": round(day["day_cpu_s_per_hour"], 2),
        },
        "peer": peer,
    }


def _days(store: ParquetStore, fleet: Fleet, beside: Path) -> dict[str, float]:
    """Write the finished days, and merge the hours of one, twice, in a store beside; return what that cost."""
    everyone, first_ms = np.arange(BUCKET_SLOTS), (TODAY - DAYS) * DAY_MS
    hourly = ParquetStore(beside, SeriesSettings())
    for hour in range(24):
        minutes = slice(hour * 60, hour * 60 + 60)
        _write(hourly, Tier.HOUR, fleet, everyone, minutes, first_ms)
    for file in hourly.manifest.live():
        _link(hourly, file, hourly, later_ms=DAY_MS)
    hourly.close()
    merged = _compact(beside, first_ms + 3 * DAY_MS)
    kept = hourly.manifest.live()
    for day in range(DAYS):
        _write(store, Tier.DAY, fleet, everyone, slice(None), first_ms + day * DAY_MS)
        _link_buckets(store, store.manifest.live()[-1])
    return {
        "bytes_per_sample": sum(file.bytes for file in kept) / sum(file.rows * METRICS for file in kept),
        "day_cpu_s_per_hour": merged["cpu_s"] * (MODEMS / BUCKET_SLOTS) / 24,
    }


def _today(store: ParquetStore, fleet: Fleet, beside: Path, hours: int) -> dict[str, float]:
    """Lay out the day as it stands at 23:59, its last hour still as appended; return what that cost.

    `hours` are compacted in a store beside: the first is the last hour's appends, others have their own.
    """
    begin_ms, cpu_s, rss_mb = TODAY * DAY_MS, 0.0, 0.0
    append_s = _append_hour(store, fleet, begin_ms + 23 * HOUR_MS)
    hourly = ParquetStore(beside, SeriesSettings())
    hourly.append([fleet.readings(np.arange(1), slice(0, 1), 0, begin_ms + 30 * DAY_MS)])  # makes the folders
    for file in store.manifest.live(tiers=(Tier.APPEND,)):
        _link(store, file, hourly)
    for hour in range(hours):
        if hour:
            append_s += _append_hour(hourly, fleet, begin_ms + hour * HOUR_MS)
        done = _compact(beside, begin_ms + DAY_MS + 5 * STEP_MS)
        assert done["rows"] == MODEMS * 60
        cpu_s, rss_mb = cpu_s + done["cpu_s"], max(rss_mb, done["rss_mb"])
    made = hourly.manifest.live(tiers=(Tier.HOUR,))
    for hour in range(23):
        full = made[hour % hours]
        _link(hourly, full, store, later_ms=begin_ms + hour * HOUR_MS - full.start_ms)
    hourly.close()
    return {
        "rows_per_s": round(MODEMS * 60 * hours / append_s),
        "hour_cpu_s": round(cpu_s / hours, 2),
        "compaction_peak_rss_mb": round(rss_mb),
    }


def _append_hour(store: ParquetStore, fleet: Fleet, start_ms: int) -> float:
    modems = np.arange(MODEMS) % DIFFERENT
    spent = 0.0
    for minute in range(60):
        readings = fleet.readings(modems, slice(minute, minute + 1), 0, start_ms)
        begin = time.perf_counter()
        store.append([readings])
        spent += time.perf_counter() - begin
    return spent


def _write(
    store: ParquetStore, tier: Tier, fleet: Fleet, modems: NDArray[np.intp], minutes: slice, start_ms: int
) -> None:
    block = gather([fleet.readings(modems, minutes, 0, start_ms)])
    kinds = {name: arrow_type([column]) for name, column in block.metrics.items()}
    with store.output() as output:
        output.file(FAMILY, tier, start_ms // DAY_MS, kinds).write(block)
        output.commit(0)


def _link_buckets(store: ParquetStore, full: StoredFile) -> None:
    for bucket in range(1, BUCKETS):
        _link(store, full, store, slots=bucket * BUCKET_SLOTS)


def _link(source: ParquetStore, full: StoredFile, target: ParquetStore, later_ms: int = 0, slots: int = 0) -> None:
    """List one file under another name, later or buckets further on; reading it costs what its own would."""
    name = full.path.replace(".parquet", f"-link-{later_ms + slots}.parquet")
    os.link(source.directory / full.path, target.directory / name)
    further = replace(
        full,
        path=name,
        slot_lo=full.slot_lo + slots,
        slot_hi=full.slot_hi + slots,
        start_ms=full.start_ms + later_ms,
        end_ms=full.end_ms + later_ms,
    )
    target.manifest.commit(add=[further])


def _compact(directory: Path, now_ms: int) -> dict[str, Any]:
    """Compact in a process of its own, as the jobs process would."""
    command = [sys.executable, "-c", COMPACT, str(directory), str(now_ms)]
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _charts(store: ParquetStore) -> dict[str, float]:
    """Return how long a week's chart takes at 23:59, when most files are not compacted yet."""
    now_ms = (TODAY + 1) * DAY_MS - STEP_MS
    reader = ParquetStore(store.directory, store.settings)
    spent, cpu_s = [], 0.0
    for slot in np.random.default_rng(2).integers(0, BUCKET_SLOTS, CHARTS + 1).tolist():
        begin, begin_cpu = time.perf_counter(), time.process_time()
        chart = reader.history(FAMILY, slot, CHARTED, now_ms - DAYS * DAY_MS, now_ms)
        spent.append((time.perf_counter() - begin) * 1000)
        cpu_s += (time.process_time() - begin_cpu) if len(spent) > 1 else 0.0
        assert 420 < len(chart) <= 500, "an hour that is a link has its readings in the hour it is linked to"
    reader.close()
    warm = sorted(spent[1:])
    return {
        "series_7d_ms": round(median(warm), 1),
        "series_7d_p95_ms": round(warm[int(0.95 * len(warm))], 1),
        "series_7d_first_ms": round(spent[0], 1),
        "series_7d_cpu_ms": round(cpu_s * 1000 / CHARTS, 1),
    }
