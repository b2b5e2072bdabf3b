"""What a fault leaves to be searched: how many elements, how many metres, and where to measure first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from maps.model import Cause, Element, Fault, Kind
from maps.power import SUPPLIES
from maps.span_lengths import span_lengths
from maps.topology import KINDS, Topology

ON_A_DROP = frozenset(
    {Kind.TAP, Kind.BUILDING, Kind.EOC_HEAD, Kind.SPLITTER, Kind.PON_PORT, Kind.SWITCH, Kind.ROUTER, Kind.OTHER}
)
"""Kinds that a drop can end at: below any other there is more plant than the file shows."""
NO_TEST_POINT = frozenset({Kind.SERVICE_GROUP, Kind.HEADEND, Kind.HUB})
"""A name, and places rather than gear: nobody can hold an instrument to them."""
IN_THE_PLANT = frozenset({Cause.ELEMENT, Cause.POWER, Cause.LEVEL, Cause.NOISE})
"""Causes that a crew can look for along the plant."""
MOST_OF_THEM = 0.5
"""Share of the explained terminals recorded right at one element for the file to be said not to show what is below."""
SPAN_SHARE = 0.5
"""Chance that it is an element's span rather than itself: nothing that is observed tells the two apart."""


class Point(StrEnum):
    """Where at an element to measure; words live in the message catalogue."""

    INPUT = "input"
    """Signal here clears the span that feeds it and everything above."""
    OUTPUT = "output"
    """Signal here clears the element as well."""
    CURRENT = "current"
    """The output of a supply."""
    RETURN = "return"
    """The return path: noise here comes from behind."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is left to search for one fault."""

    candidates: int = 0
    """Elements that the evidence leaves, each with the span that feeds it; 0: nothing to search in the plant."""
    metres: float | None = None
    """Length of the candidates' spans; None: of none of them known."""
    unmeasured: int = 0
    """How many spans among them are of unknown length."""
    measure: str = ""
    """Id of the element at which a measurement halves what is left best; empty: none would tell anything."""
    point: Point = Point.INPUT
    below: str = ""
    """Id of the element below which the plant file does not show what there is; empty: it does."""
    unplaced: int = 0
    """How many of the explained terminals are recorded right at that one."""
    branches: int = 0
    """Branches of the element that fell together, by something between that the file does not show; 0: most faults."""
    two_routes: tuple[str, ...] = ()
    """Candidates that two routes feed: no span of one alone explains what is dark."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One of the elements that may have failed."""

    element: str
    chance: float
    index: int
    """Tree index; -1 for a supply, which feeds current and no signal."""


