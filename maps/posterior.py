"""Which elements failed, exactly on the tree: one pass up, one pass down, over arrays in level order.

Every element is failed or not, independently beforehand; a failure silences the whole segment, so what
happens below a failed element does not show. All likelihoods are relative to "nothing failed anywhere",
in nats. The one thing that does show below a failed element is what fell silent *earlier*: a child whose
window is EARLIER than its parent's is judged as if its parent stood. A plant file is wrong here and there:
with a small chance an element hangs elsewhere than it says, and its parent's failure does not reach it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.moments import Floats, log_added
from maps.onset import AGREES, EARLIER
from maps.tree import Index, Level


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What the evidence weighs, by element in level order."""

    prior: Floats
    """float64[n]: chance of failure beforehand."""
    common: Floats
    """float64[n]: the segment's likelihood if the element failed within its window, its share included."""
    elsewhere: Floats
    """float64[n]: the same if it failed at another moment, which explains nothing."""
    own: Floats
    """float64[n]: correction when the element itself failed rather than one above it."""
    observed: Floats
    """float64[n]: how many in the segment have evidence at all."""
    relation: NDArray[np.int8]
    """int8[n]: the window's relation to the parent's."""
    under: Floats | None = None
    """float64[n]: what the segment adds to its parent's `common`, in that one's window; None: nothing is misplaced."""
    excusable: Floats | None = None
    """float64[n]: share of what contradicts in the segment's own window that does in its parent's; None: all."""
    hidden: Floats | None = None
    """float64[n]: how much better `common` is where only a part of those right at the element is behind the failure."""
    forks: NDArray[np.bool_] | None = None
    """bool[n]: where such a part was thought of, be it worth nothing now; None: nowhere."""
    beside: Floats | None = None
    """float64[n]: the likelihood, relative to its standing, of the failure of a part of those right at it which no
    file draws, and behind which nothing that is drawn hangs; -inf: not thought of; None: nowhere."""
    misplaced: float = 0.0
    """Chance that an element hangs elsewhere than the file says, so that its parent's failure does not reach it."""


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """The conclusion, by element in level order."""

    first: Floats
    """float64[n]: probability that this element failed and none above it did (or only later)."""
    score: Floats
    """float64[n]: log of `first` less log of the prior: what the evidence alone says."""
    named: NDArray[np.bool_]
    """bool[n]: the uppermost element of each failure in the most probable explanation."""
    chance: Floats
    """float64[n]: probability that it failed if none above it did: never much less than `first`."""
    better: NDArray[np.bool_]
    """bool[n]: what is named is among these, whatever is the matter above."""
    below: Below


@dataclass(frozen=True, slots=True, eq=False)
class Below:
    """What comes up to each element from those it feeds, added up, by element in level order."""

    sound: Floats
    """float64[n]: what they come to if it stands."""
    most_sound: Floats
    """float64[n]: the same of the best explanation."""
    earlier: Floats
    """float64[n]: what shows of them though it failed, for they were dark earlier."""
    most_earlier: Floats
    excused: Floats
    """float64[n]: how much better its failure explains them where they may hang elsewhere."""
    most_excused: Floats
    lone_failed: Floats
    """float64[n]: the failure of the only one of them with anything observed, if there is just one."""

    @classmethod
    def none(cls, n: int) -> Below:
        """Return what comes up where there is nobody below."""
        nothing = cls(*(np.zeros(n) for _ in range(7)))
        nothing.lone_failed[:] = -np.inf
        return nothing

    def columns(self) -> tuple[Floats, ...]:
        """Return the columns in order."""
        return (
            self.sound, self.most_sound, self.earlier, self.most_earlier, self.excused, self.most_excused,
            self.lone_failed,
        )  # fmt: skip

    def at(self, where: Index) -> Below:
        """Return what comes up to some elements, in the order given."""
        return Below(*(column[where] for column in self.columns()))

    def put(self, where: Index, others: Below) -> None:
        """Write those of others at some places."""
        for column, values in zip(self.columns(), others.columns(), strict=True):
            column[where] = values


