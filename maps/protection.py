"""Failures on one route of elements that have two: whom they leave without protection, and when both are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from collectors.model import Slots
from collectors.states import TerminalState
from maps.model import OUTAGES, Cause, Evidence, Fault
from maps.moments import IS_UP
from maps.power import LEAST_DARK
from maps.routes import is_fed
from maps.topology import Index, Topology
from maps.window import union

ONE_MOMENT_MS = 600_000
"""Light is read every few minutes: complaints so long after the first may be of the same cut."""


class Protection:
    """Who has two routes, and what lies on one of them only."""

    def __init__(self, topology: Topology) -> None:
        """Take the data tree."""
        self._topology = topology
        self._on_one = {index: self._on_one_route(index) for index in topology.routes}
        """Element with two routes → what lies on one of them only; tree indexes."""
        self._concerned: Index = np.array(sorted({*self._on_one}.union(*self._on_one.values())), dtype=np.intp)
        """Tree indexes of all of those, ascending."""
        self.slots = frozenset(topology.slot[list(self._on_one)].tolist()) - {-1}
        """Slots of the elements that have two routes."""

    def both_gone(self, faults: Sequence[Fault], evidence: Evidence, notice_ms: int) -> list[Fault]:
        """Return the faults, those of elements that have lost both routes as one, of what cut the second.

        A device that is silent cuts a route, or an outage on it; not where homes are seen that it would take. Where
        something above both routes was thought to have failed, though others say that it stands, it was so for want of
        a single failure that explains as much.
        """
        cut_ms = self._cuts(faults, evidence)
        feeders, routes = self._topology.feeders, self._on_one
        without = {
            index for index in routes if (cuts := cut_ms.keys() & routes[index]) and not is_fed(index, cuts, feeders)
        }
        by_last: defaultdict[int, list[int]] = defaultdict(list)
        for index in sorted(without):
            cuts = cut_ms.keys() & (routes[index] - without)
            by_last[max(cuts, key=lambda cut: (cut_ms[cut], -cut), default=index)].append(index)
        left = list(faults)
        for last, elements in by_last.items():
            behind = union(self._topology.terminals(index) for index in (last, *elements))
            behind = behind[behind < len(evidence.state)]
            mine = [fault for fault in left if self._is_by_cuts(fault, last, elements, behind)]
            dark = union(fault.explains for fault in mine)
            first_ms = min((fault.before_ms for fault in mine if len(fault.explains)), default=0)
            alive = behind[IS_UP[evidence.state[behind]] & (evidence.last_seen_ms[behind] > first_ms + notice_ms)]
            if len(dark) and len(dark) >= LEAST_DARK * (len(dark) + len(alive)):
                whole = replace(
                    max(mine, key=lambda fault: len(fault.explains)),
                    element=self._topology.keys[last],
                    explains=dark,
                    contradicts=alive,
                    behind=behind,
                    alternatives=(),
                    members=self._keys(elements),
                )
                left = [*(fault for fault in left if fault not in mine), whole]
        return left

    def _cuts(self, faults: Sequence[Fault], evidence: Evidence) -> dict[int, int]:
        """Return who of all that has two routes or is part of one is without signal → since when, UTC ms."""
        slot = self._topology.slot[self._concerned]
        known = np.flatnonzero((slot >= 0) & (slot < len(evidence.state)))
        dark = known[evidence.state[slot[known]] == TerminalState.DARK]
        cuts = dict(zip(self._concerned[dark].tolist(), evidence.first_missed_ms[slot[dark]].tolist(), strict=True))
        concerned = set(self._concerned.tolist())
        for fault in faults:
            if self._topology.index(fault.element) in concerned:
                cuts |= dict.fromkeys(self._taken(fault), fault.before_ms)
        return cuts

    def _is_by_cuts(self, fault: Fault, last: int, elements: Sequence[int], behind: Slots) -> bool:
        """Return whether a fault is what two cuts did to some elements, or the last of those cuts."""
        index = self._topology.index(fault.element)
        if fault.cause is not Cause.ELEMENT or index is None or index >= len(self._topology):
            return False
        is_above = len(fault.contradicts) > 0 and any(index < at < self._topology.end[index] for at in elements)
        return (index in (last, *elements) or is_above) and bool(np.isin(fault.explains, behind).all())

    def told(self, faults: Sequence[Fault], low_inputs: Mapping[int, Collection[int]]) -> list[Fault]:
        """Return the faults, each with the elements that it leaves in service by one route.

        low_inputs: slot → since when inputs of it get too little light, UTC ms. Those who complain of that on one ring
        in one moment do so of one cut, and are one fault.
        """
        if not self._on_one:
            return list(faults)
        taken = [self._taken(fault) for fault in faults]
        dark = frozenset().union(*taken)
        lit = {index: routes for index, routes in self._on_one.items() if index not in dark}
        told: list[Fault] = []
        complaints: list[tuple[Fault, int]] = []
        for fault, gone in zip(faults, taken, strict=True):
            index = self._topology.index(fault.element)
            since_ms = low_inputs.get(int(self._topology.slot[index]), ()) if index in lit else ()
            if fault.cause is Cause.LEVEL and fault.before_ms in since_ms and index is not None:
                complaints.append((fault, index))
                continue
            left = [other for other, routes in lit.items() if routes & gone] if gone else []
            told.append(replace(fault, unprotected=self._keys(left)) if left else fault)
        return [*told, *self._cuts_complained_of(complaints)]

    def _cuts_complained_of(self, complaints: Iterable[tuple[Fault, int]]) -> list[Fault]:
        """Return a fault for each cut that elements in service complain of, named by who did so first."""
        cuts: list[list[tuple[Fault, int]]] = []
        for fault, index in sorted(complaints, key=lambda complaint: complaint[0].before_ms):
            for cut in cuts:
                first, other = cut[0]
                if fault.before_ms - first.before_ms <= ONE_MOMENT_MS and self._on_one[index] & self._on_one[other]:
                    cut.append((fault, index))
                    break
            else:
                cuts.append([(fault, index)])
        return [
            replace(
                cut[0][0],
                contradicts=union(fault.contradicts for fault, _ in cut),
                behind=union(fault.behind for fault, _ in cut),
                members=tuple(fault.element for fault, _ in cut[1:]),
                unprotected=self._keys(index for _, index in cut),
            )
            for cut in cuts
        ]

    def _keys(self, indexes: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._topology.keys[index] for index in indexes)

    def _taken(self, fault: Fault) -> frozenset[int]:
        """Return whom an outage leaves without signal, of those that have two routes or are part of one."""
        if fault.cause not in OUTAGES:
            return frozenset()
        taken: set[int] = set()
        for element in (fault.element, *fault.members):
            head = self._topology.index(element)
            if head is not None and head < len(self._topology):
                first, last = np.searchsorted(self._concerned, [head, self._topology.end[head]])
                taken.update(self._concerned[first:last].tolist())
        return frozenset(taken)

    def _on_one_route(self, index: int) -> frozenset[int]:
        """Return what feeds an element on either route, without what both need."""
        passed, edge = {index}, [index]
        while edge:
            fresh = self._topology.feeders(edge.pop()) - passed
            passed |= fresh
            edge += fresh
        return frozenset(passed).difference((index, *self._topology.ancestors(index)))
