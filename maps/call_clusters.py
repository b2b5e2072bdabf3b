"""Where more people call than usually do: scan statistics over the tree of the plant, and over places."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from maps.moments import Floats
from maps.topology import Index, Topology

FEWEST = 3
"""Subscribers who must have called; two are neighbours who talk."""
RADII_M = (150.0, 300.0, 600.0, 1200.0)
CELL_M = 100.0
"""Homes that do not call are counted by squares of this width: the smallest circle is wider by three."""


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """More callers at one place than chance has there."""

    at: int
    """Tree index of the segment's element; -1: a circle, `centre` and `radius_m`."""
    callers: NDArray[np.intp]
    """intp[n]: positions in what was scanned."""
    expected: float
    """Callers that would be usual there in the time."""
    p_value: float
    """Chance, at most, that any segment, or any circle, has as many by chance."""
    centre: tuple[float, float] = (math.nan, math.nan)
    """Metres east and north."""
    radius_m: float = math.nan


def scan_tree(topology: Topology, at: Index, usual: Floats, level: float, windows: int = 1) -> list[Cluster]:
    """Return the segments with too many callers, the most striking first; none of them within another.

    at: intp[n], tree index of the element each caller hangs on, each subscriber once. usual: float64[len(topology)],
    callers usual in the time of those that hang right on each element. level: largest chance of a false cluster.
    windows: how many lengths of time are looked at, each a chance more.

    Kulldorff's statistic for Poisson counts with rates that are known: the log likelihood of the callers seen behind
    an element if their rate there is what it seems, less that if it is the usual one. The chance that a segment
    reaches a value by chance is at most exp(-value) (Chernoff), that any of n does n times that; what a Monte Carlo
    of thousands of towns would say is no more, and takes no time.

    Callers of a segment that was found are taken out before the next is looked for.
    """
    expected = behind(topology, usual)
    left = np.ones(len(at), dtype=np.bool_)
    tested = max(int(np.count_nonzero(expected > 0.0)), 1) * windows
    found: list[Cluster] = []
    while np.count_nonzero(left) >= FEWEST:
        count = behind(topology, np.bincount(at[left], minlength=len(topology)).astype(np.float64))
        value = statistic(count, expected)
        value[count < FEWEST] = 0.0
        best = int(np.argmax(value))
        p_value = tested * math.exp(-float(value[best]))
        if value[best] <= 0.0 or p_value > level:
            break
        best = _uppermost(topology, best, count)
        inside = left & (at >= best) & (at < topology.end[best])
        found.append(Cluster(best, np.flatnonzero(inside), float(expected[best]), p_value))
        left &= ~inside
    return found


def scan_places(callers: Floats, homes: Floats, usual: Floats, level: float, windows: int = 1) -> list[Cluster]:
    """Return circles with too many callers, the most striking first; no caller is in two.

    callers: float64[n, 2], homes: float64[m, 2] metres east and north, NaN for one without a place; usual: float64[m]
    callers usual in the time at each home. level, windows: as of `scan_tree`. Circles lie about callers.
    """
    known = np.flatnonzero(np.isfinite(callers).all(axis=1))
    if len(known) < FEWEST:
        return []
    cells, of_cell = _cells(homes, usual)
    apart = _apart(callers[known], callers[known])
    to_cells = _apart(callers[known], cells)
    left = np.ones(len(known), dtype=np.bool_)
    tested = len(RADII_M) * max(len(cells), 1) * windows
    found: list[Cluster] = []
    while np.count_nonzero(left) >= FEWEST:
        best, value = (0, 0), 0.0
        for number, radius in enumerate(RADII_M):
            count = ((apart <= radius) & left).sum(axis=1).astype(np.float64)
            expected = (to_cells <= radius + CELL_M) @ of_cell
            values = np.where(left & (count >= FEWEST), statistic(count, expected), 0.0)
            if values.max() > value:
                best, value = (int(np.argmax(values)), number), float(values.max())
        p_value = tested * math.exp(-value)
        if value <= 0.0 or p_value > level:
            break
        middle, radius = best[0], RADII_M[best[1]]
        inside = left & (apart[middle] <= radius)
        expected_there = float((to_cells[middle] <= radius + CELL_M) @ of_cell)
        east, north = callers[known[middle]].tolist()
        found.append(Cluster(-1, known[inside], expected_there, p_value, (east, north), radius))
        left &= ~inside
    return found


def statistic(count: Floats, expected: Floats) -> Floats:
    """Return float64[n]: log likelihood ratio of counts against their expectation; 0 where no more than expected."""
    mean = np.maximum(expected, 1e-9)
    value: Floats = np.where(count > mean, count * np.log(np.maximum(count, 1e-9) / mean) - (count - mean), 0.0)
    return value


def excess(count: int, expected: float) -> float:
    """Return the log likelihood ratio of one count against its expectation; as many by chance: exp(-it) at most."""
    return float(statistic(np.array([count], dtype=np.float64), np.array([expected]))[0])


def behind(topology: Topology, own: Floats) -> Floats:
    """Return float64[n]: what is right at each element, added up over its segment."""
    running = np.concatenate([[0.0], np.cumsum(own)])
    total: Floats = running[topology.end] - running[:-1]
    return total


def _uppermost(topology: Topology, element: int, count: Floats) -> int:
    """Return the element, or the one above it as long as that carries nobody else who could call.

    What stands alone on a cable and the cable cannot be told apart by callers; the upper end is where to look first.
    """
    while True:
        above = int(topology.parent[element])
        if above < 0 or topology.start[topology.end[above]] - topology.start[above] != (
            topology.start[topology.end[element]] - topology.start[element]
        ) or count[above] != count[element]:  # fmt: skip
            return element
        element = above


def _cells(homes: Floats, usual: Floats) -> tuple[Floats, Floats]:
    """Return float64[k, 2] middles of squares with homes, and float64[k] the callers usual in each."""
    known = np.isfinite(homes).all(axis=1)
    squares, cell = np.unique(np.floor(homes[known] / CELL_M), axis=0, return_inverse=True)
    middles: Floats = (squares + 0.5) * CELL_M
    sums: Floats = np.bincount(cell.ravel(), usual[known], minlength=len(middles)).astype(np.float64)
    return middles, sums


def _apart(these: Floats, those: Floats) -> Floats:
    """Return float64[len(these), len(those)] metres."""
    apart: Floats = np.hypot(these[:, 0, None] - those[:, 0], these[:, 1, None] - those[:, 1])
    return apart


def of_terminals(topology: Topology, slots: Slots) -> Index:
    """Return intp[n]: the element each terminal hangs on, by tree index; -1 for one that is not in the tree."""
    there = (slots >= 0) & (slots < len(topology.tree))
    tree = np.where(there, topology.tree[np.where(there, slots, 0)], -1) - len(topology)
    at: Index = np.where(tree >= 0, topology.terminal_at[np.maximum(tree, 0)] if len(topology.terminal_at) else -1, -1)
    return at