@dataclass(frozen=True, slots=True, eq=False)
class _Upward:
    """Sums from the bottom up; `z` adds the possibilities up, `most` takes the best of them."""

    failed: Floats
    sound: Floats
    z: Floats
    window_share: Floats
    beside_share: Floats
    """float64[n]: if it failed, the chance that only such a part did: what is drawn below is judged as if it stood."""
    is_beside: NDArray[np.bool_]
    """bool[n]: the same in the most probable explanation."""
    most_failed: Floats
    most_sound: Floats
    lone: NDArray[np.bool_]
    spared: Floats
    """float64[n]: chance that a segment is not reached by its parent's failure, because it hangs elsewhere."""
    is_spared: NDArray[np.bool_]
    """bool[n]: the same in the most probable explanation."""


def posterior(weights: Weights, levels: tuple[Level, ...], known: tuple[Index, Below] | None = None) -> Posterior:
    """Return posterior and most probable explanation.

    known: leaves, by position in level order, to which something comes up all the same: what was found before of
    elements below them that are left out.

    Sets of failures that darken the same observed terminals through the same segments count as one
    explanation: the chance of a chain of elements with nothing observed between them is that of any of
    them failing, and failures nobody could see are left open.
    """
    below = Below.none(len(weights.prior))
    if weights.hidden is not None:
        below.excused[:], below.most_excused[:] = weights.hidden, weights.hidden
    if known is not None:
        below.put(*known)
    up = _upward(weights, levels, below)
    first, context, chance = _first_failed(weights, up, levels)
    named, better = _most_probable(weights, up, levels)
    with np.errstate(divide="ignore"):
        score = np.log(context) + up.failed - np.log(weights.prior) - up.z
    return Posterior(first=first, score=score, named=named, chance=chance, better=better, below=below)


def _upward(weights: Weights, levels: tuple[Level, ...], below: Below) -> _Upward:
    n = len(weights.prior)
    log_failed, log_sound = np.log(weights.prior), np.log1p(-weights.prior)
    earlier, most_earlier = below.earlier, below.most_earlier
    excused, most_excused = below.excused, below.most_excused
    lone = np.zeros(n, dtype=np.bool_)
    failed, sound, z, window_share, most_failed, most_sound = (np.empty(n) for _ in range(6))
    spared, beside_share = np.zeros(n), np.zeros(n)
    is_spared, is_beside = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    up = _Upward(
        failed, sound, z, window_share, beside_share, is_beside, most_failed, most_sound, lone, spared, is_spared
    )
    excusable = np.ones(n) if weights.excusable is None else weights.excusable
    alone = None if weights.beside is None else weights.beside - weights.own

    def settle(start: int, stop: int) -> None:
        here = slice(start, stop)
        window = weights.common[here] + earlier[here] + excused[here]
        beside = None if alone is None else alone[here] + below.sound[here]
        failed, up.window_share[here], up.beside_share[here] = _mixed(window, beside, weights.elsewhere[here])
        up.failed[here] = log_failed[here] + failed + weights.own[here]
        up.sound[here] = log_sound[here] + below.sound[here]
        up.z[here] = log_added(up.failed[here], up.sound[here])
        most = weights.common[here] + most_earlier[here] + most_excused[here]
        most_beside = -np.inf if alone is None else alone[here] + below.most_sound[here]
        up.is_beside[here] = most_beside > most
        most = log_added(np.maximum(most, most_beside), weights.elsewhere[here])
        most = log_failed[here] + most + weights.own[here]
        up.most_failed[here] = log_added(most, log_sound[here] + below.lone_failed[here])
        up.most_sound[here] = log_sound[here] + below.most_sound[here]

    for level in reversed(levels):
        settle(level.start, level.stop)
        here, parents, first = slice(level.start, level.stop), level.parents, level.first
        seen = weights.observed[here]
        lone[here] = (seen > 0) & (seen == weights.observed[level.parent])
        most = np.where(seen > 0, np.maximum(up.most_failed[here], up.most_sound[here]), 0.0)
        below.sound[parents] = np.add.reduceat(up.z[here], first)
        below.most_sound[parents] = np.add.reduceat(np.where(lone[here], up.most_sound[here], most), first)
        below.lone_failed[parents] = np.maximum.reduceat(np.where(lone[here], up.most_failed[here], -np.inf), first)
        kept = _kept(weights.relation[here], up.z[here], earlier[here])
        most_kept = _kept(weights.relation[here], most, most_earlier[here])
        earlier[parents], most_earlier[parents] = np.add.reduceat(kept, first), np.add.reduceat(most_kept, first)
        if weights.under is not None:
            hangs, elsewhere = np.log1p(-weights.misplaced), np.log(weights.misplaced) - weights.under[here]
            free = elsewhere + up.z[here] - kept  # what was dark earlier is counted already
            counting = (weights.relation[here] == AGREES) * excusable[here]  # else its excuses are of another moment
            hangs_all, most_hangs = hangs + excused[here] * counting, hangs + most_excused[here] * counting
            more = log_added(hangs_all, free)
            excused[parents] += np.add.reduceat(more, first)
            up.spared[here] = np.exp(free - more)
            most_free = elsewhere + most - most_kept
            up.is_spared[here] = (most_free > most_hangs) & ~lone[here]
            most_more = np.where(up.is_spared[here], most_free, most_hangs)
            most_excused[parents] += np.add.reduceat(most_more, first)
    settle(0, levels[0].start if levels else n)
    return up


