"""When each element would have failed: the moment that most of the silence behind it has in common.

Terminals switched off three days ago are no evidence of a fault today. So every element gets one
window of time, found from the bottom up: of the windows of its children and of the silences right at
it, the one that the most telling silences agree with. Who agrees counts as explained; who fell silent earlier was
silent already; who was still seen later contradicts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.forest import Forest
from maps.moments import NEVER, Floats, Offsets
from maps.silences import Dark
from maps.tree import Index, Level

FAR = 1 << 41
EXACT = 1e6
"""Nats are compared as millionths, so that equals are equal in whatever order they were added up."""
EARLIER, AGREES, LATER = -1, 0, 1
OF_ITS_OWN = 10.0
"""What a failure more costs, in nats: about the logarithm of a piece of plant's chance to be failed just now."""
UNSEEN_TELLS = 0.25
"""What the silence of somebody never seen alive counts beside one that was seen to begin."""


@dataclass(frozen=True, slots=True, eq=False)
class Onsets:
    """Windows in level order: the failure would have happened after `after` and before `before`.

    Where nothing is dark, `after` is NEVER and `before` is FAR.
    """

    after: Offsets
    before: Offsets
    gain: Floats
    """float64[n]: what the silences that agree speak for a failure, in nats."""
    agreeing: Floats
    """float64[n]: how many agree."""
    later: Floats
    """float64[n]: how many were still seen alive after the window."""
    relation: NDArray[np.int8]
    """int8[n]: whether an element's own window is EARLIER than its parent's, AGREES or is LATER."""

    def at(self, where: Index | slice) -> Onsets:
        """Return those of some elements, in the order given."""
        return Onsets(
            self.after[where],
            self.before[where],
            self.gain[where],
            self.agreeing[where],
            self.later[where],
            self.relation[where],
        )

    def put(self, where: Index | slice, others: Onsets) -> None:
        """Write those of others at some places; how they stand to their parents' is not known yet."""
        self.after[where], self.before[where] = others.after, others.before
        self.gain[where], self.agreeing[where], self.later[where] = others.gain, others.agreeing, others.later


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against a window, in nats."""

    notice_ms: int
    """How far the silences of one failure may lie apart."""
    later: float = 0.0
    """What one terminal seen alive after it speaks against it."""
    elsewhere: float = 0.0
    """What a whole branch that hangs elsewhere than the plant file says does."""


def onsets(forest: Forest, dark: Dark, doubts: Doubts, known: tuple[Index, Onsets] | None = None) -> Onsets:
    """Return the window of every element, in level order.

    known: leaves, by position in level order, whose windows are given; none of `dark` hangs on them.
    """
    found = nothing(len(forest))
    own = _at_elements(forest, dark, Doubts(doubts.notice_ms))
    if known is not None:
        own.put(*known)
    found.put(slice(None), own)
    for level in reversed(forest.levels):
        _merge_level(level, found, own, doubts)
    return found


def nothing(n: int) -> Onsets:
    """Return the windows of n elements behind which nothing is dark."""
    return Onsets(
        np.full(n, NEVER, dtype=np.int64),
        np.full(n, FAR, dtype=np.int64),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n, dtype=np.int8),
    )


def _at_elements(forest: Forest, dark: Dark, doubts: Doubts) -> Onsets:
    """Return the windows of the silences right at each element, children left aside, in level order."""
    own = nothing(len(forest))
    if not len(dark.at):
        return own
    first = np.flatnonzero(np.diff(dark.at, prepend=-1))
    count = np.diff(np.append(first, len(dark.at)))
    position = forest.position()
    group = position[dark.at[first]]
    own.after[group] = np.maximum.reduceat(dark.after, first)
    own.before[group] = np.minimum.reduceat(dark.before, first)
    own.gain[group] = np.add.reduceat(dark.gain, first)
    own.agreeing[group] = count
    has_unseen = np.logical_or.reduceat(dark.after <= NEVER, first) & (own.after[group] > NEVER)
    split = has_unseen | (own.after[group] > own.before[group])
    if split.any():
        run = np.repeat(split, count)
        ones, zeros = np.ones(int(run.sum())), np.zeros(int(run.sum()))
        entries = Entries(position[dark.at[run]], dark.after[run], dark.before[run], dark.gain[run], ones, zeros, zeros)
        _settle(entries, own, doubts)
    return own


def _merge_level(level: Level, found: Onsets, own: Onsets, doubts: Doubts) -> None:
    """Give the parents of one level their windows, from their children's and their own silences."""
    here, parents, first = slice(level.start, level.stop), level.parents, level.first
    found.after[parents] = np.maximum(own.after[parents], np.maximum.reduceat(found.after[here], first))
    found.before[parents] = np.minimum(own.before[parents], np.minimum.reduceat(found.before[here], first))
    found.gain[parents] += np.add.reduceat(found.gain[here], first)
    found.agreeing[parents] += np.add.reduceat(found.agreeing[here], first)
    found.later[parents] += np.add.reduceat(found.later[here], first)
    is_split = np.zeros(level.start, dtype=np.bool_)
    is_split[parents] = found.after[parents] > found.before[parents]
    unseen = np.flatnonzero((found.after[here] <= NEVER) & (found.agreeing[here] > 0))
    is_split[level.parent[unseen]] |= found.after[level.parent[unseen]] > NEVER
    lone = parents[(own.agreeing[parents] > 0) & (own.after[parents] <= NEVER)]
    is_split[lone] |= found.after[lone] > NEVER
    split = parents[is_split[parents]]
    if not len(split):
        return
    child = level.start + np.flatnonzero(is_split[level.parent] & (found.agreeing[here] > 0))
    self_ = split[own.agreeing[split] > 0]
    source = np.concatenate([level.parent[child - level.start], self_])
    agreeing = np.concatenate([found.agreeing[child], own.agreeing[self_]])
    later = np.concatenate([found.later[child], own.later[self_]])
    gain = np.concatenate([found.gain[child], own.gain[self_]])
    against = doubts.later * (agreeing + later)
    hangs_elsewhere = doubts.elsewhere - _by_itself(gain[: len(child)])
    against[: len(child)] = np.minimum(against[: len(child)], hangs_elsewhere)
    entries = Entries(
        source,
        np.concatenate([found.after[child], own.after[self_]]),
        np.concatenate([found.before[child], own.before[self_]]),
        gain,
        agreeing,
        later,
        against,
    )
    found.relation[child] = _settle(entries, found, doubts)[: len(child)]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Windows that belong to the same elements and do not all agree."""

    group: Index
    """intp[n]: the element each belongs to, as position in level order."""
    after: Offsets
    before: Offsets
    gain: Floats
    agreeing: Floats
    later: Floats
    against: Floats
    """float64[n]: what each speaks against a window it is later than, in nats: below 0 where it rather hangs
    elsewhere and failed by itself."""


def _settle(entries: Entries, target: Onsets, doubts: Doubts) -> NDArray[np.int8]:
    """Write the window most of a group agrees with into `target`; return each entry's relation to it.

    An entry never seen alive may join a window and does not narrow it: missed before all who were seen, it was off
    already when first looked for.
    """
    groups, local = np.unique(entries.group, return_inverse=True)
    after, before = _most_agreed(local, len(groups), entries, doubts)
    relation = np.zeros(len(local), dtype=np.int8)
    relation[entries.before < after[local]] = EARLIER
    relation[entries.after > before[local]] = LATER
    agrees, later = relation == AGREES, relation == LATER
    seen = agrees & (entries.after > NEVER)

    common = np.full(len(groups), NEVER, dtype=np.int64)
    np.maximum.at(common, local[agrees], entries.after[agrees])
    until = np.full(len(groups), FAR, dtype=np.int64)
    np.minimum.at(until, local[seen], entries.before[seen])
    off_already = agrees & ~seen & (until[local] < FAR) & (entries.before < until[local])
    relation[off_already] = EARLIER
    agrees &= ~off_already
    np.minimum.at(until, local[agrees], entries.before[agrees])
    late = np.where(later, entries.agreeing + entries.later, np.where(agrees, entries.later, 0.0))

    target.after[groups] = np.minimum(common, until)
    target.before[groups] = until
    target.gain[groups] = np.bincount(local, np.where(agrees, entries.gain, 0.0), len(groups))
    target.agreeing[groups] = np.bincount(local, np.where(agrees, entries.agreeing, 0.0), len(groups))
    target.later[groups] = np.bincount(local, late, len(groups))
    return relation


def _most_agreed(local: Index, groups: int, entries: Entries, doubts: Doubts) -> tuple[Offsets, Offsets]:
    """Return for each group the entry's window that its silences speak for most; the latest of equals.

    Those that ended in it speak for it; those that ended earlier, once they are enough to be a failure of their
    own that is explained besides; those that ended later speak against it, for they were seen alive.

    An entry never seen alive began at any time before it was missed: it may join a window, but its
    own is taken to be as narrow as others' are, or it would gather every episode of the past. And it counts for
    less: that a few homes were off when first looked for tells of no moment at all.
    """
    unseen = entries.after <= NEVER
    narrow = np.where(unseen, np.maximum(entries.before - doubts.notice_ms, NEVER), entries.after)
    telling = np.where(unseen, UNSEEN_TELLS * entries.gain, entries.gain)
    key = (local.astype(np.int64) << 42) + (entries.before + FAR)
    order = np.argsort(key, kind="stable")
    ordered, group = key[order], local[order]
    low = np.searchsorted(ordered, (group.astype(np.int64) << 42) + (narrow[order] + FAR), side="left")
    high = np.searchsorted(ordered, ordered, side="right")
    first = np.searchsorted(group, np.arange(groups))
    support = _sums(telling[order], low, high)
    if doubts.later:
        besides = np.where(unseen, 0.0, _by_itself(entries.gain))
        support += _sums(besides[order], first[group], low)
        by_start = np.argsort((local.astype(np.int64) << 42) + (narrow + FAR), kind="stable")
        starts = ((local.astype(np.int64) << 42) + (narrow + FAR))[by_start]
        end = np.searchsorted(local[by_start], group, side="right")
        support -= _sums(entries.against[by_start], np.searchsorted(starts, ordered, side="right"), end)
    most = np.maximum.reduceat(support, first)
    candidate = np.where(support == most[group], np.arange(len(group)), -1)
    best = order[np.maximum.reduceat(candidate, first)]
    return narrow[best], entries.before[best]


def _by_itself(gain: Floats) -> Floats:
    """Return float64[n]: what silences are worth as a failure of their own, where they are enough to be one."""
    worth: Floats = np.maximum(gain - OF_ITS_OWN, 0.0)
    return worth


def _sums(values: Floats, low: Index, high: Index) -> NDArray[np.int64]:
    """Return int64[n]: sums of runs of values, in millionths; a run that ends before it begins is empty."""
    running = np.concatenate([[0], np.cumsum(np.rint(values * EXACT).astype(np.int64))])
    total: NDArray[np.int64] = running[np.maximum(high, low)] - running[low]
    return total
