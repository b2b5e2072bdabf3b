"""Power or fibre: what ONUs' last words tell.

One that loses its current says so in a dying gasp; one that loses its light is gone without a word.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from maps.model import Cause, Down, Evidence, Fault
from maps.moments import Floats
from maps.window import at_once, with_piece

#                      untold power light other
BY_CURRENT = np.array([1.0, 0.85, 0.1, 0.05])
"""Chance of each last word from an ONU whose current went: some have no charge left to say it."""
BY_PLANT = np.array([1.0, 0.01, 0.9, 0.09])
"""The same from one whose fibre or OLT went."""
MAINS_PRIOR = 0.5
"""Chance beforehand that it is the mains where everybody behind one element of a PON is gone at once."""
FEWEST_TELLING = 2
"""ONUs whose last word is known for it to decide anything: one may have been switched off."""
SURE = 0.5


def last_words(evidence: Evidence, slots: Slots) -> Floats:
    """Return float64[n]: log likelihood of each one's last word if the plant failed, less that if its home did."""
    logs: Floats = np.log(BY_PLANT / BY_CURRENT)
    if evidence.down is None:
        return np.zeros(len(slots))
    return logs[_words(evidence.down, slots)]


def went_for_light(evidence: Evidence, slots: Slots) -> NDArray[np.bool_]:
    """Return bool[n]: who lost its light, and so was not without current."""
    if evidence.down is None:
        return np.zeros(len(slots), dtype=np.bool_)
    lost: NDArray[np.bool_] = _words(evidence.down, slots) == Down.LIGHT
    return lost


def power_or_fibre(faults: Sequence[Fault], evidence: Evidence, notice_ms: int) -> list[Fault]:
    """Return the faults, those whose ONUs took leave with a dying gasp as outages of the mains.

    Both explanations account for who is silent; what tells them apart is how they went. Splitters of one
    moment are one outage of the mains.
    """
    if evidence.down is None:
        return list(faults)
    result: list[Fault] = []
    for fault in faults:
        mains = _by_current(fault, evidence.down) if fault.cause is Cause.ELEMENT else 0.0
        if mains <= SURE:
            result.append(fault)
            continue
        probability = fault.probability * mains
        found = replace(fault, cause=Cause.MAINS, probability=probability, alternatives=(), members=(fault.element,))
        other = next((one for one in result if one.cause is Cause.MAINS and at_once(one, found, notice_ms)), None)
        if other is None:
            result.append(found)
        else:
            large, small = sorted((other, found), key=lambda one: -len(one.explains))
            result = [with_piece(large, small) if one is other else one for one in result]
    return result


def _by_current(fault: Fault, down: NDArray[np.uint8]) -> float:
    """Return the probability that a fault's ONUs went for want of current, by their last words."""
    words = _words(down, fault.explains)
    words = words[words != Down.UNTOLD]
    if len(words) < FEWEST_TELLING:
        return 0.0
    odds = float(np.log(BY_CURRENT[words] / BY_PLANT[words]).sum()) + math.log(MAINS_PRIOR / (1.0 - MAINS_PRIOR))
    return 1.0 / (1.0 + math.exp(-max(min(odds, 50.0), -50.0)))


def _words(down: NDArray[np.uint8], slots: Slots) -> NDArray[np.intp]:
    """Return intp[n] of Down; UNTOLD for whom nothing is known."""
    words = np.zeros(len(slots), dtype=np.intp)
    known = (slots >= 0) & (slots < len(down))
    words[known] = down[slots[known]]
    return words
