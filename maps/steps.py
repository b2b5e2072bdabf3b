"""Where a level stepped: elements behind which many terminals' signal changed in one moment while they stay up.

A terminal's signal may change for reasons of its own at any time: a connector, another splitter at home. That
several behind one element did so within the same hour is another matter, be they a fifth of those behind it:
not everybody's reading shows it. What changes slowly over days never counts as changed at all; that is for whoever
says what is usual.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from maps.living import up_by_segment
from maps.moments import NEVER, Floats, Offsets, offsets
from maps.onset import Doubts, Onsets, onsets
from maps.shares import FEWEST, Found, Named, Tally, Trouble, accounting, behind, of_terminals
from maps.silences import Dark
from maps.topology import Topology, nodes

LATE_MS = 3_600_000
"""How much later than the first a terminal's reading may show what befell all: readings scatter, and an amplifier that
drifts away does so over hours."""
SPELL_MS = 86_400_000.0
"""How long a terminal's own change goes on being one, before it has become usual."""
COINCIDENCE = 0.05
"""Share of such changes that began close enough to a given moment to look like one event."""
TOGETHER = 2.0
"""How much more often terminals that share nothing change in the same hour than the rest of the town just now."""
MOST = 0.3
"""However many change elsewhere, one more is still a small sign."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Whose signal is not what it used to be, and since when, as columns by slot."""

    moved: NDArray[np.bool_]
    """bool[n]: changed."""
    seen: NDArray[np.bool_]
    """bool[n]: has a reading that says whether it changed."""
    fine_ms: NDArray[np.int64]
    """int64[n]: the last reading that was as usual, UTC ms; 0: none."""
    moved_ms: NDArray[np.int64]
    """int64[n]: the first that was not, UTC ms; 0: none since."""


def stepped(topology: Topology, steps: Steps, trouble: Trouble, now_ms: int) -> tuple[Found, ...]:
    """Return the elements behind which signals changed in one moment, in tree order.

    1. Every element gets the window of time that most of the changes behind it have in common.
    2. Who changed within it speaks for the element, the more the rarer such changes are by themselves; whose
       reading was as usual after it speaks against, unless only a share shows it. Who had changed before, and
       who has not been read since, says nothing.
    3. The passes over the tree of any other trouble: which elements, with what they cannot be told from.
    """
    moved = of_terminals(topology, steps.moved & steps.seen)
    if int(moved.sum()) < FEWEST:
        return ()
    fine = of_terminals(topology, steps.seen & ~steps.moved)
    slot = np.clip(topology.terminal_slot, 0, len(steps.moved) - 1)
    read = offsets(steps.fine_ms[slot], now_ms)
    changes = _changes(topology, steps, np.flatnonzero(moved), fine, trouble.usual, now_ms)
    when = onsets(topology, changes, Doubts(LATE_MS))
    tally = _tally(topology, when, moved, fine, read)
    return tuple(
        _found(topology, named, changes, (when.after[at], when.before[at]), (fine, read), now_ms)
        for named in accounting(topology, tally, trouble)
        for at in np.flatnonzero(topology.by_level == named.index)
    )


def _changes(
    topology: Topology, steps: Steps, who: NDArray[np.intp], fine: NDArray[np.bool_], usual: float, now_ms: int
) -> Dark:
    """Return the changes as onsets take them: where, between when and when, and how much each tells."""
    slot = topology.terminal_slot[who]
    before = np.where(steps.moved_ms[slot] > 0, np.maximum(steps.moved_ms[slot] - now_ms, NEVER), 0)
    was_fine = offsets(steps.fine_ms[slot], now_ms)
    after = np.minimum(np.where(was_fine > NEVER, was_fine - LATE_MS, NEVER), before)
    alone = usual * np.clip((before - after) / SPELL_MS, COINCIDENCE, 1.0)
    alone = np.maximum(alone, _elsewhere(nodes(topology)[topology.terminal_at], who, before, fine))
    every = np.ones(len(who), dtype=np.bool_)
    return Dark(topology.terminal_at[who], slot, after, before, -np.log(alone), every)


def _elsewhere(group: NDArray[np.intp], who: NDArray[np.intp], before: Offsets, fine: NDArray[np.bool_]) -> Floats:
    """Return float64[k]: chance of each change by what happened in its hour under other nodes: weather is no fault."""
    groups = int(group.max(initial=0)) + 1
    everybody = np.bincount(group[who], minlength=groups) + np.bincount(group[fine], minlength=groups)
    mine = group[who]
    near = _within(np.zeros(len(who), np.int64), before) - _within(mine.astype(np.int64), before)
    others = np.maximum(everybody.sum() - everybody[mine], 1)
    chance: Floats = np.minimum(TOGETHER * near / others, MOST)
    return chance


def _within(group: NDArray[np.int64], before: Offsets) -> NDArray[np.int64]:
    """Return int64[k]: how many of each one's group changed within half of LATE_MS of it, itself among them."""
    key = group * (1 << 42) + before + (1 << 41)
    ordered = np.sort(key)
    near: NDArray[np.int64] = np.searchsorted(ordered, key + LATE_MS // 2, side="right") - np.searchsorted(
        ordered, key - LATE_MS // 2
    )
    return near


def _tally(topology: Topology, when: Onsets, moved: NDArray[np.bool_], fine: NDArray[np.bool_], read: Offsets) -> Tally:
    """Return who counts for and against each element, in level order.

    Who was read as usual before the first change was seen, and after what changed was last read as usual, speaks
    against from the middle of that time on: by then, as likely as not, it had happened.
    """
    order = topology.by_level
    as_usual = up_by_segment(topology, fine, read).at(order)
    changed = behind(topology, moved)[order]
    began = when.agreeing > 0
    last_fine = np.where(when.after > NEVER, np.minimum(when.after + LATE_MS, when.before), when.before)
    since_s = np.where(began, (last_fine + when.before) / 2000.0, -np.inf)
    return Tally(
        count=when.agreeing,
        spared=np.rint(as_usual.after(since_s)) + when.later,
        gain=when.gain,
        observed=as_usual.count + changed,
        relation=when.relation,
    )


def _found(
    topology: Topology,
    named: Named,
    changes: Dark,
    window: tuple[np.int64, np.int64],
    usual: tuple[NDArray[np.bool_], Offsets],
    now_ms: int,
) -> Found:
    after, before = int(window[0]), int(window[1])
    low, high = np.searchsorted(changes.at, [named.index, topology.end[named.index]])
    here = slice(int(low), int(high))
    agrees = (changes.after[here] <= before) & (changes.before[here] >= after)
    troubled = changes.slot[here][agrees]
    fine, read = usual
    segment = slice(topology.start[named.index], topology.start[topology.end[named.index]])
    spared = topology.terminal_slot[segment][fine[segment] & (read[segment] > before)]
    first = Found(named.index, named.probability, troubled, spared, named.alternatives)
    earliest = changes.before[here][agrees].min(initial=0)
    began = changes.after[here][agrees & (changes.before[here] == earliest)].max(initial=NEVER)
    return replace(
        first,
        after_ms=now_ms + int(began) + LATE_MS if began > NEVER else 0,
        before_ms=now_ms + int(earliest),
    )
