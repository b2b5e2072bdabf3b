"""Whether faults can be one event, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from collectors.model import Slots, no_slots
from maps.model import Fault


def at_once(one: Fault, other: Fault, notice_ms: int) -> bool:
    """Return whether two failures may have happened in the same moment.

    A failure lies between `after_ms`, less the time a CMTS takes to notice, and `before_ms`; where that is
    not known, nothing is said to coincide.
    """
    if not (one.before_ms and other.before_ms):
        return False
    begun = max(one.after_ms or one.before_ms, other.after_ms or other.before_ms) - notice_ms
    return begun <= min(one.before_ms, other.before_ms)


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
