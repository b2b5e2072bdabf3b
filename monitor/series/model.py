"""The nouns of the series store: a stored file, the tier it stands in, a chart's history, one error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from collectors.model import Instances

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
QUARTER_MS = 15 * MINUTE_MS


class Tier(StrEnum):
    """Where a file stands on its way from an append to a roll-up; the values are folder names on disk."""

    APPEND = "append"
    """One flush of the core process, whole plant, not compacted."""
    TEN = "ten"
    """Ten minutes, whole plant."""
    HOUR = "hour"
    """One hour, whole plant."""
    DAY = "day"
    """One UTC day of one bucket of slots: the final form of readings as they were collected."""
    QUARTER = "quarter"
    """Roll-up: least, mean, greatest and count per 15 minutes, one UTC day, whole plant."""
    DAILY = "daily"
    """Roll-up: the same per UTC day."""


RAW = (Tier.APPEND, Tier.TEN, Tier.HOUR, Tier.DAY)
"""Tiers that hold readings as they were collected; a reading stands in exactly one of them."""

STEPPED = frozenset({"terminal_state"})
"""Families that hold codes, stored as changes: a mean of them says nothing, so they are never rolled up."""


class SeriesError(OSError):
    """The series store cannot do what was asked; the message names the path and the reason."""


class LostRaceError(SeriesError):
    """Files to be replaced were replaced by somebody else meanwhile; nothing was changed."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A live file as the manifest lists it; rows are sorted by slot, instance, time."""

    path: str
    """Relative to the store's directory; also the file's identity, never used twice."""
    family: str
    tier: Tier
    slot_lo: int
    slot_hi: int
    """Least and greatest slot in the file, both inclusive."""
    start_ms: int
    end_ms: int
    """Time of the first and the last reading, both inclusive, of one UTC day."""
    rows: int
    bytes: int
    rolled: bool = False
    """The next coarser roll-up holds these rows too."""

    @property
    def day(self) -> int:
        """Return the UTC day the file's rows belong to, counted from 1970-01-01."""
        return self.start_ms // DAY_MS

    def meets(self, start_ms: int, end_ms: int) -> bool:
        """Tell whether the file may hold rows of [start_ms, end_ms)."""
        return self.start_ms < end_ms and self.end_ms >= start_ms


@dataclass(frozen=True, slots=True)
class History:
    """What a chart draws: one row per instance and moment, sorted by instance and time.

    A row is one reading, or a bucket of `step_ms` starting at `time_ms` where there were more readings
    than points; then `values` are means. Metrics missing at a moment are NaN.
    """

    time_ms: NDArray[np.int64]
    instance: Instances
    values: Mapping[str, NDArray[np.float64]]
    low: Mapping[str, NDArray[np.float64]]
    high: Mapping[str, NDArray[np.float64]]
    """metric → float64[n]; `low` and `high` equal `values` where a row is one reading."""
    step_ms: int = 0
    """Width of a bucket; 0 when rows are single readings."""

    def __len__(self) -> int:
        return len(self.time_ms)