def _mixed(window: Floats, beside: Floats | None, elsewhere: Floats) -> tuple[Floats, Floats, Floats | float]:
    """Return the log of what a failure in its window, of a branch beside and at another time come to; two shares of it.

    beside: None where no such branch is thought of.
    """
    failed = log_added(window, elsewhere)
    if beside is None:
        return failed, np.exp(window - failed), 0.0
    failed = log_added(failed, beside)
    return failed, np.exp(window - failed), np.exp(beside - failed)


def _kept(relation: NDArray[np.int8], own: Floats, below: Floats) -> Floats:
    """Return what of each segment shows although its parent failed: all that was dark earlier, at whatever depth.

    own: by segment, what it comes to by itself; below: what of it was dark earlier than its own failure.
    """
    return np.where(relation == EARLIER, own, np.where(relation == AGREES, below, 0.0))


def _first_failed(weights: Weights, up: _Upward, levels: tuple[Level, ...]) -> tuple[Floats, Floats, Floats]:
    """Return each element's probability to be the first failed one, that none above has, and that it fails then."""
    n = len(weights.prior)
    fails = np.exp(up.failed - up.z)
    passes = np.exp(up.sound - up.z) + fails * up.beside_share
    context, silenced = np.ones(n), np.zeros(n)
    roots = slice(0, levels[0].start if levels else n)
    silenced[roots] = fails[roots] * up.window_share[roots]
    for level in levels:
        here, parent = slice(level.start, level.stop), level.parent
        relation, above = weights.relation[here], silenced[parent]
        spared = np.where(relation == EARLIER, 1.0, up.spared[here])
        context[here] = context[parent] * passes[parent] + above * spared
        reached = np.where(relation == AGREES, above * (1.0 - spared), 0.0)
        silenced[here] = context[here] * fails[here] * up.window_share[here] + reached
    return context * fails, context, fails


def _most_probable(
    weights: Weights, up: _Upward, levels: tuple[Level, ...]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the uppermost elements of the failures in the most probable explanation, and all that might be."""
    n = len(weights.prior)
    better = (up.most_failed > up.most_sound) & (weights.observed > 0)
    judged, named, silenced = np.ones(n, np.bool_), np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    roots = slice(0, levels[0].start if levels else n)
    named[roots] = better[roots]
    silenced[roots] = better[roots] & ~up.is_beside[roots]
    for level in levels:
        here, parent = slice(level.start, level.stop), level.parent
        relation, above = weights.relation[here], silenced[parent]
        stands = judged[parent] & (~named[parent] | up.is_beside[parent])
        judged[here] = stands | (((relation == EARLIER) | up.is_spared[here]) & above)
        named[here] = judged[here] & better[here] & ~(up.lone[here] & stands)
        silenced[here] = (named[here] & ~up.is_beside[here]) | ((relation == AGREES) & above & ~up.is_spared[here])
    return named, better
