"""Those with their RF path up, added up by segment.

Times are added up as whole numbers, so that a segment's sum is the same whatever else is added up beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.forest import Forest
from maps.moments import Floats, Offsets
from maps.tree import Index

MONTH_MS = 30 * 86_400_000
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Up:
    """Those with their RF path up, by segment: how many, and when they were last seen."""

    count: Floats
    """float64[n]"""
    mean_s: Floats
    """float64[n]: when they were last seen, on average, in seconds from now."""
    spread_s: Floats
    """float64[n]: half the width of those times, were they evenly spread."""
    latest_s: Floats | None = None
    """float64[n]: the last of those times; None where that is not known."""

    def at(self, where: Index | slice) -> Up:
        """Return those of some segments, in the order given."""
        latest_s = None if self.latest_s is None else self.latest_s[where]
        return Up(self.count[where], self.mean_s[where], self.spread_s[where], latest_s)

    def after(self, time_s: Floats) -> Floats:
        """Return float64[n]: how many of each segment were last seen after a moment, seconds from now."""
        if not self.count.any():
            return self.count
        width = np.maximum(self.spread_s, 1e-3)
        after: Floats = self.count * (1.0 - np.clip((time_s - self.mean_s + width) / (2.0 * width), 0.0, 1.0))
        return after if self.latest_s is None else np.where(time_s < self.latest_s, after, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Of several who are up: how many, and their times added up."""

    count: Whole
    time_ms: Whole
    """int64[n]: milliseconds from now."""
    time_s: Whole
    """int64[n]: the same in whole seconds."""
    square_s: Whole
    """int64[n]: their squares."""

    @classmethod
    def none(cls, n: int) -> Sums:
        """Return the sums of nobody, n times."""
        return cls(*(np.zeros(n, dtype=np.int64) for _ in range(4)))

    @classmethod
    def each(cls, chosen: NDArray[np.bool_], seen: Offsets) -> Sums:
        """Return the sums of each by itself: of who is chosen, and when it was last seen."""
        time_ms = np.where(chosen, np.maximum(seen, -MONTH_MS), 0)
        time_s = time_ms // 1000
        return cls(chosen.astype(np.int64), time_ms, time_s, time_s * time_s)

    def add(self, where: Index | slice, others: Sums) -> None:
        """Add those of others at some places, each place once."""
        self.count[where] += others.count
        self.time_ms[where] += others.time_ms
        self.time_s[where] += others.time_s
        self.square_s[where] += others.square_s

    def put(self, where: NDArray[np.bool_], others: Sums) -> None:
        """Write those of others at some places."""
        self.count[where], self.time_ms[where] = others.count, others.time_ms
        self.time_s[where], self.square_s[where] = others.time_s, others.square_s

    def within(self, begin: Index, end: Index) -> Sums:
        """Return the sums over runs `begin:end`."""
        return Sums(
            *(
                running[end] - running[begin]
                for running in map(_running, (self.count, self.time_ms, self.time_s, self.square_s))
            )
        )

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.count + other.count,
            self.time_ms + other.time_ms,
            self.time_s + other.time_s,
            self.square_s + other.square_s,
        )


def up_by_segment(forest: Forest, chosen: NDArray[np.bool_], seen: Offsets, at_elements: Sums | None = None) -> Up:
    """Return some terminals, and whoever is added up right at the elements, added up by segment.

    chosen: bool[m]; seen: int64[m]; at_elements: of n elements.
    """
    if not chosen.any() and at_elements is None:
        nobody = np.zeros(len(forest))
        return Up(nobody, nobody, nobody)
    total = Sums.each(chosen, seen).within(forest.start[:-1], forest.start[forest.end])
    if at_elements is not None:
        total = total + at_elements.within(np.arange(len(forest)), forest.end)
    some = np.maximum(total.count, 1)
    mean_s = total.time_s / some
    variance = np.maximum(total.square_s / some - mean_s * mean_s, 0.0)
    return Up(total.count.astype(np.float64), total.time_ms / (1000.0 * some), np.sqrt(3.0 * variance))


def latest_by_segment(forest: Forest, chosen: NDArray[np.bool_], seen: Offsets) -> Floats:
    """Return float64[n]: when the last of some terminals of each segment was seen, seconds from now; -inf for none.

    chosen: bool[m]; seen: int64[m]
    """
    latest = np.full(len(forest), -np.inf)
    some = np.flatnonzero(chosen)
    np.maximum.at(latest, forest.position()[forest.terminal_at[some]], seen[some] / 1000.0)
    for level in reversed(forest.levels):
        below = np.maximum.reduceat(latest[level.start : level.stop], level.first)
        latest[level.parents] = np.maximum(latest[level.parents], below)
    return latest[forest.position()]


def by_segment(forest: Forest, of_terminal: NDArray[np.bool_], of_element: NDArray[np.integer]) -> Floats:
    """Return float64[n]: how many of each element's segment, terminals and elements together."""
    count = _running(of_terminal)[forest.start]
    total = count[forest.end] - count[:-1]
    if of_element.any():
        own = _running(of_element)
        total += own[forest.end] - own[:-1]
    return total.astype(np.float64)


def _running(values: NDArray[np.integer] | NDArray[np.bool_]) -> Whole:
    running = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=running[1:], dtype=np.int64)
    return running
