"""What the groups of a plant came to when they were last looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from collectors.states import TerminalState
from maps.beneath import Beneath
from maps.forest import Forest, runs
from maps.groups import Groups
from maps.lately import Lately
from maps.living import Sums
from maps.locate import SUSPECTED, Inference
from maps.moments import IS_UP, NEVER, Offsets
from maps.onset import FAR, Onsets, nothing
from maps.posterior import Below
from maps.tree import Index

LEAST_CHANCE = 0.99 * SUSPECTED
"""A hair less than it takes to be suspected: what it is multiplied with is 1 but for rounding."""


NO_MOMENT = 1 << 60
"""Later than any, in milliseconds."""

T = TypeVar("T", bound=np.generic)


class Memory:
    """Columns by group: what each came to holds while nobody in it changes and its windows are closed."""

    def __init__(self, groups: Groups) -> None:
        """Start knowing nothing."""
        k = len(groups)
        self._groups = groups
        self._windows = nothing(k)
        """In UTC milliseconds, but for NEVER and FAR."""
        self._below = Below.none(k)
        self._up, self._ranging, self._silent = (np.zeros(k, dtype=np.int64) for _ in range(3))
        self._passed_ms: NDArray[np.int64] = np.zeros(k, dtype=np.int64)
        """int64[k]: the newest moment of a window inside that was closed, UTC ms; 0: none."""
        self._awaited_ms: NDArray[np.int64] = np.full(k, NO_MOMENT)
        """int64[k]: the oldest that was not."""
        self.holds: NDArray[np.bool_] = np.zeros(k, dtype=np.bool_)
        """bool[k]: whether it hangs neither on who was seen when nor on the hour, and nothing is suspected there."""

    def take(
        self,
        which: Index,
        index: Index,
        forest: Forest,
        found: Inference,
        element_state: NDArray[np.uint8],
        lately: Lately,
        notice_ms: int,
        now_ms: int,
    ) -> None:
        """Keep what some groups (intp[j]) came to.

        index: intp[j], tree index of their heads in the forest that was passed over; element_state: uint8[n] of its
        elements. The moments of a window are when it began at the earliest and when the loss of those in it is noticed:
        how many were seen after these is what is asked of the living.
        """
        at, own = forest.position()[index], element_state[index]
        seen = found.seen
        self._windows.put(which, _shifted(found.when.at(at), now_ms))
        self._below.put(which, found.result.below.at(at))
        self._up[which] = np.rint(seen.live.count[index]).astype(np.int64) - IS_UP[own]
        self._ranging[which] = np.rint(seen.ranging[index]).astype(np.int64) - (own == TerminalState.RANGING)
        self._silent[which] = np.rint(seen.silent[index]).astype(np.int64) - (own == TerminalState.DARK)

        order, end = forest.by_level, forest.end[index]
        self._keep_moments(which, forest.position(), (index, end), found.when, lately, notice_ms, now_ms)
        doubtful = np.empty(len(order), dtype=np.bool_)
        result, forks = found.result, found.weights.forks
        doubtful[order] = result.better | (result.chance >= LEAST_CHANCE) | (False if forks is None else forks)
        self.holds[which] = ~_each(np.logical_or, doubtful, index, end) & (seen.mute.count[index] == 0)

    def _keep_moments(
        self,
        which: Index,
        position: Index,
        segments: tuple[Index, Index],
        when: Onsets,
        lately: Lately,
        notice_ms: int,
        now_ms: int,
    ) -> None:
        if not len(which):
            return
        begin, end = segments
        when = when.at(position[runs(begin, end - begin)])
        oldest_ms, has_window = np.repeat(lately.of_group[which], end - begin), when.agreeing > 0
        passed, awaited = np.zeros(len(oldest_ms), dtype=np.int64), np.full(len(oldest_ms), NO_MOMENT)
        for moment in (when.after + now_ms, when.before + notice_ms + now_ms):
            is_open = lately.is_open(moment, oldest_ms)
            passed = np.where(has_window & ~is_open, np.maximum(passed, moment), passed)
            awaited = np.where(has_window & is_open, np.minimum(awaited, moment), awaited)
        first = np.cumsum(end - begin) - (end - begin)
        self._passed_ms[which] = np.maximum.reduceat(passed, first)
        self._awaited_ms[which] = np.minimum.reduceat(awaited, first)

    def is_open(self, lately: Lately) -> NDArray[np.bool_]:
        """Return bool[k]: groups whose answer may hang on when those in them who are up were last seen."""
        passed = ~lately.is_open(self._passed_ms, lately.of_group)
        return ~(self.holds & passed & lately.is_beyond(self._awaited_ms, lately.of_group))

    def beneath(self, which: Index, index: Index, now_ms: int) -> Beneath:
        """Return what is known of some groups (intp[j]), given the tree index of their heads in a forest.

        All who are up count as seen just now.
        """
        living = Sums.none(len(which))
        living.count[:] = self._up[which]
        windows = _shifted(self._windows.at(which), -now_ms)
        return Beneath(index, windows, self._below.at(which), living, self._ranging[which], self._silent[which])


def _shifted(windows: Onsets, by_ms: int) -> Onsets:
    """Return windows with their times counted from another moment; where there is none, none."""
    return replace(windows, after=_moved(windows.after, by_ms), before=_moved(windows.before, by_ms))


def _moved(times: Offsets, by_ms: int) -> Offsets:
    return np.where((times > NEVER) & (times < FAR), times + by_ms, times)


def _each(reduce: np.ufunc, values: NDArray[T], begin: Index, end: Index) -> NDArray[T]:
    """Return what runs `begin:end` of values, none empty and each after the one before, come to."""
    if not len(begin):
        return values[:0]
    edges = np.stack([begin, end], axis=1).reshape(-1)
    found: NDArray[T] = reduce.reduceat(np.append(values, values[-1:]), edges)[::2]
    return found
