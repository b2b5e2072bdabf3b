"""Rows of one family in memory: slot, instance and time beside compact metric columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Instances, Readings, sole_instances
from monitor.series.columns import Column, arrow_type, fit, from_arrow, to_arrow
from monitor.series.model import DAY_MS

Rows = NDArray[np.intp] | slice


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one family; every metric's column has one value per row."""

    slot: NDArray[np.int32]
    instance: Instances
    time_ms: NDArray[np.int64]
    metrics: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.slot)

    def at(self, rows: Rows) -> Block:
        """Return the chosen rows."""
        metrics = {name: column.at(rows) for name, column in self.metrics.items()}
        return Block(self.slot[rows], self.instance[rows], self.time_ms[rows], metrics)

    def sorted(self) -> Block:
        """Return the rows in order of slot, instance, time; equal keys stay as they came."""
        order = np.lexsort((self.time_ms, self.instance, self.slot)) if _wide(self) else _packed_order(self)
        return self.at(order)


def _wide(block: Block) -> bool:
    """Tell whether slot, instance and time of day do not fit one 64-bit key."""
    if not len(block):
        return True
    low, high = int(block.instance.min()), int(block.instance.max())
    slots = int(block.slot.max()) - int(block.slot.min())
    times = int(block.time_ms.max()) - int(block.time_ms.min())
    return (slots + 1) * (high - low + 1) * (times + 1) >= 2**63


def _packed_order(block: Block) -> NDArray[np.intp]:
    """Return the sorting order by one key: parts that are sorted already make this nearly linear."""
    low = block.instance.min()
    span = int(block.instance.max()) - int(low) + 1
    first = block.time_ms.min()
    times = int(block.time_ms.max()) - int(first) + 1
    key = (block.slot.astype(np.int64) - block.slot.min()) * span + (block.instance - low)
    key *= times
    key += block.time_ms - first
    return np.argsort(key, kind="stable")


def check_lengths(part: Readings) -> None:
    """Raise ValueError where a column's length is not that of its readings."""
    lengths = {len(part.slot), len(part.instance), len(part.time_ms), *map(len, part.values.values())}
    if len(lengths) > 1:
        msg = f"readings of {part.family}: columns of different lengths {sorted(lengths)}"
        raise ValueError(msg)


def gather(readings: Sequence[Readings]) -> Block:
    """Return all rows of `readings`, which are of one family; metrics some of them lack are missing there.

    Raises ValueError where a column's length is not that of its readings.
    """
    names = list(dict.fromkeys(name for part in readings for name in part.values))
    for part in readings:
        check_lengths(part)
    metrics = {
        name: fit(
            np.concatenate([np.asarray(part.values.get(name, _nothing(len(part))), np.float64) for part in readings])
        )
        for name in names
    }
    return Block(
        np.concatenate([part.slot for part in readings]).astype(np.int32),
        np.concatenate([part.instance for part in readings]).astype(np.uint32),
        np.concatenate([part.time_ms for part in readings]).astype(np.int64),
        metrics,
    )


def _nothing(rows: int) -> NDArray[np.float64]:
    return np.full(rows, np.nan)


def by_day(block: Block) -> list[Block]:
    """Return the rows split by UTC day, in order of days."""
    if not len(block):
        return []
    day = block.time_ms // DAY_MS
    days = np.unique(day)
    return [block] if len(days) == 1 else [block.at(np.flatnonzero(day == one)) for one in days]


def concat(blocks: Sequence[Block]) -> Block:
    """Return the rows of all `blocks` one after the other; metrics some of them lack are missing there."""
    if len(blocks) == 1:
        return blocks[0]
    names = list(dict.fromkeys(name for block in blocks for name in block.metrics))
    return Block(
        np.concatenate([block.slot for block in blocks]),
        np.concatenate([block.instance for block in blocks]),
        np.concatenate([block.time_ms for block in blocks]),
        {name: _joined([block.metrics.get(name, len(block)) for block in blocks]) for name in names},
    )


def _joined(parts: Sequence[Column | int]) -> Column:
    """Return the parts as one column; a number stands for so many missing values."""
    known = [part for part in parts if isinstance(part, Column)]
    like = {(column.scale, column.values.dtype) for column in known}
    if len(like) > 1:
        kind = arrow_type(known)
        known = [from_arrow(to_arrow(column, kind)) for column in known]
    scale, dtype = known[0].scale, known[0].values.dtype
    absent = np.nan if scale is None else np.iinfo(dtype).min
    rest = iter(known)
    values = [next(rest).values if isinstance(part, Column) else np.full(part, absent, dtype=dtype) for part in parts]
    return Column(np.concatenate(values), scale)


def empty() -> Block:
    """Return no rows of no metrics."""
    return Block(np.empty(0, np.int32), sole_instances(0), np.empty(0, np.int64), {})
