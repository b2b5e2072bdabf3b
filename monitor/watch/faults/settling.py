"""Whether a small outage may still be a piece of a larger one that is only beginning to show."""

from __future__ import annotations

import numpy as np

from collectors.states import TerminalState
from maps.model import OUTAGES, Cause, Evidence, Fault
from maps.moments import IS_UP
from maps.places import Places
from monitor.watch.faults.symptoms import REGISTERING_MS

UNSEEN_MS = 150_000
"""Silence that began in an interval wider than this began while nobody looked: its observer was silent itself."""
RETURN_MS = 180_000
"""Terminals of an observer that is back take so long to come back themselves."""
LARGE = 20
"""Terminals an outage explains from which on it is told at once, whatever else shows beside it."""
NEAR_M = 500.0
MOST_OF_IT = 0.5
"""Share of those seen behind a small outage that must be dark for it not to wait for the others."""
FEWEST_BESIDE = 2
LEAST_SHARE_BESIDE = 0.25
"""As many as this beside a small outage, of its own size, and it waits for the rest to show."""


def is_settled(fault: Fault, evidence: Evidence, places: Places, notice_ms: int, now_ms: int) -> bool:
    """Return whether a fault stands by itself, as far as can be known now.

    A CMTS takes its time to notice each dead modem. Homes near by that fell silent in the same moment and
    that the fault does not explain are its other pieces, or those of what is behind both: for as long as
    notices may come in, telling of each piece would be telling of one trouble many times. Silent devices that
    speak for homes nobody sees must have stayed silent for as long: it may have been a moment of our own network.
    Terminals lose their registration one after the other, and who is told first of fifty homes where it is going to
    be four thousand looks in the wrong place.
    """
    if fault.cause not in OUTAGES | {Cause.UPLINK}:
        late = now_ms >= fault.before_ms + REGISTERING_MS + notice_ms
        return fault.cause is not Cause.PROVISIONING or late or _is_most_of_it(fault, evidence)
    if not len(fault.explains):  # our own way is judged as the devices beyond it are
        return fault.cause is Cause.POWER or now_ms >= fault.before_ms + notice_ms
    if fault.after_ms and fault.before_ms - fault.after_ms > UNSEEN_MS:
        return now_ms >= fault.before_ms + RETURN_MS
    if now_ms >= fault.before_ms + notice_ms:
        return True
    if len(fault.explains) < MOST_OF_IT * (len(fault.explains) + _alive(fault, evidence)):
        return False
    return len(fault.explains) >= LARGE or not _has_pieces_beside(fault, evidence, places, notice_ms)


def _is_most_of_it(fault: Fault, evidence: Evidence) -> bool:
    """Return whether most of those behind a fault that are not registered have been so for long enough to count."""
    behind = fault.behind[fault.behind < len(evidence.state)]
    pending = np.count_nonzero(evidence.state[behind] == TerminalState.UNREGISTERED)
    return bool(len(fault.explains) >= MOST_OF_IT * pending)


def _alive(fault: Fault, evidence: Evidence) -> int:
    """Return how many behind a fault were seen up since somebody was first missed."""
    behind = fault.behind[fault.behind < len(evidence.state)]
    alive = IS_UP[evidence.state[behind]] & (evidence.last_seen_ms[behind] >= fault.before_ms)
    return int(np.count_nonzero(alive))


def _has_pieces_beside(fault: Fault, evidence: Evidence, places: Places, notice_ms: int) -> bool:
    moment = evidence.state == TerminalState.DARK
    moment &= (evidence.last_seen_ms - notice_ms <= fault.before_ms) & (evidence.last_seen_ms > 0)
    moment &= evidence.first_missed_ms >= (fault.after_ms or fault.before_ms) - notice_ms
    beside = np.setdiff1d(np.flatnonzero(moment).astype(np.int32), fault.explains)
    if len(beside) < FEWEST_BESIDE:
        return False
    middle = np.nanmean(places.of(fault.explains), axis=0) if _placed(places, fault) else np.full(2, np.nan)
    apart = np.hypot(*(places.of(beside) - middle).T)
    near = int(np.count_nonzero(~(apart > NEAR_M)))  # where nobody knows the place, it may be near
    return near >= max(FEWEST_BESIDE, LEAST_SHARE_BESIDE * len(fault.explains))


def _placed(places: Places, fault: Fault) -> bool:
    return bool(np.isfinite(places.of(fault.explains)).any())
