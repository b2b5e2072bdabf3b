"""Episodes: falls that came close together behind one node, out of all those that came one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times
from maps.learning.pieces import FEWEST

WIDEST_MS = 180_000
"""A fall that began in an interval wider than this says nothing of when."""


@dataclass(frozen=True, slots=True, eq=False)
class Falls:
    """Terminals that fell silent: who, behind which node, and between which two moments."""

    slot: Slots
    node: NDArray[np.intp]
    """intp[n]: tree index of the node; -1: behind none."""
    after_ms: Times
    before_ms: Times

    def __len__(self) -> int:
        return len(self.slot)

    def only(self, chosen: NDArray[np.bool_]) -> Falls:
        """Return those chosen."""
        return Falls(self.slot[chosen], self.node[chosen], self.after_ms[chosen], self.before_ms[chosen])

    def and_more(self, more: Falls) -> Falls:
        """Return these and more."""
        return Falls(
            np.concatenate([self.slot, more.slot]),
            np.concatenate([self.node, more.node]),
            np.concatenate([self.after_ms, more.after_ms]),
            np.concatenate([self.before_ms, more.before_ms]),
        )


def episodes(falls: Falls, notice_ms: int) -> Iterator[Falls]:
    """Yield the falls of each moment in which several terminals behind one node fell, the densest first of each node.

    A CMTS notices the homes of one failure one after the other, within `notice_ms`; windows of that width are laid
    where they hold most, so that the failure is found among people who go to bed.
    """
    telling = falls.only((falls.node >= 0) & (falls.before_ms - falls.after_ms <= WIDEST_MS))
    order = np.lexsort((telling.before_ms, telling.node))
    telling = Falls(telling.slot[order], telling.node[order], telling.after_ms[order], telling.before_ms[order])
    starts = np.flatnonzero(np.diff(telling.node, prepend=-2))
    stops = np.flatnonzero(np.diff(telling.node, append=-2)) + 1
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        if stop - start >= FEWEST:
            yield from _densest(telling.only(_range(len(telling), start, stop)), notice_ms)


def _densest(falls: Falls, notice_ms: int) -> Iterator[Falls]:
    """Yield windows of one node's falls, which are in order of time."""
    while len(falls) >= FEWEST:
        until = np.searchsorted(falls.before_ms, falls.before_ms + notice_ms, side="right")
        first = int(np.argmax(until - np.arange(len(falls))))
        last = int(until[first])
        if last - first < FEWEST:
            return
        here = _range(len(falls), first, last)
        yield falls.only(here)
        falls = falls.only(~here)


def _range(n: int, start: int, stop: int) -> NDArray[np.bool_]:
    chosen = np.zeros(n, dtype=np.bool_)
    chosen[start:stop] = True
    return chosen
