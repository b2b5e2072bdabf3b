"""Where on the ground nearly everybody went dark in one moment, whatever feeds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times
from maps.topology import Index

CELL_M = 60.0
"""Side of the squares the ground is looked at in: a house and its neighbours."""
REACH = 5
"""Dark squares up to so many apart belong together: streets, yards and a park lie between houses."""
LEAST_SHARE = 0.6
"""Share of a square's homes, of those that were on, that went dark in one moment for the square to be dark."""
FEWEST = 2
"""Homes that must have gone dark in a square."""

Cells = NDArray[np.int64]
NOWHERE = -1
_ROW_BITS = 24
_STEPS = np.arange(-REACH, REACH + 1)
_AROUND: Cells = ((_STEPS[:, None] << _ROW_BITS) + _STEPS).ravel()
_PRIME = 199_999


@dataclass(frozen=True, slots=True, eq=False)
class Gone:
    """Who fell silent, where and when, as columns."""

    slot: Slots
    at: Index
    """intp[n]: tree index of the element it hangs on, or is."""
    homes: NDArray[np.int64]
    """int64[n]: homes a row stands for."""
    after: Times
    """int64[n]: it was still well then, UTC ms, the time a CMTS takes to notice taken off."""
    before: Times
    cell: Cells

    def __len__(self) -> int:
        return len(self.slot)

    def only(self, rows: Index) -> Gone:
        """Return some of the rows."""
        return Gone(
            self.slot[rows], self.at[rows], self.homes[rows], self.after[rows], self.before[rows], self.cell[rows]
        )


def cells(metres: NDArray[np.float64]) -> Cells:
    """Return int64[n]: the square of each place (float64[n, 2], metres); NOWHERE for one that is NaN."""
    known: NDArray[np.bool_] = np.isfinite(metres[:, 0]) & np.isfinite(metres[:, 1])
    at = np.floor(np.where(known[:, None], metres, 0.0) / CELL_M).astype(np.int64) + (1 << (_ROW_BITS - 1))
    return np.where(known, (at[:, 0] << _ROW_BITS) + at[:, 1], NOWHERE)


def reach(squares: Cells) -> Cells:
    """Return every square that belongs together with one of some, ascending."""
    return np.unique(np.unique(squares)[:, None] + _AROUND)


def span(squares: Cells) -> tuple[Cells, Cells]:
    """Return the southernmost and the northernmost square of each column of the rectangle that some squares span."""
    north = squares & ((1 << _ROW_BITS) - 1)
    column = np.arange(squares.min() >> _ROW_BITS, (squares.max() >> _ROW_BITS) + 1) << _ROW_BITS
    return column + north.min(), column + north.max()


def dark_streets(gone: Gone, up_in: Callable[[Cells], NDArray[np.intp]]) -> list[Gone]:
    """Return who went dark together, street by street: groups of dark squares near in place and time.

    up_in: returns how many are up in each of some squares. Who was dark before a square's moment says nothing
    of it; who went dark later was alive then.
    """
    gone = _beside_others(gone)
    if not len(gone):
        return []
    order = np.lexsort((gone.before, gone.cell))
    gone = gone.only(order)
    square, first = np.unique(gone.cell, return_index=True)
    group = np.repeat(np.arange(len(square)), np.diff(np.append(first, len(gone))))
    low, high, homes = _together(gone, group)

    best = _first_of_most(homes, first, group)
    running = np.concatenate([[0], np.cumsum(gone.homes)])
    later = running[np.append(first[1:], len(gone))] - running[high[best]]
    together = homes[best]
    dark = np.flatnonzero((together >= FEWEST) & (together >= LEAST_SHARE * (together + later)))
    alive = later[dark] + up_in(square[dark])
    dark = dark[together[dark] >= LEAST_SHARE * (together[dark] + alive)]
    chosen = best[dark]
    rows = [np.arange(low[i], high[i]) for i in chosen.tolist()]
    moments = [(int(gone.after[i]), int(gone.before[i])) for i in chosen.tolist()]
    joined = _joined(square[dark].tolist(), moments)
    return [gone.only(np.concatenate([rows[i] for i in members])) for members in joined]


def _beside_others(gone: Gone) -> Gone:
    """Return the rows of squares in which enough went dark at all: most who are dark switched off, each alone.

    A few squares with fewer are among them: squares are counted by what is left of their numbers divided by a prime.
    """
    rest = gone.cell % _PRIME
    return gone.only(np.flatnonzero(np.bincount(rest, gone.homes)[rest] >= FEWEST))


def _together(gone: Gone, group: Index) -> tuple[Index, Index, NDArray[np.int64]]:
    """Return for each row the rows of its square that were missed within its interval: from, to, homes.

    Rows are sorted by square and `before`. Whoever one failure silenced was missed after it, and the last
    of them was still seen before it: so the interval of the last holds all of them.
    """
    begin = min(int(gone.after.min()), int(gone.before.min()))
    span = int(gone.before.max()) - begin + 1
    key = group.astype(np.int64) * span + (gone.before - begin)
    low = np.searchsorted(key, group.astype(np.int64) * span + np.maximum(gone.after - begin, 0), side="left")
    high = np.searchsorted(key, key, side="right")
    running = np.concatenate([[0], np.cumsum(gone.homes)])
    return low, high, running[high] - running[low]


def _first_of_most(homes: NDArray[np.int64], first: Index, group: Index) -> Index:
    """Return for each square the row with the most homes together, the earliest of equals."""
    most = np.maximum.reduceat(homes, first)
    candidate = np.where(homes == most[group], np.arange(len(homes)), len(homes))
    best: Index = np.minimum.reduceat(candidate, first)
    return best


def _joined(squares: Sequence[int], moments: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return positions of squares that are near one another and went dark in overlapping moments."""
    position = {cell: i for i, cell in enumerate(squares)}
    left = set(range(len(squares)))
    groups = []
    while left:
        begun = min(left)
        left.discard(begun)
        members, edge = [begun], [begun]
        while edge:
            after, before = moments[edge[-1]]
            near = {position[cell] for cell in (squares[edge.pop()] + _AROUND).tolist() if cell in position} & left
            fresh = [i for i in sorted(near) if moments[i][0] <= before and after <= moments[i][1]]
            left.difference_update(fresh)
            members += fresh
            edge += fresh
        groups.append(sorted(members))
    return groups
