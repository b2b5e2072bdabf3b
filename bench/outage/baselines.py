"""Three rules found in the field and in books, to be beaten on the same sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.outage.model import Sweep, Verdict
from collectors.model import Slots
from collectors.roster import Roster
from collectors.states import TerminalState
from maps.model import Cause, Kind, Plant
from maps.topology import KINDS, Topology, nodes

LEAST_SHARE, LEAST_COUNT = 0.3, 5
"""Of a node's terminals offline: what makes an outage of it."""
WINDOW_MS = 120_000
"""Alarms so near in time to the one before belong together."""
LATELY_MS = 1_200_000
HOPS = 4
"""And so near in the tree, counted from tap to tap."""
FEWEST = 4
"""Alarms that make a cluster."""


class _Listener:
    """Who is offline since when, as every element manager knows it."""

    def __init__(self, plant: Plant, roster: Roster) -> None:
        self.topology = Topology.build(plant.elements, plant.links, roster)
        self.offline_ms: NDArray[np.int64] = np.zeros(len(roster), np.int64)
        """By slot: when each was first told of as offline after being online; 0: it is not, or was never online."""
        self.known: NDArray[np.uint8] = np.zeros(len(roster), np.uint8)
        """By slot: TerminalState."""

    def take(self, sweep: Sweep) -> None:
        """Take the rows of a sweep."""
        slot, state = sweep.states.slot, sweep.states.state
        dark = state == TerminalState.DARK
        fresh = dark & (self.known[slot] != TerminalState.DARK) & (self.known[slot] != TerminalState.UNKNOWN)
        self.offline_ms[slot[fresh]] = sweep.states.time_ms[fresh]
        self.offline_ms[slot[~dark]] = 0
        self.known[slot] = state

    def lately(self, now_ms: int) -> NDArray[np.intp]:
        """Return slots of those in the tree that went offline not long ago."""
        recent = np.flatnonzero((self.offline_ms > 0) & (self.offline_ms >= now_ms - LATELY_MS))
        return recent[self.topology.tree[recent] >= len(self.topology)]

    def verdict(self, index: int, slots: Slots) -> Verdict:
        """Return an outage of an element."""
        key = self.topology.keys[index]
        return Verdict(name=key, element=key, cause=Cause.ELEMENT, terminals=np.sort(slots))


class Percentage(_Listener):
    """A node with a share of its terminals offline is out: the rule found in the field."""

    def verdicts(self, now_ms: int) -> Sequence[Verdict]:
        """Return a verdict for each such node; `now_ms` does not matter."""
        del now_ms
        topology = self.topology
        found = []
        for index in np.flatnonzero(topology.kind == KINDS.index(Kind.OPTICAL_NODE)).tolist():
            slots = topology.terminals(index)
            told = slots[self.known[slots] != TerminalState.UNKNOWN]
            gone = told[self.known[told] == TerminalState.DARK]
            if len(gone) >= LEAST_COUNT and len(gone) >= LEAST_SHARE * len(told):
                found.append(self.verdict(index, gone))
        return found


class CommonAncestor(_Listener):
    """Of those that went offline lately, the lowest common ancestor under each node."""

    def verdicts(self, now_ms: int) -> Sequence[Verdict]:
        """Return one verdict for each node with enough of them."""
        topology = self.topology
        recent = self.lately(now_ms)
        at = _at(topology, recent)
        group = nodes(topology)[at]
        return [
            self.verdict(_common(topology, at[group == node]), recent[group == node].astype(np.int32))
            for node in np.unique(group).tolist()
            if np.count_nonzero(group == node) >= FEWEST
        ]


class Clusters(_Listener):
    """Alarms near in time and in hops form clusters; the lowest common ancestor of a cluster is named."""

    def verdicts(self, now_ms: int) -> Sequence[Verdict]:
        """Return one verdict for each cluster that is large enough."""
        topology = self.topology
        recent = self.lately(now_ms)
        if not len(recent):
            return []
        order = np.argsort(self.offline_ms[recent], kind="stable")
        recent, found = recent[order], []
        bursts = np.cumsum(np.diff(self.offline_ms[recent], prepend=self.offline_ms[recent[0]]) > WINDOW_MS)
        for burst in np.unique(bursts).tolist():
            slots = recent[bursts == burst]
            at = _at(topology, slots)
            near = np.argsort(at, kind="stable")
            slots, at = slots[near], at[near]
            far = [_hops(topology, a, b) > HOPS for a, b in pairwise(at.tolist())]
            cluster = np.concatenate([[0], np.cumsum(far)])
            for number in np.unique(cluster).tolist():
                mine = cluster == number
                if np.count_nonzero(mine) >= FEWEST:
                    found.append(self.verdict(_common(topology, at[mine]), slots[mine].astype(np.int32)))
        return found


def _at(topology: Topology, slots: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return tree indexes of what terminals hang on."""
    return topology.terminal_at[topology.tree[slots] - len(topology)]


def _common(topology: Topology, at: NDArray[np.intp]) -> int:
    """Return the lowest element that feeds all of some."""
    first, last = int(at.min()), int(at.max())
    while last >= topology.end[first] and topology.parent[first] >= 0:
        first = int(topology.parent[first])
    return first


def _hops(topology: Topology, one: int, other: int) -> int:
    """Return how many spans lie between two elements, counted up to the limit and one beyond."""
    hops = 0
    while one != other and hops <= HOPS:
        if one > other:
            one = int(topology.parent[one])
        else:
            other = int(topology.parent[other])
        hops += 1
        if min(one, other) < 0:
            return HOPS + 1
    return hops
