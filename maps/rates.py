"""How many people usually call at an hour of the week, learned from the calls that came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectors.model import Times
from maps.moments import Floats

HOUR_MS = 3_600_000
WEEK_H = 168
PRIOR_PER_1000_DAY = 10.0
"""Callers a day and thousand homes, before any were counted."""
PRIOR_WEEKS = 4.0
"""Weeks of counting that the prior is worth."""
PRIOR_CALLERS = 20.0
"""Callers that the prior's height is worth: where more call it is that of the town after a day, whatever the hour."""
BUSIEST = 3.0
"""How many times the average an outage's hour may count: storms are not what is usual."""
LINES_OPEN = np.array(
    [
        0.15, 0.1, 0.05, 0.05, 0.05, 0.1, 0.2, 0.6, 1.2, 1.6, 1.6, 1.4,
        1.2, 1.2, 1.3, 1.3, 1.4, 1.5, 1.8, 2.1, 2.1, 1.7, 0.9, 0.4,
    ]
)  # fmt: skip
"""Shape of a day before any were counted, by local hour; a call centre at any place looks much like it."""


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Callers an hour and home, by hour of the week, Monday 00:00 local time first."""

    per_home: Floats

    @classmethod
    def learned(cls, times_ms: Times, from_ms: int, to_ms: int, homes: int, offset_ms: int) -> Rates:
        """Return the rates after callers at these times, within what was counted from `from_ms` to `to_ms`.

        homes: who could have called. offset_ms: local time less UTC. A Gamma posterior for each hour of the week, whose
        prior has the shape of a day and, where more call than elsewhere, soon the height of the town's days; an hour
        with several times the callers it has as a rule is cut off.
        """
        homes = max(homes, 1)
        prior = np.tile(LINES_OPEN / LINES_OPEN.sum(), 7) * PRIOR_PER_1000_DAY / 1000.0 * homes
        weeks = max(to_ms - from_ms, 0) / HOUR_MS / WEEK_H
        inside = times_ms[(times_ms >= from_ms) & (times_ms < to_ms)]
        hour, number = np.unique((inside + offset_ms) // HOUR_MS, return_counts=True)
        usual = prior if not weeks else np.maximum(prior, len(inside) / weeks / WEEK_H)
        week_hour = hour_of_week(hour * HOUR_MS)
        counted = np.minimum(number, np.maximum(BUSIEST * usual[week_hour], 2.0))
        sums = np.bincount(week_hour, counted, minlength=WEEK_H)
        prior *= max((sums.sum() + PRIOR_CALLERS) / (prior.sum() * weeks + PRIOR_CALLERS), 1.0)
        return cls((prior * PRIOR_WEEKS + sums) / (PRIOR_WEEKS + weeks) / homes)

    def expected(self, from_ms: int, to_ms: int, offset_ms: int) -> float:
        """Return how many times a home usually calls between two moments."""
        first, last = from_ms + offset_ms, to_ms + offset_ms
        total = 0.0
        for hour in range(first // HOUR_MS, (last - 1) // HOUR_MS + 1):
            begun, over = max(hour * HOUR_MS, first), min((hour + 1) * HOUR_MS, last)
            share = (over - begun) / HOUR_MS
            total += share * float(self.per_home[int(hour_of_week(np.array([hour * HOUR_MS]))[0])])
        return total


def hour_of_week(local_ms: Times) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return int64[n]: hours since Monday 00:00, of local time in milliseconds; 1970 began on a Thursday."""
    hours: np.ndarray[tuple[int], np.dtype[np.int64]] = (local_ms // HOUR_MS + 72) % WEEK_H
    return hours
