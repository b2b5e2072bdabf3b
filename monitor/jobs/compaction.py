"""Many small files into few: appends to ten minutes or an hour, each finished day into buckets of slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog

from monitor.jobs.merging import Stopped, StoppedError, kinds_of, never, stripes
from monitor.series.model import DAY_MS, HOUR_MS, MINUTE_MS, LostRaceError, StoredFile, Tier
from monitor.series.parquet import ParquetStore

log = structlog.get_logger()

TEN_MS = 10 * MINUTE_MS
GRACE_MS = {Tier.TEN: 2 * MINUTE_MS, Tier.HOUR: 2 * MINUTE_MS, Tier.DAY: 30 * MINUTE_MS}
"""Wait after a window's end for readings that were still on their way to disk."""
LOOSE = (Tier.APPEND, Tier.TEN, Tier.HOUR)
"""Tiers that compaction empties in the end."""
RUNGS = (
    (Tier.HOUR, HOUR_MS, (Tier.APPEND, Tier.TEN), 1),
    (Tier.TEN, TEN_MS, (Tier.APPEND,), 12),
)
"""Tier, its window, what it is made of, and how many of these in a window are left alone.

Every rung writes each reading once more (some 25 CPU-ns). At the usual flush a minute, sixty appends are
read quickly enough as they are; the ten-minute rung is for those who flush more often.
"""
BUCKETS = 64
"""Most files a family's day is cut into."""
LEAST_BUCKET = 256
"""Fewest slots of a bucket: a small plant's day is one file, not sixty-four."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Files of one family and day to be replaced by files of a higher tier."""

    family: str
    day: int
    tier: Tier
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class Compaction:
    """What was done."""

    merges: int = 0
    files_before: int = 0
    files_after: int = 0
    rows: int = 0


def plan(files: Sequence[StoredFile], now_ms: int) -> list[Merge]:
    """Return the merges that are due: whole days first, then hours, then ten minutes; no file is in two.

    A file belongs to the window its last reading stands in.
    """
    loose = [file for file in files if file.tier in LOOSE]
    over = [file for file in loose if (file.day + 1) * DAY_MS + GRACE_MS[Tier.DAY] <= now_ms]
    merges = [Merge(family, day, Tier.DAY, part) for (family, day), part in _groups(over, DAY_MS)]
    taken = {file.path for file in over}
    for tier, window_ms, below, most in RUNGS:
        ready = [
            file
            for file in loose
            if file.tier in below
            and file.path not in taken
            and (file.end_ms // window_ms + 1) * window_ms + GRACE_MS[tier] <= now_ms
        ]
        for (family, _window), part in _groups(ready, window_ms):
            if len(part) > most:
                merges.append(Merge(family, part[0].day, tier, part))
                taken.update(file.path for file in part)
    return merges


def _groups(files: Sequence[StoredFile], window_ms: int) -> Iterator[tuple[tuple[str, int], tuple[StoredFile, ...]]]:
    groups: dict[tuple[str, int], list[StoredFile]] = {}
    for file in files:
        groups.setdefault((file.family, file.end_ms // window_ms), []).append(file)
    for key in sorted(groups):
        yield key, tuple(sorted(groups[key], key=lambda file: (file.start_ms, file.path)))


def compact(store: ParquetStore, now_ms: int, stopped: Stopped = never) -> Compaction:
    """Do the merges that are due and return what was done.

    Each merge is one commit; killed at any point, the files before it are live. Readers of replaced files
    have ten minutes before these are deleted. Raises SeriesError when the disk refuses.
    """
    merges = before = after = rows = 0
    for merge in plan(store.manifest.live(), now_ms):
        if stopped():
            break
        try:
            made = carry_out(store, merge, now_ms, stopped)
        except StoppedError:
            break
        except LostRaceError as error:
            log.info("compaction.lost_race", reason=str(error))
            continue
        merges, before, after = merges + 1, before + len(merge.files), after + len(made)
        rows += sum(file.rows for file in made)
    return Compaction(merges, before, after, rows)


def carry_out(store: ParquetStore, merge: Merge, now_ms: int, stopped: Stopped = never) -> list[StoredFile]:
    """Write the merged files and make them live in place of the others; return them."""
    kinds = kinds_of(store, merge.files)
    ranges = buckets(merge)
    with store.output() as output:
        highest = -1
        for block in stripes(store, merge.files, ranges, stopped):
            if block.slot[0] > highest:
                new = output.file(merge.family, merge.tier, merge.day, kinds)
                highest = next(high for _, high in ranges if block.slot[0] <= high)
            new.write(block)
            if block.slot[-1] == highest:
                new.finish()
        return output.commit(now_ms, drop=merge.files)


def buckets(merge: Merge) -> list[tuple[int, int]]:
    """Return the slots, both ends inclusive, of each file a merge writes."""
    lowest = min(file.slot_lo for file in merge.files)
    highest = max(file.slot_hi for file in merge.files)
    if merge.tier is not Tier.DAY:
        return [(lowest, highest)]
    width = max(LEAST_BUCKET, -(-(highest + 1) // BUCKETS))
    return [(low, low + width - 1) for low in range(lowest // width * width, highest + 1, width)]
