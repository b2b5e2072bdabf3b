"""What the groups of a plant came to when they were last looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from collectors.states import TerminalState
from maps.beneath import Beneath
from maps.forest import Forest
from maps.groups import Groups
from maps.living import Sums
from maps.locate import SUSPECTED, Inference
from maps.moments import IS_UP, NEVER, Offsets
from maps.onset import FAR, Onsets, nothing
from maps.posterior import Below
from maps.tree import Index

LEAST_CHANCE = 0.99 * SUSPECTED
"""A hair less than it takes to be suspected: what it is multiplied with is 1 but for rounding."""


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
        self.noticed_ms: NDArray[np.int64] = np.zeros(k, dtype=np.int64)
        """int64[k]: by when the loss of those in the newest window inside is noticed, UTC ms; 0: no window."""
        self.holds: NDArray[np.bool_] = np.zeros(k, dtype=np.bool_)
        """bool[k]: whether it hangs neither on who was seen when nor on the hour, and nothing is suspected there."""

    def take(
        self,
        which: Index,
        index: Index,
        forest: Forest,
        found: Inference,
        element_state: NDArray[np.uint8],
        notice_ms: int,
        now_ms: int,
    ) -> None:
        """Keep what some groups (intp[j]) came to.

        index: intp[j], tree index of their heads in the forest that was passed over; element_state: uint8[n] of its
        elements.
        """
        at, own = forest.position()[index], element_state[index]
        seen = found.seen
        self._windows.put(which, _shifted(found.when.at(at), now_ms))
        self._below.put(which, found.result.below.at(at))
        self._up[which] = np.rint(seen.live.count[index]).astype(np.int64) - IS_UP[own]
        self._ranging[which] = np.rint(seen.ranging[index]).astype(np.int64) - (own == TerminalState.RANGING)
        self._silent[which] = np.rint(seen.silent[index]).astype(np.int64) - (own == TerminalState.DARK)

        order, end = forest.by_level, forest.end[index]
        noticed = np.empty(len(order), dtype=np.int64)
        noticed[order] = np.where(found.when.agreeing > 0, found.when.before, NEVER)
        noticed = _each(np.maximum, noticed, index, end)
        self.noticed_ms[which] = np.where(noticed > NEVER, noticed + notice_ms + now_ms, 0)
        doubtful = np.empty(len(order), dtype=np.bool_)
        result, forks = found.result, found.weights.forks
        doubtful[order] = result.better | (result.chance >= LEAST_CHANCE) | (False if forks is None else forks)
        self.holds[which] = ~_each(np.logical_or, doubtful, index, end) & (seen.mute.count[index] == 0)

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
