"""What is let go: readings past their age, then oldest days beyond the disk budget, then replaced files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.series.durable import naming
from monitor.series.model import DAY_MS, MINUTE_MS, RAW, STEPPED, StoredFile, Tier
from monitor.series.parquet import ParquetStore

DELETE_AFTER_MS = 10 * MINUTE_MS
"""A replaced file stays on disk this long for readers that listed it before."""
GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class Retention:
    """What was let go."""

    retired: int
    """Files that ceased to be live."""
    deleted: int
    """Files removed from disk."""
    over_budget_bytes: int
    """Bytes still beyond the budget: what is left may not be dropped."""


def retain(store: ParquetStore, now_ms: int) -> Retention:
    """Retire what is too old or beyond the disk budget, and delete what was replaced or retired before.

    1. Raw days past `raw_days` that a roll-up holds, roll-ups past `quarter_days` and `day_days`.
    2. Beyond the budget: oldest raw days first, then oldest 15-minute days; never today or yesterday.
    3. Files replaced or retired at least ten minutes ago are deleted.

    Raises SeriesError when the disk refuses.
    """
    live = store.manifest.live()
    aged = [file for file in live if _aged(store, file, now_ms)]
    kept = [file for file in live if file not in set(aged)]
    budget = int(store.settings.disk_budget_gb * GIGABYTE)
    excess, crowded = _crowded(kept, budget, now_ms)
    if aged or crowded:
        store.manifest.commit(now_ms, drop=[*aged, *crowded])
    return Retention(len(aged) + len(crowded), purge(store, now_ms), max(excess, 0))


def _aged(store: ParquetStore, file: StoredFile, now_ms: int) -> bool:
    settings = store.settings
    days = {Tier.QUARTER: settings.quarter_days, Tier.DAILY: settings.day_days}.get(file.tier, settings.raw_days)
    held_on = file.rolled or file.family in STEPPED or file.tier not in RAW
    return held_on and (file.day + 1) * DAY_MS <= now_ms - days * DAY_MS


def _crowded(files: Sequence[StoredFile], budget: int, now_ms: int) -> tuple[int, list[StoredFile]]:
    """Return the bytes still beyond the budget, and the files whose going brings it down to that."""
    excess = sum(file.bytes for file in files) - budget
    chosen: list[StoredFile] = []
    for tiers in (RAW, (Tier.QUARTER,)):
        for day in sorted({file.day for file in files if file.tier in tiers and file.day < now_ms // DAY_MS - 1}):
            if excess <= 0:
                return excess, chosen
            going = [file for file in files if file.day == day and file.tier in tiers]
            chosen += going
            excess -= sum(file.bytes for file in going)
    return excess, chosen


def purge(store: ParquetStore, now_ms: int) -> int:
    """Delete files that were replaced or retired long enough ago; return how many."""
    due = [path for path, at_ms in store.manifest.dropped().items() if at_ms + DELETE_AFTER_MS <= now_ms]
    _delete(store, due)
    if due:
        store.manifest.commit(now_ms, gone=due)
    return len(due)


def _delete(store: ParquetStore, names: Iterable[str]) -> None:
    for name in names:
        path = store.directory / name
        with naming(path, "delete"), contextlib.suppress(FileNotFoundError):
            path.unlink()
