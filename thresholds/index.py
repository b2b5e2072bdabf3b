"""Rows for series: turns (slot, instance) columns into row numbers without a Python object per series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from collectors.model import Instances, Slots, sole_instances

T = TypeVar("T", bound=np.generic)

Where = slice | NDArray[np.intp]
"""A selection of rows: a slice where they follow one another, else their numbers."""


MOST_MET = 4096
"""Columns met once that are kept in mind: more than there are slices of a sweep of a large plant."""


@dataclass(frozen=True, slots=True)
class Round:
    """Rows of a column in which no series stands twice."""

    at: Where
    """Positions in the columns that were looked up."""
    rows: Where
    """The rows of those positions' series, in the same order."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    slot: Slots
    instance: Instances
    rounds: list[Round]


class SeriesIndex:
    """Gives every (slot, instance) the next free row when it is first seen, and the same row ever after.

    Rows follow the order of first arrival, so a sweep that repeats its order is recognised as one run
    of rows by a comparison; columns with gaps are remembered once they recur, for those of a sweep that comes in
    another order each time never do; the rest is looked up in sorted keys.
    """

    def __init__(self) -> None:
        """Start without series."""
        self._count = 0
        self._slot = np.empty(0, dtype=np.int32)
        self._instance = sole_instances(0)
        self._keys = np.empty(0, dtype=np.int64)
        self._rows = np.empty(0, dtype=np.int32)
        self._stamp = np.empty(0, dtype=np.int32)
        self._memory: dict[tuple[int, int, int], _Remembered] = {}
        self._remembered = 0
        self._met: dict[tuple[int, int, int], int] = {}
        """Columns looked up once, by their hash."""

    def __len__(self) -> int:
        return self._count

    @property
    def slot(self) -> Slots:
        """int32[len(self)]: the slot of each row."""
        return self._slot[: self._count]

    @property
    def instance(self) -> Instances:
        """uint32[len(self)]: the instance of each row."""
        return self._instance[: self._count]

    def rounds(self, slot: Slots, instance: Instances) -> list[Round]:
        """Return the rows of series, columns of n, admitting new series, split where a series repeats.

        Positions with a negative slot (strangers) are left out. Almost always one round; a series
        that stands k times in the columns makes k rounds, in the order of its positions.
        """
        if len(slot) == 0:
            return []
        run = self._run(slot, instance)
        if run is not None:
            return [Round(slice(0, len(slot)), run)]
        name = (len(slot), int(slot[0]), int(instance[0]))
        known = self._memory.get(name)
        if known is not None and np.array_equal(known.slot, slot) and np.array_equal(known.instance, instance):
            return known.rounds
        at = np.flatnonzero(slot >= 0)
        rows = self.admit(slot[at], instance[at])
        rounds = [Round(at[part], rows[part]) for part in self._without_repeats(rows)]
        seen = hash((slot.tobytes(), instance.tobytes()))
        if self._met.pop(name, None) == seen:
            self._remember(name, _Remembered(slot.copy(), instance.copy(), rounds))
            return rounds
        self._met[name] = seen
        if len(self._met) > MOST_MET:
            del self._met[next(iter(self._met))]
        return rounds

    def admit(self, slot: Slots, instance: Instances) -> NDArray[np.intp]:
        """Return intp[n] rows of the series, giving new ones the next free rows in order of position."""
        keys = _keys(slot, instance)
        rows = self._find(keys)
        if (rows < 0).any():
            self._append(keys[rows < 0])
            rows = self._find(keys)
        return rows

    def find(self, slot: Slots, instance: Instances) -> NDArray[np.intp]:
        """Return intp[n] rows of the series, -1 where one was never seen."""
        return self._find(_keys(slot, instance))

    def _remember(self, name: tuple[int, int, int], columns: _Remembered) -> None:
        """Keep what was looked up, forgetting the oldest beyond twice as many positions as there are series."""
        replaced = self._memory.pop(name, None)
        self._memory[name] = columns
        self._remembered += len(columns.slot) - (0 if replaced is None else len(replaced.slot))
        while self._remembered > 2 * self._count and len(self._memory) > 1:
            oldest = next(iter(self._memory))
            self._remembered -= len(self._memory.pop(oldest).slot)

    def _run(self, slot: Slots, instance: Instances) -> slice | None:
        """Return the columns' rows if they are the run that starts with the first series' row."""
        first = int(self._find(_keys(slot[:1], instance[:1]))[0])
        run = slice(first, first + len(slot))
        if first < 0 or run.stop > self._count:
            return None
        same = (self._slot[run] == slot) & (self._instance[run] == instance)
        return run if same.all() else None

    def _find(self, keys: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return intp[n] rows of keys, -1 where a key is new."""
        if len(self._keys) == 0:
            return np.full(len(keys), -1, dtype=np.intp)
        place = np.searchsorted(self._keys, keys)
        place[place == len(self._keys)] = 0
        return np.where(self._keys[place] == keys, self._rows[place], np.intp(-1))

    def _append(self, keys: NDArray[np.int64]) -> None:
        """Give new keys, which may repeat, the next rows in order of their first position."""
        _, first = np.unique(keys, return_index=True)
        fresh = keys[np.sort(first)]
        start, self._count = self._count, self._count + len(fresh)
        self._slot = grown(self._slot, self._count)
        self._instance = grown(self._instance, self._count)
        self._slot[start : self._count] = fresh >> 32
        self._instance[start : self._count] = fresh.astype(np.uint32)
        keys = np.concatenate([self._keys, fresh])
        rows = np.concatenate([self._rows, np.arange(start, self._count, dtype=np.int32)])
        order = np.argsort(keys, kind="stable")  # merges: the old part is sorted already
        self._keys, self._rows = keys[order], rows[order]

    def _without_repeats(self, rows: NDArray[np.intp]) -> list[Where]:
        """Return positions split so that no row stands twice in a part."""
        self._stamp = grown(self._stamp, self._count)
        positions = np.arange(len(rows), dtype=np.int32)
        self._stamp[rows] = positions
        if np.array_equal(self._stamp[rows], positions):
            return [slice(0, len(rows))] if len(rows) else []
        order = np.argsort(rows, kind="stable")
        ordered = rows[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        occurrence = np.empty(len(rows), dtype=np.intp)
        occurrence[order] = np.arange(len(rows)) - np.repeat(starts, np.diff(np.r_[starts, len(rows)]))
        return [np.flatnonzero(occurrence == turn) for turn in range(int(occurrence.max()) + 1)]


def grown(column: NDArray[T], rows: int) -> NDArray[T]:
    """Return a column of at least `rows` rows, the new ones zero, with room to spare when it had to grow."""
    if len(column) >= rows:
        return column
    larger = np.zeros((max(rows, len(column) * 3 // 2), *column.shape[1:]), dtype=column.dtype)
    larger[: len(column)] = column
    return larger


def _keys(slot: Slots, instance: Instances) -> NDArray[np.int64]:
    """Return int64[n] keys that sort by slot, then instance."""
    return (slot.astype(np.int64) << 32) | instance.astype(np.uint32)
