"""When people switch their equipment off: the rate at which they do, and bedtime, when buildings do together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HOUR_MS = 3_600_000
BEDTIME_MS = 3 * HOUR_MS
BEDTIME_SHARE = 0.02
"""Where more than this share of the homes switched off within the hours before, it is bedtime."""
FEWEST_ASLEEP = 10
"""Homes that must have done so: in a hamlet, two are a share and no custom."""
FOLLOWS = 0.15
"""Chance at bedtime that a home switches off within a minute or two of its neighbour."""
MOST = 0.3
"""However many homes switch off just now, one more silence is still a small sign."""

Offsets = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """What is known of people's habits from who is dark now."""

    lone: Offsets
    """int64[k] ascending, milliseconds from now: when homes fell silent whose neighbours are mostly up: in an
    outage they are not. Who was never seen is not among them."""
    everybody: float
    """Homes there are, dark or up."""

    def at_least(
        self, least: Floats, before: Offsets, width_ms: Offsets, lone: NDArray[np.bool_], together: float
    ) -> Floats:
        """Return float64[n]: chance that a home switched off by itself in an interval up to `before`, or `least`.

        lone: whether each is among those counted itself. together: how much more often than independent ones.
        At bedtime the rate is many times that of noon, and what is a sign at noon is custom then.
        """
        per_home = together * np.minimum(width_ms, HOUR_MS) / (self.everybody * HOUR_MS)
        chance = least.copy()
        with np.errstate(divide="ignore"):
            fewest = float((least / per_home).min(initial=np.inf))
        if not self._is_more_within(HOUR_MS, fewest - 1.0):
            return chance
        many = np.flatnonzero(np.minimum(self._most_within(HOUR_MS) * per_home, MOST) > least)
        near = self._between(before[many], HOUR_MS // 2, HOUR_MS // 2)
        rates = np.minimum(np.maximum(near - lone[many], 0) * per_home[many], MOST)
        chance[many] = np.maximum(least[many], rates)
        return chance

    def bedtime(self, at: Offsets, among: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return bool[n]: whether people were going to bed: in the hours before `at`, many had switched off.

        among: intp[n]: how many of those are what is asked about.
        """
        if not self._has_bedtime():
            return np.zeros(len(at), dtype=np.bool_)
        count = self._between(at, BEDTIME_MS, 0)
        asleep: NDArray[np.bool_] = count - among > self._many_asleep()
        return asleep

    def followers(self, at: NDArray[np.intp], before: Offsets, within_ms: int) -> NDArray[np.bool_]:
        """Return bool[n]: who fell silent at bedtime soon after somebody at the same element."""
        soon = np.zeros(len(at), dtype=np.bool_)
        if not self._has_bedtime():
            return soon
        count = np.bincount(at, minlength=int(at.max(initial=0)) + 1)
        asleep = np.flatnonzero(self.bedtime(before, count[at]))
        if len(asleep):
            order = asleep[np.lexsort((before[asleep], at[asleep]))]
            soon[order[1:]] = (np.diff(before[order]) <= within_ms) & (np.diff(at[order]) == 0)
        return soon

    def _many_asleep(self) -> float:
        return max(BEDTIME_SHARE * self.everybody, FEWEST_ASLEEP)

    def _has_bedtime(self) -> bool:
        return self._is_more_within(BEDTIME_MS, self._many_asleep())

    def _most_within(self, time_ms: int) -> int:
        """Return how many homes at most fell silent within so long."""
        count = np.arange(1, len(self.lone) + 1) - np.searchsorted(self.lone, self.lone - time_ms)
        return int(count.max(initial=0))

    def _is_more_within(self, time_ms: int, many: float) -> bool:
        """Return whether more than so many homes fell silent within so long."""
        n = len(self.lone)
        others = math.floor(min(max(many, 0.0), n))
        return bool((self.lone[others:] - self.lone[: n - others] <= time_ms).any())

    def _between(self, at: Offsets, before_ms: int, after_ms: int) -> NDArray[np.intp]:
        """Return intp[n]: how many homes fell silent from so long before each moment to so long after it."""
        order = np.argsort(at)  # looked up in order they are found three times as fast
        moments, count = at[order], np.empty(len(at), dtype=np.intp)
        count[order] = np.searchsorted(self.lone, moments + after_ms, side="right") - np.searchsorted(
            self.lone, moments - before_ms
        )
        return count
