"""Whether faults can be one event, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from collectors.model import Slots, no_slots
from maps.model import Evidence, Fault

READ_MS = 5000
"""How far apart the rows of one table may be read."""
IN_TURN = 2.5
"""Standard deviations of a rank sum from which on the homes of two faults were not noticed in an order drawn by lot."""


def at_once(one: Fault, other: Fault, notice_ms: int) -> bool:
    """Return whether two failures may have happened in the same moment.

    A failure lies between `after_ms`, less the time a CMTS takes to notice, and `before_ms`; where that is
    not known, nothing is said to coincide.
    """
    if not (one.before_ms and other.before_ms):
        return False
    begun = max(one.after_ms or one.before_ms, other.after_ms or other.before_ms) - notice_ms
    return begun <= min(one.before_ms, other.before_ms)


def one_moment(one: Fault, other: Fault, evidence: Evidence, notice_ms: int) -> bool:
    """Return whether two failures may be one, as their homes were missed.

    A CMTS takes its time to notice each dead modem. Of one failure, whose modem is noticed first is drawn by lot; where
    nearly all homes of one were missed while the other's were still seen, by a rank sum (Mann and Whitney), they failed
    one after the other, be it within that time.
    """
    if not at_once(one, other, notice_ms):
        return False
    these, those = _seen(one, evidence), _seen(other, evidence)
    later = _preceding(those, these, evidence) - _preceding(these, those, evidence)
    deviation = np.sqrt(len(these) * len(those) * (len(these) + len(those) + 1) / 3.0)
    return bool(abs(later) <= IN_TURN * deviation)


def _seen(fault: Fault, evidence: Evidence) -> Slots:
    return fault.explains[evidence.last_seen_ms[fault.explains] > 0]


def _preceding(these: Slots, those: Slots, evidence: Evidence) -> int:
    """Return in how many pairs one of these had been missed when one of those was still seen."""
    missed = np.sort(evidence.first_missed_ms[these] - READ_MS)
    return int(np.searchsorted(missed, evidence.last_seen_ms[those]).sum())


def union(parts: Iterable[Slots]) -> Slots:
    """Return int32[n] ascending: every slot of any part, once."""
    given = list(parts)
    return np.unique(np.concatenate(given)).astype(np.int32) if given else no_slots()


def with_piece(large: Fault, small: Fault) -> Fault:
    """Return a fault with a smaller one of the same event taken into it."""
    return replace(
        large,
        explains=union([large.explains, small.explains]),
        contradicts=union([large.contradicts, small.contradicts]),
        behind=union([large.behind, small.behind]),
        members=(*large.members, small.element, *small.members),
    )
