"""Many small files into few: appends to ten minutes or an hour, each finished day into buckets of slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog

from monitor.jobs.merging import Stopped, StoppedError, kinds_of, never, opened, stripes
from monitor.series.model import DAY_MS, HOUR_MS, MINUTE_MS, LostRaceError, StoredFile, Tier
from monitor.series.parquet import ParquetStore

log = structlog.get_logger()

LOOSE = (Tier.APPEND, Tier.TEN, Tier.HOUR)
"""Tiers that compaction empties in the end."""
MOST_FILES = 200
"""Most files merged at once: each is open meanwhile."""
BUCKETS = 64
"""Most files a family's day is cut into."""
LEAST_BUCKET = 256
"""Fewest slots of a bucket: a small plant's day is one file, not sixty-four."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A step up: files of lower tiers become files of this one when their window is over."""

    tier: Tier
    window_ms: int
    grace_ms: int
    """Wait after a window's end for readings that were still on their way to disk."""
    below: tuple[Tier, ...]
    left_alone: int
    """So many files in a window are not worth merging."""

    def over_at(self, file: StoredFile) -> int:
        """Return when the window of a file, that of its last reading, is over and its grace too; UTC ms."""
        return (file.end_ms // self.window_ms + 1) * self.window_ms + self.grace_ms


RUNGS = (
    Rung(Tier.DAY, DAY_MS, 30 * MINUTE_MS, LOOSE, 0),
    Rung(Tier.HOUR, HOUR_MS, 2 * MINUTE_MS, (Tier.APPEND, Tier.TEN), 1),
    Rung(Tier.TEN, 10 * MINUTE_MS, 2 * MINUTE_MS, (Tier.APPEND,), 12),
)
"""Highest first. Each writes every reading once more, at some 30 CPU-ns: at the usual flush a minute, sixty
appends are read quickly enough as they are, and the ten-minute rung is for those who flush more often."""


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
    loose = {file.path: file for file in files if file.tier in LOOSE}
    merges: list[Merge] = []
    for rung in RUNGS:
        ready = [file for file in loose.values() if file.tier in rung.below and rung.over_at(file) <= now_ms]
        for (family, _window), part in _groups(ready, rung.window_ms):
            if len(part) > MOST_FILES and rung.below != (Tier.APPEND,):
                continue  # a lower rung first
            if len(part) > rung.left_alone:
                chosen = part[:MOST_FILES]
                merges.append(Merge(family, chosen[0].day, rung.tier, chosen))
                for file in chosen:
                    del loose[file.path]
    return merges


def _groups(files: Sequence[StoredFile], window_ms: int) -> Iterator[tuple[tuple[str, int], tuple[StoredFile, ...]]]:
    groups: dict[tuple[str, int], list[StoredFile]] = {}
    for file in files:
        groups.setdefault((file.family, file.end_ms // window_ms), []).append(file)
    for key in sorted(groups):
        yield key, tuple(sorted(groups[key], key=lambda file: (file.start_ms, file.path)))


def compact(store: ParquetStore, now_ms: int, stopped: Stopped = never) -> Compaction:
    """Do the merges that are due, and those that become due by them; return what was done.

    Each merge is one commit; killed at any point, the files before it are live. Readers of replaced files
    have ten minutes before these are deleted. Raises SeriesError when the disk refuses.
    """
    done = Compaction()
    while due := plan(store.manifest.live(), now_ms):
        for merge in due:
            try:
                made = carry_out(store, merge, now_ms, stopped)
            except StoppedError:
                return done
            except (LostRaceError, FileNotFoundError) as error:
                log.info("compaction.lost_race", reason=str(error))
                return done
            rows = sum(file.rows for file in made)
            done = Compaction(
                done.merges + 1, done.files_before + len(merge.files), done.files_after + len(made), done.rows + rows
            )
    return done


def carry_out(store: ParquetStore, merge: Merge, now_ms: int, stopped: Stopped = never) -> list[StoredFile]:
    """Write the merged files and make them live in place of the others; return them."""
    sources = opened(store, merge.files)
    kinds = kinds_of(sources)
    ranges = buckets(merge)
    with store.output() as output:
        highest = -1
        for block in stripes(sources, ranges, stopped):
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
