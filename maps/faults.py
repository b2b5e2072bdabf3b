"""Faults from the posterior: who is named, what it cannot be told from, whom it explains."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from maps.model import Alternative, Cause, Evidence, Fault
from maps.moments import IS_UP, NEVER, Floats, Offsets
from maps.onset import AGREES
from maps.rollcall import rows
from maps.sightings import last_alive
from maps.silences import Dark
from maps.topology import Index, Topology

TELLS_APART = math.log(20.0)
"""Evidence this much in favour of one element over another, in nats, tells them apart."""

LEAST_SHARE = 1e-3
"""Alternatives with a smaller share of the set's probability are not worth a crew's look."""


@dataclass(frozen=True, slots=True, eq=False)
class Conclusion:
    """Posterior and windows, by element in preorder."""

    first: Floats
    score: Floats
    named: Index
    """intp[k]: uppermost element of each failure, ascending."""
    after: Offsets
    before: Offsets
    relation: NDArray[np.int8]
    """int8[n]: whether an element's window agrees with its parent's."""


def describe(
    topology: Topology, evidence: Evidence, dark: Dark, conclusion: Conclusion, notice_ms: int, now_ms: int
) -> list[Fault]:
    """Return a fault for each failure, in tree order."""
    return [_fault(topology, evidence, dark, conclusion, head, notice_ms, now_ms) for head in conclusion.named.tolist()]


def _fault(
    topology: Topology,
    evidence: Evidence,
    dark: Dark,
    conclusion: Conclusion,
    head: int,
    notice_ms: int,
    now_ms: int,
) -> Fault:
    alike = sorted(candidates(topology, conclusion, head))
    first = conclusion.first[alike]
    total = float(first.sum())
    ranked = sorted(zip(alike, first.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    element = ranked[0][0]
    after, before = int(conclusion.after[element]), int(conclusion.before[element])
    explains = _explained(topology, dark, element, after, before)
    silent = explains if len(explains) else _silent_within(dark, element, int(topology.end[element]), after, before)
    after_ms, before_ms = _interval(evidence, silent)
    return Fault(
        element=topology.keys[element],
        cause=Cause.ELEMENT,
        probability=min(total, 1.0),
        explains=explains,
        contradicts=_contradicting(topology.terminals(element), evidence, before + notice_ms, notice_ms, now_ms),
        behind=topology.terminals(element),
        alternatives=tuple(
            Alternative(topology.keys[index], chance) for index, chance in ranked[1:] if chance >= LEAST_SHARE * total
        ),
        after_ms=after_ms,
        before_ms=before_ms,
    )


def candidates(topology: Topology, conclusion: Conclusion, head: int) -> set[int]:
    """Return the elements above and below `head` that the evidence cannot tell from the best of them.

    Only elements that would have failed in the same window compare.
    """
    score = conclusion.score
    chain = [head, *_downward(topology, conclusion, head)]
    enough = max(score[index] for index in chain) - TELLS_APART
    chain = [index for index in chain if score[index] >= enough]
    below = head
    for above in topology.ancestors(head):
        if conclusion.relation[below] != AGREES or score[above] < enough:
            break
        chain.append(above)
        below = above
    return set(chain)


def _downward(topology: Topology, conclusion: Conclusion, index: int) -> Iterator[int]:
    """Yield the elements below one along which the evidence stays as good; at each fork the better branch."""
    score = conclusion.score
    while True:
        least = score[index] - TELLS_APART
        alike = [child for child in topology.children(index) if conclusion.relation[child] == AGREES]
        index = max(alike, key=lambda child: (score[child], -child), default=-1)
        if index < 0 or score[index] < least:
            return
        yield index


def _explained(topology: Topology, dark: Dark, element: int, after: int, before: int) -> Slots:
    """Return slots of the terminals behind an element that fell silent within its window."""
    return _silent_within(dark, element, int(topology.end[element]), after, before, terminals=True)


def _silent_within(dark: Dark, first: int, end: int, after: int, before: int, *, terminals: bool = False) -> Slots:
    """Return slots of those, or of the terminals among them, that fell silent in a window at elements `first:end`."""
    low, high = np.searchsorted(dark.at, [first, end])
    here = slice(low, high)
    agrees = (dark.after[here] <= before) & (dark.before[here] >= after)
    agrees &= (dark.after[here] > NEVER) | (dark.before[here] >= before)  # missed before the others: off already
    return dark.slot[here][agrees & (dark.is_terminal[here] | (not terminals))]


def _contradicting(behind: Slots, evidence: Evidence, noticed_by: int, notice_ms: int, now_ms: int) -> Slots:
    """Return those of the terminals behind an element seen up when the CMTS must have noticed their loss."""
    up = IS_UP[rows(evidence.state, behind)] & (last_alive(evidence, behind, notice_ms, now_ms) > noticed_by)
    return behind[up]


def _interval(evidence: Evidence, silent: Slots) -> tuple[int, int]:
    """Return (after, before): when the one missed first was still seen, and when it was missed."""
    missed = evidence.first_missed_ms[silent]
    known = np.flatnonzero(missed > 0)
    if not len(known):
        return 0, 0
    before = int(missed[known].min())
    earliest = silent[known[missed[known] == before]]
    return int(evidence.last_seen_ms[earliest].max()), before
