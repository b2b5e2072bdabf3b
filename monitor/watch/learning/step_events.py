"""Whose level steps together, the same way, written down as events of the kind that silences make."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times
from maps.learning.branches import is_telling
from maps.learning.events import Event, Mark, Sort
from maps.learning.pieces import FEWEST
from maps.topology import Topology


class StepEvents:
    """The steps of one reading; compared once after every sweep that reads it."""

    def __init__(self) -> None:
        self._since_ms: Times = np.zeros(0, dtype=np.int64)
        """When each subject was first found to have stepped; 0: it has not."""
        self._told: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        """Whose step is in an event, or can be in none."""
        self._begun = False

    def look(
        self,
        topology: Topology,
        scope: NDArray[np.intp],
        moved: NDArray[np.int8],
        read_ms: Times,
        interval_ms: int,
        now_ms: int,
    ) -> Iterator[Event]:
        """Yield the events whose steps everybody must have shown by now.

        scope: intp[m], node of each of the topology's terminals. moved: int8 by slot, which way a level is off its
        usual value, 0: not. read_ms: when it was last read. interval_ms: within which everybody is read once. A sweep
        reads one terminal after the other, so an event is looked at a sweep after the first who showed it: by then
        whoever was read since and has not moved has stayed.
        """
        self._grow(len(moved))
        off = moved != 0
        self._since_ms[~off] = 0
        self._told[~off] = False
        self._since_ms[off & (self._since_ms == 0)] = now_ms
        if not self._begun:  # nobody knows when these stepped
            self._begun, self._told = True, off.copy()
            return
        open_ = off & ~self._told
        for node, slots in _by_node(topology, scope, np.flatnonzero(open_).astype(np.int32), moved):
            first_ms = int(self._since_ms[slots].min())
            if now_ms - first_ms < interval_ms:
                continue
            self._told[slots] = True
            behind = topology.terminals(node)
            behind = behind[behind < len(moved)]
            stayed = behind[~off[behind] & (read_ms[behind] >= first_ms)]
            if len(slots) >= FEWEST:
                event = _event(int(topology.slot[node]), slots, stayed, first_ms - interval_ms, now_ms)
                if is_telling(topology, event):
                    yield event

    def _grow(self, n: int) -> None:
        more = n - len(self._since_ms)
        if more > 0:
            self._since_ms = np.append(self._since_ms, np.zeros(more, np.int64))
            self._told = np.append(self._told, np.zeros(more, np.bool_))


def _by_node(
    topology: Topology, scope: NDArray[np.intp], slots: Slots, moved: NDArray[np.int8]
) -> Iterator[tuple[int, Slots]]:
    """Yield (node, slots behind it that moved one way), for each way by itself."""
    slots = slots[slots < len(topology.tree)]
    terminal = topology.tree[slots] - len(topology)
    slots, terminal = slots[terminal >= 0], terminal[terminal >= 0]
    node = scope[terminal]
    slots, node = slots[node >= 0], node[node >= 0]
    key = 2 * node + (moved[slots] > 0)
    order = np.argsort(key, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if len(order) else []:
        yield int(node[group[0]]), slots[group]


def _event(scope: int, stepped: Slots, stayed: Slots, after_ms: int, before_ms: int) -> Event:
    mark = np.full(len(stepped) + len(stayed), Mark.STAYED, dtype=np.int8)
    mark[: len(stepped)] = Mark.FELL
    return Event(scope, Sort.STEP, after_ms, before_ms, np.concatenate([stepped, stayed]).astype(np.int32), mark)
