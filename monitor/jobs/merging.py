"""Several sorted files as one stream of sorted blocks, a stripe of slots at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from monitor.series.block import Block, concat, empty
from monitor.series.columns import widest
from monitor.series.model import StoredFile
from monitor.series.openfile import OpenFile, open_file
from monitor.series.parquet import ParquetStore

STRIPE_ROWS = 200_000
"""Rows of a stripe, roughly: what merging holds in memory, some 50 MB with what it is sorted into."""

Stopped = Callable[[], bool]
"""Tells whether the process was asked to stop: long work asks between stripes."""


class StoppedError(Exception):
    """The process was asked to stop; the work in hand was given up and changed nothing."""


def never() -> bool:
    """Tell that nobody asked to stop."""
    return False


@dataclass(slots=True)
class Source:
    """One file read in order of slots, a row group never twice."""

    file: OpenFile
    slot_lo: int
    slot_hi: int
    _group: int = field(init=False)
    _rest: Block = field(default_factory=empty)

    def __post_init__(self) -> None:
        self._group = int(np.searchsorted(self.file.slot_hi, self.slot_lo))

    def up_to(self, slot: int) -> Block:
        """Return the rows up to and including `slot` that were not returned before."""
        slot = min(slot, self.slot_hi)
        end = max(int(np.searchsorted(self.file.slot_lo, slot, side="right")), self._group)
        if end > self._group:
            read = self.file.read(range(self._group, end))
            first = int(np.searchsorted(read.slot, self.slot_lo))
            read = read.at(slice(first, None))
            self._rest = concat([self._rest, read]) if len(self._rest) else read
            self._group = end
        cut = int(np.searchsorted(self._rest.slot, slot, side="right"))
        taken, self._rest = self._rest.at(slice(0, cut)), self._rest.at(slice(cut, None))
        return taken


def opened(store: ParquetStore, files: Sequence[StoredFile]) -> list[OpenFile]:
    """Return the files, open for as long as the list is held."""
    return [open_file(store.directory / file.path) for file in files]


def kinds_of(files: Sequence[OpenFile]) -> Mapping[str, pa.DataType]:
    """Return metric → Arrow type wide enough for all `files`."""
    seen: dict[str, list[pa.DataType]] = {}
    for file in files:
        for name, kind in file.kinds.items():
            seen.setdefault(name, []).append(kind)
    return {name: widest(kinds) for name, kinds in seen.items()}


def stripes(files: Sequence[OpenFile], buckets: Sequence[tuple[int, int]], stopped: Stopped = never) -> Iterator[Block]:
    """Yield the rows of all `files`, sorted; no slot stands in two blocks, and no block in two buckets.

    buckets: ranges of slots, both ends inclusive, rising without gaps; rows outside are left out. Raises
    StoppedError between two stripes when asked to stop.
    """
    slot_lo, slot_hi = buckets[0][0], buckets[-1][1]
    sources = [Source(file, slot_lo, slot_hi) for file in files]
    for cut in sorted({*_cuts(files, slot_lo, slot_hi), *(high for _, high in buckets)}):
        if stopped():
            raise StoppedError
        parts = [part for part in (source.up_to(cut) for source in sources) if len(part)]
        if parts:
            yield concat(parts).sorted() if len(parts) > 1 else parts[0]
        del parts


def _cuts(files: Sequence[OpenFile], slot_lo: int, slot_hi: int) -> list[int]:
    """Return last slots of stripes that hold some STRIPE_ROWS rows each."""
    ends = np.concatenate([np.empty(0, np.int32), *(file.slot_hi for file in files)])
    rows = np.concatenate([np.empty(0, np.int64), *(file.rows for file in files)])
    order = np.argsort(ends, kind="stable")
    ends, rows = ends[order], rows[order]
    inside = (ends >= slot_lo) & (ends < slot_hi)
    stripe = np.cumsum(rows[inside]) // STRIPE_ROWS
    full = np.diff(stripe, prepend=0) > 0
    return [int(slot) for slot in ends[inside][full]]
