"""Where an event was, by the drawing: the element that most of those it took hang behind, and what else it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.learning.events import Event, Events, Mark, Sort
from maps.moments import Floats
from maps.topology import Index, Topology

GAIN = np.array([-4.6, 4.0, 5.5, 1.0])
"""By Mark: log likelihood of what a terminal did if the event was above it, less that if it was not.

A home sees one failure above it in a hundred through (its CMTS remembers it, or it is not where the file says);
within the two minutes of an event somebody switches off by himself once in fifty at bedtime, far less at noon, and
back on with the others once in four."""
FEWEST = 4
"""Terminals an event must take behind one element; fewer are their own affair."""
MOST_PIECES = 3
"""Branches drawn apart that one event may take: mains that fail in a street take more."""
LEAST_SHARE = 0.75
"""Share of those seen behind a piece that it must take, and of those taken that must lie in the pieces."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Those of an event that hang behind its node by the drawing, in tree order."""

    node: int
    terminal: Index
    """intp[n]: terminals of the topology, ascending."""
    mark: NDArray[np.int8]
    gain: Floats


def seen(topology: Topology, event: Event) -> Seen | None:
    """Return who of an event tells something; None where its node is no longer in the plant."""
    node = int(topology.tree[event.scope]) if 0 <= event.scope < len(topology.tree) else -1
    if not 0 <= node < len(topology):
        return None
    there = event.who < len(topology.tree)
    terminal = topology.tree[event.who[there]] - len(topology)
    first, last = topology.start[node], topology.start[topology.end[node]]
    inside = (terminal >= first) & (terminal < last)
    terminal, mark = terminal[inside], event.mark[there][inside]
    order = np.argsort(terminal, kind="stable")
    return Seen(node, terminal[order], mark[order], GAIN[mark[order]])


def pieces(topology: Topology, told: Seen) -> tuple[int, ...]:
    """Return the elements an event was at, the one that explains most first; empty: nobody can say.

    The uppermost of those that the event cannot tell apart. An event of the whole node tells nothing of what is
    behind what within it.
    """
    gain, fell = told.gain.copy(), told.mark != Mark.STAYED
    inside = np.arange(told.node + 1, int(topology.end[told.node]))
    if not len(inside) or np.count_nonzero(fell) < FEWEST:
        return ()
    low = np.searchsorted(told.terminal, topology.start[inside])
    high = np.searchsorted(told.terminal, topology.start[topology.end[inside]])
    gone, everybody = _sums(fell, low, high), high - low
    whole = (gone >= LEAST_SHARE * everybody) & (gone > 0)
    found: list[int] = []
    covered = 0
    while len(found) < MOST_PIECES:
        worth = np.where(whole, _sums(gain, low, high), -np.inf)
        best = int(np.argmax(worth))
        if worth[best] <= 0.0 or (not found and gone[best] < FEWEST):
            break
        found.append(int(inside[best]))
        covered += int(gone[best])
        gain[low[best] : high[best]] = 0.0
        whole &= (high <= low[best]) | (low >= high[best])
    enough = found and covered >= LEAST_SHARE * np.count_nonzero(fell)
    node_too = np.count_nonzero(fell) >= LEAST_SHARE * len(fell)
    return tuple(found) if enough and not node_too else ()


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """An event with the element it was at."""

    told: Seen
    at: int
    """Tree index."""
    begun_ms: int
    sort: Sort
    is_sure: bool
    """A crew found it there."""


def placed(topology: Topology, events: Events, sites: Mapping[int, int]) -> Iterator[Placed]:
    """Yield the events that can be put somewhere; sites: event → tree index of the element at which a crew found it."""
    for index, event in enumerate(events.all()):
        told = seen(topology, event)
        if told is None:
            continue
        site = sites.get(index, told.node)
        if told.node < site < int(topology.end[told.node]):
            yield Placed(told, site, event.before_ms, event.sort, is_sure=True)
        elif found := pieces(topology, told):
            yield Placed(told, found[0], event.before_ms, event.sort, is_sure=False)


def _sums(values: NDArray[np.generic], low: Index, high: Index) -> Floats:
    running = np.concatenate([[0.0], np.cumsum(values.astype(np.float64))])
    sums: Floats = running[high] - running[low]
    return sums
