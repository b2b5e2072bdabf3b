"""What counters rose by between two readings: wraps, restarts, counts begun anew, readings out of order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings, Slots, Times, Values
from thresholds.index import Where, grown

Flags = NDArray[np.bool_]

WIDTHS = (32, 64)
"""Bits of Counter32 and Counter64."""
UPTIME = "uptime_s"
TOLERANCE_MS = 2000
"""How far an agent's uptime and our clock may disagree on when it started."""
MOST_OF_SPEED = 2.0
"""An interface cannot carry more than its speed; agents that refresh their counters now and then seem to."""


def risen(last: Values, now: Values, unbroken: Flags) -> Values:
    """Return what counters rose by, float64[n]; NaN where that is not known.

    last, now: successive numbers of each counter, NaN where there is none. unbroken: bool[n], where the
    device is known to have counted on in between. There a counter that fell has passed its end, if it stood
    in the upper half of its width and rose by less than half of it; what else falls was begun anew, and
    nothing tells how much was counted before that.
    """
    rise = now - last
    fell = np.flatnonzero((rise < 0) & unbroken)
    for bits in WIDTHS:
        end = 2.0**bits
        passed = fell[(last[fell] >= end / 2) & (last[fell] <= end)]
        rise[passed] = np.where(rise[passed] <= -end / 2, rise[passed] + end, rise[passed])
    rise[rise < 0] = np.nan
    return rise


def plausible(octets: Values, elapsed_s: Values, speed_mbps: Values) -> Flags:
    """Return bool[n]: whether an interface of this speed can have carried so much; yes where the speed is not known."""
    fastest = speed_mbps * 125_000.0 * elapsed_s * MOST_OF_SPEED
    beyond: Flags = (octets > fastest) & (speed_mbps > 0)
    return ~beyond


class Starts:
    """When each subject's agent was started, by what it said of its uptime.

    An uptime that wraps after 497 days looks like a start, which costs one interval.
    """

    def __init__(self) -> None:
        """Start without a past."""
        self._started_ms: Times = np.zeros(0, dtype=np.int64)
        self._noted_ms: Times = np.zeros(0, dtype=np.int64)
        """When the uptime was read; 0: never."""

    def note(self, blocks: Iterable[Readings]) -> None:
        """Take the uptimes among readings; only the newest of each subject counts."""
        for block in blocks:
            uptime_s = block.values.get(UPTIME)
            if uptime_s is None or not len(block):
                continue
            slots = int(block.slot.max()) + 1
            self._started_ms, self._noted_ms = grown(self._started_ms, slots), grown(self._noted_ms, slots)
            told = np.flatnonzero(~np.isnan(uptime_s) & (block.slot >= 0))
            told = told[block.time_ms[told] >= self._noted_ms[block.slot[told]]]
            slot, time_ms = block.slot[told], block.time_ms[told]
            self._started_ms[slot] = time_ms - (uptime_s[told] * 1000.0).astype(np.int64)
            self._noted_ms[slot] = time_ms

    def since(self, slot: Slots, last_ms: Times) -> tuple[Flags, Flags]:
        """Return (restarted, ran on) of subjects since `last_ms`, each bool[n]; neither where nobody knows."""
        known = slot < len(self._noted_ms)
        at = np.where(known, slot, 0)
        if not known.any():
            return known, known
        restarted = known & (self._noted_ms[at] > 0) & (self._started_ms[at] > last_ms - TOLERANCE_MS)
        return restarted, known & ~restarted & (self._noted_ms[at] > last_ms)

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns to save."""
        slot = np.flatnonzero(self._noted_ms).astype(np.int32)
        return {"slot": slot, "started_ms": self._started_ms[slot], "noted_ms": self._noted_ms[slot]}

    def load(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Take over saved columns."""
        slot = columns["slot"]
        slots = int(slot.max(initial=-1)) + 1
        self._started_ms, self._noted_ms = np.zeros(slots, np.int64), np.zeros(slots, np.int64)
        self._started_ms[slot], self._noted_ms[slot] = columns["started_ms"], columns["noted_ms"]


class Counter:
    """The last number of one counter of many series, and when each was read."""

    def __init__(self) -> None:
        """Start without a past."""
        self.last: Values = np.zeros(0, dtype=np.float64)
        """float64[rows]; NaN where it was never read."""
        self.last_ms: Times = np.zeros(0, dtype=np.int64)

    def grow(self, rows: int) -> None:
        """Make room for so many series."""
        known = len(self.last)
        self.last, self.last_ms = grown(self.last, rows), grown(self.last_ms, rows)
        self.last[known:] = np.nan

    def take(
        self, rows: Where, slot: Slots, now: Values, time_ms: Times, starts: Starts, begun_anew: Flags | None
    ) -> tuple[Values, Values]:
        """Return (rise, seconds it took) since each was last read, NaN where not known; remember these.

        rows: of the series, none twice. begun_anew: bool[n], whose count is known to have been begun anew;
        None: nobody's. A reading without a number leaves the last one in place: the next interval is longer.
        One that is no newer than the last tells nothing.
        """
        last, last_ms = self.last[rows], self.last_ms[rows]
        broken, unbroken = starts.since(slot, last_ms)
        if begun_anew is not None:
            broken, unbroken = broken | begun_anew, unbroken & ~begun_anew
        rise = risen(last, now, unbroken)
        passed_ms = time_ms - last_ms
        rise[broken | (passed_ms <= 0)] = np.nan
        here = ~np.isnan(now)
        self.last[rows] = np.where(here, now, last)
        self.last_ms[rows] = np.where(here, time_ms, last_ms)
        return rise, np.where(passed_ms > 0, passed_ms / 1000.0, np.nan)
