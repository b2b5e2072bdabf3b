"""The last value of everything, as a few columns per metric family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings, Times, Values

EXACT_IN_FLOAT32 = float(1 << 24)


class LastValues:
    """Newest reading of every (subject, instance) of one family, in columns sorted by both."""

    def __init__(self, family: str, columns: Mapping[str, NDArray[np.generic]] | None = None) -> None:
        """Start empty, or from the columns that were kept."""
        self.family = family
        given = dict(columns or {})
        self._key: NDArray[np.int64] = np.array(given.pop("key", ()), dtype=np.int64)
        self._time_ms: Times = np.array(given.pop("time_ms", ()), dtype=np.int64)
        self._values: dict[str, Values] = {name: np.array(column, np.float64) for name, column in given.items()}

    def __len__(self) -> int:
        return len(self._key)

    def take(self, readings: Readings, *, asked_all: bool) -> None:
        """Take newer readings.

        asked_all: every metric was asked for, so one without a value is not known any more; after a
        sweep that asked for some only, the others stay what they were.
        """
        key = (readings.slot.astype(np.int64) << 32) | readings.instance.astype(np.uint32).astype(np.int64)
        row, strange = self._find(key)
        if strange.any():
            self._admit(np.unique(key[strange]))
            row, _ = self._find(key)
        self._time_ms[row] = readings.time_ms
        for name, column in readings.values.items():
            if name not in self._values:
                self._values[name] = np.full(len(self._key), np.nan)
            told = slice(None) if asked_all else ~np.isnan(column)
            self._values[name][row[told]] = column[told]

    def of(self, slot: int, most: int) -> list[tuple[int, int, dict[str, float]]]:
        """Return (instance, time in UTC ms, metric → value) of a subject, so many rows at most."""
        low, high = np.searchsorted(self._key, [slot << 32, (slot + 1) << 32])
        rows = []
        for row in range(int(low), min(int(high), int(low) + most)):
            values = {name: float(column[row]) for name, column in self._values.items() if not np.isnan(column[row])}
            rows.append((int(self._key[row] & 0xFFFFFFFF), int(self._time_ms[row]), values))
        return rows

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns, as they are kept: `key` (slot << 32 | instance), `time_ms`, one per metric."""
        return {
            "key": self._key,
            "time_ms": self._time_ms,
            **{name: _narrowed(column) for name, column in self._values.items()},
        }

    def _find(self, key: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Return where keys stand or would stand, and which do not stand there yet."""
        row = np.searchsorted(self._key, key)
        if not len(self._key):
            return row, np.ones(len(key), dtype=np.bool_)
        return row, self._key[np.minimum(row, len(self._key) - 1)] != key

    def _admit(self, fresh: NDArray[np.int64]) -> None:
        at = np.searchsorted(self._key, fresh)
        self._key = np.insert(self._key, at, fresh)
        self._time_ms = np.insert(self._time_ms, at, 0)
        self._values = {name: np.insert(column, at, np.nan) for name, column in self._values.items()}


def _narrowed(column: Values) -> NDArray[np.floating[Any]]:
    """Return a column at half its length; counters that would lose their last digits so as they are."""
    size = np.abs(column)
    return column if np.any(size[~np.isnan(size)] > EXACT_IN_FLOAT32) else column.astype(np.float32)
