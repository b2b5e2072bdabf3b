"""What the evidence weighs for and against the failure of each element."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from maps.assumptions import Assumptions
from maps.forest import Forest
from maps.living import Up
from maps.moments import NEVER, Floats, Offsets
from maps.onset import AGREES, LATER, Doubts, Onsets
from maps.posterior import Weights
from maps.sightings import Sightings
from maps.silences import narrowness
from maps.topology import KINDS
from maps.undrawn import branches, log_factorials

DIM_OF_ITSELF = 0.3
"""Share of an element's failures that are its fibre's: the others leave it its light."""


def weigh(forest: Forest, seen: Sightings, onsets: Onsets, assumptions: Assumptions) -> Weights:
    """Return the weights for the tree passes, in level order.

    Behind an element that failed within its window,

    1. who fell silent in the window speaks for the failure, since so many homes do not switch off at once;
    2. who was silent earlier says nothing: off already;
    3. who was seen alive within the CMTS's delay after the window may yet be noticed: that some are
       noticed and others not is as likely as the draw of just those; whose CMTS is silent is not noticed by anybody;
    4. who was seen alive later contradicts, whether silent by now or not;
    5. who is ranging contradicts weakly;
    6. who was last seen before the window says nothing of it.
    """
    order = forest.by_level
    notice_ms = assumptions.notice_delay_s * 1000.0
    contradicts = _contradiction(assumptions)
    ranging = seen.ranging[order] * np.log(assumptions.ranging_while_failed)

    live, mute = seen.live.at(order), seen.mute.at(order)
    up = live.count + mute.count
    any_dark = onsets.agreeing > 0
    noticed_by_s = np.where(any_dark, (onsets.before + notice_ms) / 1000.0, -np.inf)
    seen_later = live.after(noticed_by_s) + mute.after(noticed_by_s)
    firm = seen_later + onsets.later
    pending = live.after(np.where(any_dark, onsets.after / 1000.0, -np.inf)) - live.after(noticed_by_s)
    pending = np.where(any_dark, np.rint(pending), 0.0)

    share = np.where(any_dark, narrowness(onsets.after, onsets.before, assumptions), 1.0)
    with np.errstate(divide="ignore"):
        elsewhere = np.log1p(-share) + (up + onsets.later) * contradicts + ranging
    hidden, beside, forks = branches(forest, seen, onsets, np.log(share), assumptions, contradicts)
    under, excusable = _under_parents(forest, onsets, (live, mute), noticed_by_s, seen_later, contradicts)
    return Weights(
        prior=_priors(assumptions)[forest.kind[order]],
        common=np.log(share) + onsets.gain + staggered(onsets.agreeing, pending) + firm * contradicts + ranging,
        elsewhere=elsewhere,
        own=_own(forest, seen, onsets, assumptions, notice_ms),
        observed=seen.observed[order],
        relation=onsets.relation,
        under=under + ranging,
        excusable=excusable,
        hidden=hidden,
        forks=forks,
        beside=beside,
        misplaced=assumptions.misplaced,
    )


def doubts(assumptions: Assumptions) -> Doubts:
    """Return what speaks against a window, as the windows of elements are chosen."""
    notice_ms = round(assumptions.notice_delay_s * 1000)
    return Doubts(notice_ms, -_contradiction(assumptions), -math.log(assumptions.misplaced))


def _contradiction(assumptions: Assumptions) -> float:
    """Return what one terminal seen alive speaks against a failure above it, in nats.

    Either the CMTS is wrong about it, or the plant file is about where it hangs.
    """
    anyway = assumptions.missed_anyway + assumptions.misplaced
    return math.log(anyway / (1.0 - assumptions.switched_off))


def _under_parents(
    forest: Forest,
    onsets: Onsets,
    groups: tuple[Up, Up],
    noticed_by_s: Floats,
    firm: Floats,
    contradicts: float,
) -> tuple[Floats, Floats]:
    """Return what those of each segment say in its parent's window, and what share of its own contradictions counts.

    Both are float64[n] in level order.
    groups: who is up, those apart whose observer is silent. firm: how many of them contradict each element's
    own window. Where nothing is dark, the window is that of the
    nearest element above with one. What the branches of an element say is made to add up to what it says
    itself: both are read off means and widths, and an excuse must never outweigh what it excuses. Nor must one
    that was found further down, among more than are counted here.
    """
    up = sum((group.count for group in groups), start=np.zeros(len(firm)))
    late, window_s, firm, own = np.zeros(len(up)), noticed_by_s.copy(), firm.copy(), firm
    for level in forest.levels:
        here, parents = slice(level.start, level.stop), level.parents
        above_s = window_s[level.parent]
        raw = sum((group.at(here).after(above_s) for group in groups), start=np.zeros(len(above_s)))
        branches, below = np.add.reduceat(raw, level.first), np.add.reduceat(up[here], level.first)
        right_here = (up[parents] - below) * firm[parents] / np.maximum(up[parents], 1.0)
        scale = np.maximum(firm[parents] - right_here, 0.0) / np.maximum(branches, 1e-9)
        runs = np.diff(np.append(level.first, len(raw)))
        late[here] = np.where(raw > 0.0, raw * np.repeat(scale, runs), 0.0)
        windowless = np.isneginf(window_s[here])
        window_s[here] = np.where(windowless, above_s, window_s[here])
        firm[here] = np.where(windowless, late[here], firm[here])
    dark_later = np.where(onsets.relation == LATER, onsets.agreeing + onsets.later, 0.0)
    dark_later += np.where(onsets.relation == AGREES, onsets.later, 0.0)
    agreeing = np.where(onsets.relation == AGREES, onsets.gain, 0.0)
    counted, of_own = late + dark_later, own + onsets.later
    excusable = np.clip(counted / np.where(of_own > 0.0, of_own, 1.0), 0.0, 1.0)
    return agreeing + counted * contradicts, np.where(of_own > 0.0, excusable, 1.0)


def staggered(noticed: Floats, pending: Floats) -> Floats:
    """Return the log likelihood that, of those a fault silences, just these are noticed and those not yet.

    The share noticed so far is unknown, so it is averaged over: of `noticed + pending` that fall silent
    in any order, the chance of one particular set, once it is known how many. 0 where none is pending.
    """
    result = np.zeros(len(noticed))
    where = np.flatnonzero((pending > 0) & (noticed > 0))
    k, m = noticed[where].astype(np.intp), pending[where].astype(np.intp)
    if len(where):
        log_factorial = log_factorials(1 << int((k + m).max()).bit_length())
        result[where] = log_factorial[k] + log_factorial[m] - log_factorial[k + m] + np.log((k + 1) / (k + m + 1))
    return result


def _priors(assumptions: Assumptions) -> NDArray[np.float64]:
    return np.array([assumptions.prior(kind) for kind in KINDS])


def _own(
    forest: Forest, seen: Sightings, onsets: Onsets, assumptions: Assumptions, notice_ms: float
) -> NDArray[np.float64]:
    """Return the correction where an element's own transponder answers after the window.

    It contradicts a failure above it as any terminal does, a failure of the element itself less: the
    transponder may live where the amplifier behind it does not. One that gets too little light is not what failed,
    unless it is the fibre into it.
    """
    own = np.zeros(len(forest))
    own[seen.own_up] = np.log(assumptions.answers_though_failed) - _contradiction(assumptions)
    dim = np.zeros(len(forest))
    dim[seen.dim] = math.log(DIM_OF_ITSELF)
    last: Offsets = np.full(len(forest), NEVER, dtype=np.int64)
    last[seen.own_up] = seen.own_seen
    order = forest.by_level
    after_window = (last[order] > onsets.before + notice_ms) | (onsets.agreeing == 0)
    return np.where(after_window, own[order], 0.0) + np.where(onsets.agreeing > 0, dim[order], 0.0)
