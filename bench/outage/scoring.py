"""What a method's verdicts are worth beside what is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.outage.model import Truth, Verdict
from maps.model import Cause

FEWEST = 4
"""Terminals that must be seen to lose service for a fault to count."""
LEAST_SHARE = 0.5
"""Of a verdict's terminals, the share a fault must have taken for the verdict to be about it."""
SAME_HOMES = 0.8
"""Of the homes in a zone of the mains, the share a verdict must hold, and of the verdict's, those in the zone."""
ZONE = "zone_out"
OF_POWER = frozenset({Cause.POWER, Cause.MAINS})


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said of one fault."""

    truth: Truth
    verdict: Verdict | None
    """The verdict about it that holds most of its terminals; None: nothing was said."""
    exact: bool
    rank: int | None
    """Place of the first right element among those named, from 1; None where none is."""
    candidates: int
    metres: float
    """Length of the spans that lead to the elements named: what a crew has to walk."""

    @property
    def counts(self) -> bool:
        """Whether enough terminals were seen to lose service for an answer to be owed."""
        return len(self.truth.lost) >= FEWEST

    @property
    def told_apart(self) -> bool | None:
        """Whether power was told from plant, rightly; None where nobody could tell, or nothing was said."""
        if self.truth.power_told is None or self.verdict is None:
            return None
        return (self.verdict.cause in OF_POWER) is self.truth.power_told


def mark(truths: Sequence[Truth], verdicts: Sequence[Verdict], metres: Mapping[str, float]) -> list[Mark]:
    """Return what was said of each fault.

    metres: element → length of its span. A verdict is about the fault that took most of its terminals, if that
    took half of them.
    """
    about: dict[int, list[tuple[int, Verdict]]] = {}
    for verdict in verdicts:
        place, shared = belongs(verdict, truths)
        if place is not None and verdict.told:
            about.setdefault(place, []).append((shared, verdict))
    marks = []
    for place, truth in enumerate(truths):
        said = [verdict for _, verdict in sorted(about.get(place, []), key=lambda pair: -pair[0])]
        marks.append(_mark(truth, said, metres))
    return marks


def belongs(verdict: Verdict, truths: Sequence[Truth]) -> tuple[int | None, int]:
    """Return which fault a verdict is about, None for none, and how many terminals they share."""
    shared = [len(np.intersect1d(verdict.terminals, truth.lost)) for truth in truths]
    best = max(range(len(truths)), key=lambda place: shared[place], default=None)
    if best is None or not shared[best] or shared[best] < LEAST_SHARE * len(verdict.terminals):
        return None, 0
    return best, shared[best]


def is_right(verdict: Verdict, truth: Truth) -> bool:
    """Return whether the failure is among the elements a verdict names."""
    return _place(verdict, truth) is not None


def strangers(truths: Sequence[Truth], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts told that are about nothing true, though they speak of terminals."""
    return [one for one in verdicts if one.told and len(one.terminals) and belongs(one, truths)[0] is None]


def _mark(truth: Truth, said: Sequence[Verdict], metres: Mapping[str, float]) -> Mark:
    if not said:
        return Mark(truth, None, exact=False, rank=None, candidates=0, metres=0.0)
    first = said[0]
    rank = _place(first, truth)
    walked = sum(metres.get(element, 0.0) for element in first.candidates)
    return Mark(truth, first, rank == 1 and first.cause in truth.causes, rank, len(first.candidates), walked)


def _place(verdict: Verdict, truth: Truth) -> int | None:
    """Return the place of the first right element among those named; a zone has no element, only its homes."""
    if truth.kind == ZONE and verdict.cause in OF_POWER:
        shared = len(np.intersect1d(verdict.terminals, truth.lost))
        same = shared >= SAME_HOMES * max(len(verdict.terminals), len(truth.lost))
        return 1 if same else None
    return next((place for place, one in enumerate(verdict.candidates, 1) if one in truth.accepted), None)
