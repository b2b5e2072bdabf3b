"""Branches that no file draws: what it is worth that some of those recorded at an element hang on one that failed."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from maps.assumptions import Assumptions
from maps.forest import Forest, runs
from maps.moments import IS_UP, NEVER, Floats, Offsets
from maps.onset import Onsets
from maps.sightings import Sightings
from maps.silences import Dark
from maps.tree import Index

FEWEST_HIDDEN = 4
"""Terminals that must fall silent together for a branch that no file knows to be thought of."""
MOST_ASLEEP, MANY_ASLEEP = 0.5, 8
"""Share of a building's homes that may go to sleep together, and number of them that may whatever the share."""


def branches(
    forest: Forest, seen: Sightings, onsets: Onsets, log_share: Floats, assumptions: Assumptions, contradicts: float
) -> tuple[Floats, Floats | None, NDArray[np.bool_]]:
    """Return float64[n], what it is worth that a branch the file does not know, and not all right here, failed.

    Then float64[n], the likelihood of that branch's failing by itself, with nothing that is drawn behind it, None
    where that is nowhere thought of; and bool[n], where such a branch was.

    Of `m` terminals recorded right at an element, `k` fell silent in its window and the others were seen
    later. If what failed is a branch between, which `k` it is and how many is drawn evenly; that is weighed
    against the others' contradiction. Where places are known, a branch may be those of some piece of ground, whose
    middle and width are drawn among the `m`. At bedtime, when a building's homes go to sleep together, a branch
    must hold more than half of them. In level order; 0 where nothing is gained.
    """
    order, n = forest.by_level, len(forest)
    before, has_moment, narrow = np.empty(n, np.int64), np.empty(n, dtype=np.bool_), np.empty(n)
    before[order], has_moment[order], narrow[order] = onsets.before, onsets.after > NEVER, log_share
    gained, beside, forks = np.zeros(n), np.full(n, -np.inf), np.zeros(n, dtype=np.bool_)
    fallen = _fallen(forest, seen.dark, onsets)
    gone = np.bincount(seen.dark.at[fallen], minlength=len(forest))
    busy = np.flatnonzero(gone >= FEWEST_HIDDEN)
    if not len(busy):
        return gained, None, forks
    late, which = _alive_at(forest, seen, busy, before[busy] + round(assumptions.notice_delay_s * 1000))
    alive = np.bincount(which, minlength=len(busy))
    amid = np.bincount(which[_amid(forest, seen.dark, fallen, busy, late, which)], minlength=len(busy))
    forked = np.flatnonzero(alive)
    busy, alive, amid = busy[forked], alive[forked], amid[forked]
    amid = np.where(has_moment[busy], amid, alive)  # who has been off for ever did not fall with his neighbours
    k, m = gone[busy], gone[busy] + alive
    ways = np.minimum(_ways(k, m), _ways(k, k + amid) + 2.0 * np.log(m))
    drawn = math.log(assumptions.undrawn) - ways
    few = (k <= MOST_ASLEEP * (k + amid)) | (k < MANY_ASLEEP)
    asleep = seen.habits.bedtime(before[busy], gone[busy]) & few
    gained[busy] = np.where(asleep, 0.0, np.maximum(drawn - alive * contradicts, 0.0))
    told = np.bincount(seen.dark.at[fallen], seen.dark.gain[fallen], n)
    by_itself = ~asleep & has_moment[busy] & (forest.end[busy] > busy + 1)  # with nothing below, it is the same
    beside[busy] = np.where(by_itself, narrow[busy] + told[busy] + drawn, -np.inf)
    forks[busy] = True
    return gained[order], beside[order], forks[order]


def _ways(k: Index, m: Index) -> Floats:
    """Return float64[n]: log of how many ways there are to draw evenly how many of `m` it is, and which `k`."""
    log_factorial = log_factorials(1 << int(m.max(initial=1)).bit_length())
    ways: Floats = log_factorial[m] - log_factorial[k] - log_factorial[m - k] + np.log(m + 1.0)
    return ways


def _fallen(forest: Forest, dark: Dark, onsets: Onsets) -> Index:
    """Return intp[k]: which of the dark are terminals that fell silent within the window of what they hang on."""
    position = forest.position()[dark.at]
    agrees = (dark.after <= onsets.before[position]) & (dark.before >= onsets.after[position])
    return np.flatnonzero(dark.is_terminal & (dark.gain > 0.0) & agrees)


def _alive_at(forest: Forest, seen: Sightings, at: Index, noticed_by: Offsets) -> tuple[Index, Index]:
    """Return the terminals right at some elements that were seen up after a moment of each, and which of those."""
    count = forest.start[at + 1] - forest.start[at]
    here, which = runs(forest.start[at], count), np.repeat(np.arange(len(at)), count)
    late = IS_UP[seen.terminal_state[here]] & (seen.terminal_seen[here] > noticed_by[which])
    return here[late], which[late]


def _amid(forest: Forest, dark: Dark, fallen: Index, at: Index, alive: Index, which: Index) -> NDArray[np.bool_]:
    """Return bool[k]: who of the living right at some elements is no farther from the middle of the fallen than those.

    All of them, where nobody knows the places of the fallen.
    """
    if forest.ground is None:
        return np.ones(len(alive), dtype=np.bool_)
    fallen = fallen[np.isin(dark.at[fallen], at)]
    group, place = np.searchsorted(at, dark.at[fallen]), forest.ground[dark.slot[fallen]]
    count = np.bincount(group, minlength=len(at))
    middle = np.stack([np.bincount(group, axis, len(at)) / count for axis in place.T], axis=1)
    reach = np.zeros(len(at))
    np.maximum.at(reach, group, np.nan_to_num(np.hypot(*(place - middle[group]).T), nan=np.inf))
    apart = np.hypot(*(forest.ground[forest.terminal_slot[alive]] - middle[which]).T)
    near: NDArray[np.bool_] = ~(apart > reach[which])
    return near


@functools.lru_cache(maxsize=2)
def log_factorials(n: int) -> Floats:
    """Return log k! for k below n."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n, dtype=np.float64)))])
