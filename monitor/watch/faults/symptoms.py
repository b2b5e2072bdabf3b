"""Troubles that leave the plant alive: terminals that cannot register, levels that moved, noise they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, no_slots
from collectors.states import TerminalState
from maps.model import Cause, Evidence, Fault, Kind
from maps.moments import is_up
from maps.shares import Found, Trouble, shares
from maps.steps import stepped
from maps.topology import Topology
from maps.window import union
from monitor.watch.levels.quality import Quality

REGISTERING_MS = 60_000
"""A terminal that has been registering for less is on its way: after an outage all of them are."""
FEWEST = 4
"""Terminals that such a trouble must take for an incident."""
DISTURBANCES = (Cause.LEVEL, Cause.NOISE)

_CORE = {Kind.HEADEND: 1e-3, Kind.HUB: 3e-4, Kind.CMTS: 1e-3, Kind.OLT: 1e-3, Kind.EOC_HEAD: 1e-4}
_SHARED = {Kind.SERVICE_GROUP: 1e-3, Kind.CMTS_PORT: 1e-3, Kind.EOC_HEAD: 1e-4, Kind.OPTICAL_NODE: 1e-4}
_FIELD = {
    Kind.OPTICAL_NODE: 1e-3, Kind.NODE_PORT: 3e-4, Kind.AMPLIFIER: 1e-3, Kind.EOC_HEAD: 3e-4, Kind.TAP: 1e-4,
    Kind.BUILDING: 1e-4, Kind.CMTS_PORT: 1e-4, Kind.SERVICE_GROUP: 1e-5, Kind.CMTS: 1e-5, Kind.SPLITTER: 1e-5,
}  # fmt: skip
TROUBLES: Mapping[Cause, Trouble] = MappingProxyType(
    {
        Cause.PROVISIONING: Trouble(usual=0.005, least=0.1, priors=_CORE, otherwise=1e-12),
        Cause.NOISE: Trouble(usual=0.02, least=0.2, priors=_SHARED, otherwise=1e-6),
        Cause.LEVEL: Trouble(usual=0.02, least=0.2, priors=_FIELD),
    }
)
"""What is assumed of each: a share that has it anyway, the least share it takes, and where it comes from."""


class Symptoms:
    """Finds such troubles in a plant.

    Signals are compared once a sweep and looked at with every slice of one: what they came to stays until they are
    compared anew, or somebody whose signal changed is no longer there.
    """

    def __init__(self, topology: Topology) -> None:
        """Take the data tree."""
        self._topology = topology
        self._known: dict[Cause, tuple[int, Slots, list[Fault]]] = {}
        """Cause → (comparison, whose signal had changed, what that came to)."""

    def faults(self, evidence: Evidence, quality: Quality, now_ms: int) -> list[Fault]:
        """Return a fault for each element that gives such a trouble to those behind it."""
        topology = self._topology
        stuck = _unregistered(evidence, now_ms)
        seen = stuck | _is_well(evidence) if stuck.any() else stuck
        found = shares(topology, stuck, seen, TROUBLES[Cause.PROVISIONING])
        pending = [_fault(topology, Cause.PROVISIONING, one, evidence) for one in found]
        faults = [_at_their_fork(pending, topology)] if len(pending) > 1 else pending
        for cause in DISTURBANCES:
            faults = [*faults, *self._disturbed(cause, evidence, quality, now_ms)]
        return [fault for fault in _once(faults, topology) if len(fault.explains) >= FEWEST]

    def _disturbed(self, cause: Cause, evidence: Evidence, quality: Quality, now_ms: int) -> list[Fault]:
        moved = quality.troubled(cause, len(evidence.state))
        moved = moved[evidence.state[moved] == TerminalState.REGISTERED]
        compared, before, faults = self._known.get(cause, (-1, no_slots(), []))
        if compared != quality.compared or not np.array_equal(before, moved):
            there = evidence.state == TerminalState.REGISTERED
            found = stepped(self._topology, quality.steps(cause, there), TROUBLES[cause], now_ms)
            faults = _by_parent([_fault(self._topology, cause, one, evidence) for one in found], self._topology)
            self._known[cause] = quality.compared, moved, faults
        return faults


def suffering(cause: str, evidence: Evidence, quality: Quality) -> NDArray[np.bool_]:
    """Return bool[slots]: who has not been seen free of what a cause of trouble does to a terminal."""
    if cause == Cause.PROVISIONING:
        return ~_is_well(evidence)
    if cause in DISTURBANCES:
        return quality.disturbed(Cause(cause), len(evidence.state))[0]
    return ~is_up(evidence.state)


def _is_well(evidence: Evidence) -> NDArray[np.bool_]:
    well: NDArray[np.bool_] = (evidence.state == TerminalState.REGISTERED) | (evidence.state == TerminalState.BARRED)
    return well


def _unregistered(evidence: Evidence, now_ms: int) -> NDArray[np.bool_]:
    """Return bool[slots]: who has been unregistered for longer than it takes to register."""
    stuck: NDArray[np.bool_] = evidence.state == TerminalState.UNREGISTERED
    fresh = np.flatnonzero(stuck)
    stuck[fresh[evidence.since_ms[fresh] > now_ms - REGISTERING_MS]] = False
    return stuck


def _fault(topology: Topology, cause: Cause, found: Found, evidence: Evidence) -> Fault:
    begun_ms = found.before_ms
    if cause is Cause.PROVISIONING:
        begun_ms = int(evidence.since_ms[found.troubled].min())
    return Fault(
        element=topology.keys[found.index],
        cause=cause,
        probability=found.probability,
        explains=np.sort(found.troubled),
        contradicts=found.spared,
        behind=topology.terminals(found.index),
        alternatives=found.alternatives,
        after_ms=found.after_ms,
        before_ms=begun_ms,
    )


def _by_parent(faults: Sequence[Fault], topology: Topology) -> list[Fault]:
    """Return the faults, those of several branches of one element as one there: what forks there is not drawn."""
    beside: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        index = topology.index(fault.element)
        beside[-1 if index is None else int(topology.parent[index])].append(fault)
    single = [fault for parent, group in beside.items() if parent < 0 or len(group) == 1 for fault in group]
    joined = [_at_their_fork(group, topology) for parent, group in beside.items() if parent >= 0 and len(group) > 1]
    return [*single, *joined]


def _at_their_fork(faults: Sequence[Fault], topology: Topology) -> Fault:
    """Return several faults of one cause as one, at the lowest element that feeds all of them.

    What gives out addresses serves many CMTSs: when several lose it, it is that and not each of them.
    """
    indexes = [index for fault in faults if (index := topology.index(fault.element)) is not None]
    fork, last = min(indexes), max(indexes)
    while last >= topology.end[fork] and topology.parent[fork] >= 0:
        fork = int(topology.parent[fork])
    return replace(
        faults[0],
        element=topology.keys[fork],
        probability=min(fault.probability for fault in faults),
        explains=union(fault.explains for fault in faults),
        contradicts=union(fault.contradicts for fault in faults),
        behind=union(fault.behind for fault in faults),
        alternatives=(),
        after_ms=min(fault.after_ms for fault in faults),
        before_ms=min(fault.before_ms for fault in faults),
        members=tuple(fault.element for fault in faults),
    )


def _once(faults: list[Fault], topology: Topology) -> list[Fault]:
    """Return the faults, noise left out where a level that moved explains it: who hears less hears more noise."""
    levels = [fault.element for fault in faults if fault.cause is Cause.LEVEL]
    return [
        fault
        for fault in faults
        if fault.cause is not Cause.NOISE or not any(topology.covers(level, fault.element) for level in levels)
    ]