class Searching:
    """Works out searches on one plant."""

    def __init__(self, elements: Sequence[Element], topology: Topology) -> None:
        """Take the elements of a plant, and its data tree."""
        self._topology = topology
        self._supplies = frozenset(element.id for element in elements if element.kind in SUPPLIES)
        self._span_m = span_lengths(elements, topology)

    def search(self, fault: Fault) -> Search:
        """Return what a fault leaves to be searched.

        1. Failed elements and levels: the candidates and their spans. Where branches fell that the file joins in
           an element that stands, the fork between is looked for on their spans. Two routes do not fail together:
           where there are, the spans are not searched.
        2. Noise: everything behind the element, since it may enter anywhere.
        3. What is no trouble of the plant leaves nothing to search.
        """
        below, unplaced = self._undrawn(fault)
        if fault.cause not in IN_THE_PLANT:
            return Search(below=below, unplaced=unplaced)
        if fault.cause is Cause.NOISE:
            return self._segment(fault, below, unplaced)
        candidates = self._candidates(fault)
        fork = self._fork(fault)
        twice = [item for item in candidates if fault.cause is Cause.ELEMENT and item.index in self._topology.routes]
        known, unknown = self._lengths(fork or [item.index for item in candidates if item not in twice])
        measure, point = (fault.element, Point.OUTPUT) if fork else self._first(candidates)
        both = tuple(item.element for item in twice)
        return Search(len(candidates), known, unknown, measure, point, below, unplaced, len(fork), both)

    def _candidates(self, fault: Fault) -> list[_Candidate]:
        """Return who may have failed, the one named first."""
        rest = sum(item.probability for item in fault.alternatives)
        shares = [(fault.element, max(fault.probability - rest, 0.0))]
        shares += [(item.element, item.probability) for item in fault.alternatives]
        return [_Candidate(element, chance, self._index(element)) for element, chance in shares]

    def _index(self, element: str) -> int:
        index = None if element in self._supplies else self._topology.index(element)
        return -1 if index is None or index >= len(self._topology) else index

    def _fork(self, fault: Fault) -> list[int]:
        """Return the branches between which and the element an undrawn fork must lie; none for most faults."""
        if fault.cause is not Cause.ELEMENT or fault.alternatives:
            return []
        inside = [item for item in fault.members if item != fault.element and self._covers(fault.element, item)]
        return [index for item in inside if (index := self._index(item)) >= 0]

    def _covers(self, upper: str, lower: str) -> bool:
        return self._topology.covers(upper, lower)

    def _lengths(self, indexes: Sequence[int]) -> tuple[float | None, int]:
        """Return metres of the spans of some elements, None where none is known, and how many are not."""
        spans = self._span_m[[index for index in indexes if index >= 0]]
        unknown = int(np.count_nonzero(np.isnan(spans)))
        if unknown and unknown == len(spans):
            return None, unknown
        return round(float(np.nansum(spans)), 1), unknown

    def _first(self, candidates: Sequence[_Candidate]) -> tuple[str, Point]:
        """Return where to measure first: where the answer is worth most, knowing how likely each candidate is.

        Signal at a point is there or is not, and which it is follows from what failed: so the answer is worth
        as much as it is open. Of equals the one nearest to the headend, which clears most when signal is there.
        """
        total = sum(item.chance for item in candidates)
        points = sorted(self._points(candidates), key=lambda item: item[0])
        worth = [_openness(lost / total) if total > 0.0 else 0.0 for _, _, _, lost in points]
        best = max(range(len(points)), key=lambda i: (round(worth[i], 9), -i), default=-1)
        if best < 0 or worth[best] <= 0.0:
            named = candidates[0]
            return named.element, Point.INPUT if named.index >= 0 else Point.CURRENT
        return points[best][1], points[best][2]

    def _points(self, candidates: Sequence[_Candidate]) -> Iterator[tuple[int, str, Point, float]]:
        """Yield (tree index, element, point, chance that there is no signal, or no current) of who can be measured.

        A supply among the candidates feeds the element named: where its current is gone, so is what lies behind.
        """
        current = sum(item.chance for item in candidates if item.index < 0)
        fed = next((item.index for item in candidates if item.index >= 0), -1)
        for item in candidates:
            if item.index < 0:
                yield -1, item.element, Point.CURRENT, item.chance
                continue
            if KINDS[self._topology.kind[item.index]] in NO_TEST_POINT:
                continue
            above = sum(other.chance for other in candidates if self._is_above(other.index, item.index))
            has_span = self._topology.parent[item.index] >= 0 and item.index not in self._topology.routes
            span = SPAN_SHARE if has_span else 0.0
            starved = current if self._is_above(fed, item.index) else 0.0
            yield item.index, item.element, Point.INPUT, above + span * item.chance + starved
            starved = current if starved or fed == item.index else 0.0
            yield item.index, item.element, Point.OUTPUT, above + item.chance + starved

    def _is_above(self, upper: int, lower: int) -> bool:
        return 0 <= upper < lower < int(self._topology.end[upper])

    def _segment(self, fault: Fault, below: str, unplaced: int) -> Search:
        """Return the search for what enters anywhere behind an element: halved along the metres."""
        index = self._index(fault.element)
        if index < 0:
            return Search(below=below, unplaced=unplaced)
        first, end = index + 1, int(self._topology.end[index])
        known, unknown = self._lengths(range(first, end))
        if first == end:
            return Search(1, known, unknown, fault.element, Point.RETURN, below, unplaced)
        spans = self._span_m[first:end]
        weight = np.nan_to_num(spans) if np.nansum(spans) > 0.0 else np.ones(end - first)
        running = np.concatenate([[0.0], np.cumsum(weight)])
        behind = running[self._topology.end[first:end] - first] - running[:-1]
        half = int(np.argmin(np.abs(behind - running[-1] / 2.0)))
        return Search(
            end - first, known, unknown, self._topology.keys[first + half], Point.RETURN, below, unplaced
        )  # fmt: skip

    def _undrawn(self, fault: Fault) -> tuple[str, int]:
        """Return the element at which most of the explained terminals are recorded for want of knowing better."""
        slots = fault.explains[fault.explains < len(self._topology.tree)]
        place = self._topology.tree[slots] - len(self._topology)
        at = self._topology.terminal_at[place[place >= 0]]
        if not len(at):
            return "", 0
        where, count = np.unique(at, return_counts=True)
        most = int(np.argmax(count))
        kind = KINDS[self._topology.kind[where[most]]]
        if kind in ON_A_DROP or count[most] < MOST_OF_THEM * len(at):
            return "", 0
        return self._topology.keys[int(where[most])], int(count[most])


def _openness(chance: float) -> float:
    """Return the entropy of a yes or no, in bits."""
    chance = min(max(chance, 0.0), 1.0)
    return sum(-part * math.log2(part) for part in (chance, 1.0 - chance) if part > 0.0)
