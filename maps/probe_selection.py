"""Whom to ask next: the few whose answers would decide between the explanations that are left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, no_slots
from maps.assumptions import Assumptions
from maps.model import Fault
from maps.moments import Floats

LEAST_BITS = 0.05
"""An answer expected to tell less than this is not worth a packet."""
MOST_EACH = 6
"""Questions about one fault: what that many answers leave open, more of them would too."""
LEAST_LIKELY = 1e-4
"""Explanations less likely than this are not asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """One of the things that may have happened."""

    element: str
    """The element that failed; empty: none."""
    probability: float
    silenced: Slots
    """int32[n], ascending: slots of terminals and devices that would not answer then."""
    itself: int = -1
    """Slot of the element's own transponder, which may answer though the element passes nothing on; -1: none."""


def explanations(
    fault: Fault, silenced: Callable[[str], Slots], slot_of: Callable[[str], int | None]
) -> list[Explanation]:
    """Return what a fault leaves open: that it is the element named, each alternative, or nothing at all.

    silenced: element → slots of whatever would be silent if it failed. The probabilities add up to 1.
    """
    others = {other.element: other.probability for other in fault.alternatives}
    chances = {fault.element: max(fault.probability - sum(others.values()), 0.0), **others}
    chances = {element: chance for element, chance in chances.items() if chance >= LEAST_LIKELY}
    made = []
    for element, chance in chances.items():
        slot = slot_of(element)
        made.append(Explanation(element, chance, np.sort(silenced(element)), -1 if slot is None else slot))
    return [*made, Explanation("", max(1.0 - sum(chances.values()), 0.0), no_slots())]


def worth_asking(
    open_cases: Iterable[Sequence[Explanation]],
    who: Slots,
    is_device: NDArray[np.bool_],
    assumptions: Assumptions,
    most: int,
) -> Slots:
    """Return int32[k], k ≤ `most`: whom of `who` to ask, the most telling first.

    open_cases: of each fault what it may have been. who: int32[n], ascending: who can be asked and of whom it is
    not known whether it is alive now. is_device: bool[n], those that answer for the plant, not for a home.

    Of each fault one after the other is taken that is expected to lessen the entropy most, given that those
    taken before will have answered one way or the other; who would tell the same as somebody taken adds what a
    second witness adds.
    """
    found: dict[int, float] = {}
    for case in open_cases:
        for slot, bits in _of_one(case, who, is_device, assumptions, most):
            found[slot] = max(bits, found.get(slot, 0.0))
    ranked = sorted(found, key=lambda slot: (-found[slot], slot))
    return np.array(ranked[:most], dtype=np.int32)


def _of_one(
    case: Sequence[Explanation], who: Slots, is_device: NDArray[np.bool_], assumptions: Assumptions, most: int
) -> list[tuple[int, float]]:
    """Return (slot, bits it is expected to tell after those before it) for the questions about one fault."""
    chance = np.array([one.probability for one in case])
    if not len(who) or _entropy(chance / chance.sum()) < LEAST_BITS:
        return []
    answers = np.stack([_answering(one, who, is_device, assumptions) for one in case])
    alike, first, kind = np.unique(answers, axis=1, return_index=True, return_inverse=True)
    waiting = [np.flatnonzero(kind.reshape(-1) == i).tolist() for i in range(len(first))]
    branches = (chance / chance.sum())[None, :]
    chosen: list[tuple[int, float]] = []
    while len(chosen) < min(most, MOST_EACH):
        bits = _told(branches, alike)
        bits[[not left for left in waiting]] = 0.0
        best = int(np.argmax(bits))
        if bits[best] < LEAST_BITS:
            break
        place = waiting[best].pop(len(waiting[best]) // 2)  # from the middle: neighbours share more than the tree shows
        chosen.append((int(who[place]), float(bits[best])))
        branches = np.concatenate([branches * alike[:, best], branches * (1.0 - alike[:, best])])
    return chosen


def _answering(one: Explanation, who: Slots, is_device: NDArray[np.bool_], assumptions: Assumptions) -> Floats:
    """Return float64[n]: chance that each answers if this is what happened."""
    alive = np.where(is_device, 1.0 - assumptions.silent_anyway, 1.0 - assumptions.switched_off)
    anyway = assumptions.missed_anyway + assumptions.misplaced
    chance = np.where(np.isin(who, one.silenced), anyway, alive)
    if one.element:
        chance = np.where(who == one.itself, assumptions.answers_though_failed, chance)
    return chance


def _told(branches: Floats, answers: Floats) -> Floats:
    """Return float64[a]: bits expected from each answer, averaged over what was answered before.

    branches: float64[b, h]: joint chance of each course of answers and each explanation. answers: float64[h, a].
    """
    weight = branches.sum(axis=1)
    posterior = branches / np.maximum(weight, 1e-300)[:, None]
    yes = posterior @ answers
    left = posterior @ _binary(answers)
    told: Floats = weight @ (_binary(yes) - left)
    return told


def _binary(chance: Floats) -> Floats:
    """Return the entropy of a yes or no, in bits."""
    p = np.clip(chance, 1e-12, 1.0 - 1e-12)
    bits: Floats = -p * np.log2(p) - (1.0 - p) * np.log2(1.0 - p)
    return bits


def _entropy(chance: Floats) -> float:
    p = chance[chance > 0.0]
    return float(-(p * np.log2(p)).sum())
