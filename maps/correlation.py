"""Faults of one moment that are one event: branches of one element, and a piece recorded in the wrong place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from maps.model import OUTAGES, Cause, Evidence, Fault, Kind
from maps.places import Places
from maps.topology import KINDS, Topology
from maps.window import one_moment, union, with_piece

NODE = KINDS.index(Kind.OPTICAL_NODE)
STRAY_M = 200.0
"""A piece so near to homes of a larger outage that began with it is a piece of that outage."""
STRAY_SHARE = 0.8
"""How large a piece may be, beside the outage it belongs to."""


def branches(faults: Sequence[Fault], topology: Topology, evidence: Evidence, notice_ms: int) -> list[Fault]:
    """Return the faults, those of several branches of one element that fell in one moment as one fault there.

    Two independent failures in the same minute right beside one another are rarer than a fork or an
    amplifier that the plant file does not know. Only the branches count as behind it.
    """
    beside: defaultdict[int, list[Fault]] = defaultdict(list)
    result: list[Fault] = []
    for fault in faults:
        index = topology.index(fault.element) if fault.cause is Cause.ELEMENT else None
        parent = int(topology.parent[index]) if index is not None and index < len(topology) else -1
        (beside[parent] if parent >= 0 else result).append(fault)
    for parent, siblings in beside.items():
        groups = _moments(siblings, evidence, notice_ms)
        result += [_as_one(topology.keys[parent], group) if len(group) > 1 else group[0] for group in groups]
    order = {id(fault): i for i, fault in enumerate(faults)}
    return sorted(result, key=lambda fault: order.get(id(fault), len(order)))


def strays(
    faults: Sequence[Fault], topology: Topology, places: Places, evidence: Evidence, notice_ms: int
) -> list[Fault]:
    """Return the faults, small ones of the same node, or amid a larger one, of the same moment taken into it."""

    def is_near(small: Fault, large: Fault) -> bool:
        these, those = (_node(topology, fault) for fault in (small, large))
        return (these is not None and these == those) or _amid(small, large, places)

    outages = sorted((fault for fault in faults if fault.cause in OUTAGES), key=lambda fault: -len(fault.explains))
    if len(outages) < 2:
        return list(faults)
    left = list(faults)
    there = {id(fault) for fault in left}  # comparing faults would compare their columns
    for small in reversed(outages):
        for place, large in enumerate(outages):
            if large is small or len(small.explains) > STRAY_SHARE * len(large.explains):
                break
            if id(large) in there and one_moment(small, large, evidence, notice_ms) and is_near(small, large):
                whole = with_piece(large, small)
                left = [whole if fault is large else fault for fault in left if fault is not small]
                there = {id(fault) for fault in left}
                outages[place] = whole
                break
    return left


def _node(topology: Topology, fault: Fault) -> int | None:
    """Return the tree index of the optical node that a fault's element is or hangs on, None for one that does not."""
    index = topology.index(fault.element)
    if index is None or index >= len(topology):
        return None
    inside = [above for above in (index, *topology.ancestors(index)) if topology.kind[above] == NODE]
    return inside[-1] if inside else None


def _moments(siblings: Sequence[Fault], evidence: Evidence, notice_ms: int) -> list[list[Fault]]:
    groups: list[list[Fault]] = []
    for fault in sorted(siblings, key=lambda item: item.before_ms):

        def is_with(group: Sequence[Fault], fault: Fault = fault) -> bool:
            return all(one_moment(fault, other, evidence, notice_ms) for other in group)

        group = next(filter(is_with, groups), None)
        if group is None:
            groups.append([fault])
        else:
            group.append(fault)
    return groups


def _as_one(parent: str, group: Sequence[Fault]) -> Fault:
    first = min(group, key=lambda fault: fault.before_ms)
    return replace(
        first,
        element=parent,
        probability=min(fault.probability for fault in group),
        explains=union(fault.explains for fault in group),
        contradicts=union(fault.contradicts for fault in group),
        behind=union(fault.behind for fault in group),
        alternatives=(),
        members=tuple(fault.element for fault in group),
    )


def _amid(small: Fault, large: Fault, places: Places) -> bool:
    """Return whether half of the smaller one's homes have one of the larger one's near."""
    these, those = places.of(small.explains), places.of(large.explains)
    these, those = these[np.isfinite(these[:, 0])], those[np.isfinite(those[:, 0])]
    if not len(these) or not len(those):
        return False
    apart = np.array([np.hypot(*(those - place).T).min() for place in these])
    return float(np.median(apart)) <= STRAY_M
