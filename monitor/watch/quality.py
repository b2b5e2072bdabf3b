"""Whose signal is not what it used to be: the newest readings of terminals beside what is usual for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings, Times, Values
from maps.model import Cause

MOVED_DB = {"ds_power_dbmv": 2.5, "us_rx_power_dbmv": 2.5, "us_tx_power_dbmv": 2.5}
"""Metric → decibels from a terminal's usual value, either way, beyond which its level has moved."""
LOST_DB = {"us_snr_db": 4.0}
"""Metric → decibels below a terminal's usual value beyond which noise disturbs it."""
DAY_MS = 86_400_000
"""A usual value follows the readings within about so long: it forgets a repair, not a drift of hours."""
MOST_WEATHER_DB = 2.0
"""What a warm day does to everybody's level; more than that is not the weather."""
OLDEST_MS = 3_600_000
"""A reading older than this says nothing of now."""

METRICS = (*MOVED_DB, *LOST_DB)


class Quality:
    """Usual and newest values per terminal, as columns by slot."""

    def __init__(self, kept: Mapping[str, NDArray[np.generic]] | None = None) -> None:
        """Start empty, or from columns that were kept."""
        columns = kept or {}
        self._usual = {name: columns.get(f"usual:{name}", np.empty(0)).astype(np.float64) for name in METRICS}
        self._newest = {name: columns.get(f"newest:{name}", np.empty(0)).astype(np.float64) for name in METRICS}
        self._time_ms = {name: columns.get(f"time_ms:{name}", np.empty(0)).astype(np.int64) for name in METRICS}
        self._compared: dict[Cause, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        self.unkept = False
        """Whether something was read since the columns were last kept."""

    def take(self, readings: Iterable[Readings], n: int) -> None:
        """Take newer readings of subjects among `n` slots; `compare` says what they come to."""
        for block in readings:
            for name in block.values.keys() & set(METRICS):
                slots, values, time_ms = _by_subject(block, name)
                if len(slots):
                    self._grow(name, n)
                    self._note(name, slots, values, time_ms)
                    self.unkept = True

    def compare(self, now_ms: int) -> None:
        """Compare the newest readings with what is usual, once for all who ask until the next sweep has ended."""
        n = max(len(column) for column in self._usual.values())
        self._compared = {cause: self._compare(cause, n, now_ms) for cause in (Cause.LEVEL, Cause.NOISE)}

    def disturbed(self, cause: Cause, n: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return (troubled, seen) as bool[n] by slot, as last compared.

        cause: LEVEL: a level that moved, up or down; NOISE: noise on the return path.
        """
        nobody = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
        for column, known in zip(nobody, self._compared.get(cause, ()), strict=False):
            column[: len(known)] = known[:n]
        return nobody

    def _compare(self, cause: Cause, n: int, now_ms: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return (troubled, seen); what all terminals have in common (a warm day) is taken off first."""
        limits = MOVED_DB if cause is Cause.LEVEL else LOST_DB
        troubled, seen = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
        for name, limit_db in limits.items():
            fresh = np.flatnonzero(self._time_ms[name][:n] > now_ms - OLDEST_MS)
            if not len(fresh):
                continue
            moved = self._newest[name][fresh] - self._usual[name][fresh]
            if cause is Cause.LEVEL:
                moved -= np.clip(np.median(moved), -MOST_WEATHER_DB, MOST_WEATHER_DB)
            seen[fresh] = True
            troubled[fresh] |= (np.abs(moved) if cause is Cause.LEVEL else -moved) >= limit_db
        return troubled, seen

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns, as they are kept."""
        kept: dict[str, NDArray[np.generic]] = {}
        for name in METRICS:
            kept[f"usual:{name}"] = self._usual[name].astype(np.float32)
            kept[f"newest:{name}"] = self._newest[name].astype(np.float32)
            kept[f"time_ms:{name}"] = self._time_ms[name]
        return kept

    def _grow(self, name: str, n: int) -> None:
        more = n - len(self._usual[name])
        if more > 0:
            self._usual[name] = np.append(self._usual[name], np.full(more, np.nan))
            self._newest[name] = np.append(self._newest[name], np.full(more, np.nan))
            self._time_ms[name] = np.append(self._time_ms[name], np.zeros(more, np.int64))

    def _note(self, name: str, slots: NDArray[np.intp], values: Values, time_ms: Times) -> None:
        usual, past_ms = self._usual[name][slots], self._time_ms[name][slots]
        passed_ms = np.clip(time_ms - past_ms, 0, OLDEST_MS)  # an hour at most: nobody looked meanwhile
        follow = 1.0 - np.exp(-passed_ms / DAY_MS)
        self._usual[name][slots] = np.where(np.isnan(usual), values, usual + follow * (values - usual))
        self._newest[name][slots] = values
        self._time_ms[name][slots] = time_ms


def _by_subject(block: Readings, name: str) -> tuple[NDArray[np.intp], Values, Times]:
    """Return slots once each with the mean over their channels, and the time of the last."""
    column = block.values[name]
    told = np.flatnonzero(~np.isnan(column))
    if not len(told):
        return np.empty(0, np.intp), np.empty(0), np.empty(0, np.int64)
    slots, inverse = np.unique(block.slot[told], return_inverse=True)
    values = np.bincount(inverse, column[told]) / np.bincount(inverse)
    time_ms = np.zeros(len(slots), np.int64)
    np.maximum.at(time_ms, inverse, block.time_ms[told])
    return slots.astype(np.intp), values, time_ms
