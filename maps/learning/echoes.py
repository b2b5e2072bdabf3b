"""Homes whose signal bounces over the same metres of cable, as events: they share the span that is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times
from maps.learning.branches import is_telling
from maps.learning.events import Event, Mark, Sort
from maps.learning.pieces import FEWEST
from maps.learning.scopes import scopes
from maps.moments import Floats
from maps.topology import Topology

SHORTEST_M = 50.0
"""Echoes over less cable than this are those of wires at home; there is one in many homes."""
SAME_M = 13.0
"""Half a tap of an equaliser at 6.4 MHz: the same echo is read so exactly."""
SAME_DB = 3.0
FAINTEST_DB = -27.0
"""Below this some of those behind one damage show it and some do not: nobody can be said to have been spared."""


@dataclass(frozen=True, slots=True, eq=False)
class Echoes:
    """The loudest echo of each home whose equaliser was read."""

    slot: Slots
    level_db: Floats
    """Relative to the signal."""
    length_m: Floats
    """Between the two reflectors; NaN where it is too faint to be an echo, or nobody knows the channel's width."""
    read_ms: Times


def shared(topology: Topology, echoes: Echoes) -> Iterator[Event]:
    """Yield an event for each echo that several homes behind one node have, by node and length.

    Who has another echo says nothing, since his own may drown the one they share; who was read and has none stayed.
    """
    there = echoes.slot < len(topology.tree)
    terminal = np.where(there, topology.tree[np.where(there, echoes.slot, 0)], -1) - len(topology)
    known = np.flatnonzero((terminal >= 0) & np.isfinite(echoes.level_db))
    scope = np.full(len(terminal), -1, dtype=np.intp)
    scope[known] = scopes(topology)[terminal[known]]
    chosen = np.flatnonzero(scope >= 0)
    order = chosen[np.lexsort((echoes.length_m[chosen], scope[chosen]))]
    bounds = np.flatnonzero(np.diff(scope[order])) + 1
    for behind in np.split(order, bounds) if len(order) else []:
        node = int(topology.slot[scope[behind[0]]])
        has_none = behind[np.isnan(echoes.length_m[behind]) & (echoes.level_db[behind] < FAINTEST_DB)]
        for has in _alike(echoes, behind[np.isfinite(echoes.length_m[behind])]):
            event = _event(node, echoes, has, has_none)
            if is_telling(topology, event):
                yield event


def _alike(echoes: Echoes, rows: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Yield rows, which are in order of length, that have the same echo, the most numerous first."""
    while len(rows) >= FEWEST:
        length = echoes.length_m[rows]
        until = np.searchsorted(length, length + 2.0 * SAME_M, side="right")
        first = int(np.argmax(until - np.arange(len(rows))))
        window = rows[first : until[first]]
        level = echoes.level_db[window]
        middle = float(np.median(level))
        alike = window[np.abs(level - middle) <= SAME_DB]
        if len(window) < FEWEST:
            return
        if len(alike) >= FEWEST and middle >= FAINTEST_DB and float(np.median(echoes.length_m[alike])) >= SHORTEST_M:
            yield alike
        rows = rows[~np.isin(rows, window)]


def _event(node: int, echoes: Echoes, has: NDArray[np.intp], has_none: NDArray[np.intp]) -> Event:
    mark = np.full(len(has) + len(has_none), Mark.STAYED, dtype=np.int8)
    mark[: len(has)] = Mark.WITH  # two figures agree, length and level, as when homes fall and come back together
    rows = np.concatenate([has, has_none])
    read_ms = echoes.read_ms[has]
    return Event(node, Sort.ECHO, int(read_ms.min()), int(read_ms.max()), echoes.slot[rows], mark)
