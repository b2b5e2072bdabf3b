"""Elements in preorder with who hangs on them: what the passes of localisation run over, a whole plant or a part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from maps.tree import Index, Level, in_levels


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Elements in preorder, their terminals sorted by where they hang.

    The segment of element i is elements `i:end[i]` and terminals `start[i]:start[end[i]]`.
    """

    parent: Index
    """intp[n]: -1 for a root."""
    end: Index
    """intp[n]: one past the last element of the segment."""
    kind: NDArray[np.uint8]
    """uint8[n]: index into KINDS."""
    slot: Slots
    """int32[n]: -1 for an element that is not on the roster."""
    terminal_slot: Slots
    """int32[m]: -1 for a terminal that is not on the roster."""
    terminal_at: Index
    """int32[m]: the element each terminal hangs on, ascending; terminals that hang on nothing are left out."""
    start: Index
    """intp[n + 1]: first terminal of each element."""
    by_level: Index
    """intp[n]: tree index by position in level order, siblings side by side."""
    levels: tuple[Level, ...]
    """The levels below the roots, from the top down."""
    observer: Index
    """intp[n]: the nearest element, itself included, whose tables tell of terminals; -1 for none."""
    ground: NDArray[np.float64] | None = None
    """float64[slots, 2]: metres east and north by slot, NaN where nobody knows; None: of nobody."""

    def __len__(self) -> int:
        return len(self.parent)

    def terminals(self, index: int) -> Slots:
        """Return int32[n] slots of every terminal behind the element with this tree index."""
        slots = self.terminal_slot[self.start[index] : self.start[self.end[index]]]
        return slots[slots >= 0]

    def ancestors(self, index: int) -> Iterator[int]:
        """Yield the tree indexes from an element's parent up to its root."""
        while (index := int(self.parent[index])) >= 0:
            yield index

    def children(self, index: int) -> Iterator[int]:
        """Yield the tree indexes of an element's children."""
        child, end = index + 1, int(self.end[index])
        while child < end:
            yield child
            child = int(self.end[child])

    def position(self) -> Index:
        """Return intp[n]: position in level order by tree index."""
        position = np.empty(len(self), dtype=np.intp)
        position[self.by_level] = np.arange(len(self))
        return position

    def part(self, kept: Index, bare: NDArray[np.bool_]) -> Forest:
        """Return the forest of some elements, in which siblings keep their order.

        kept: intp[k] ascending, with the parent and the observer of each; bare: bool[k], whose terminals are left out.
        """
        inside = np.zeros(len(self) + 1, dtype=np.intp)
        inside[kept + 1] = 1
        index = np.cumsum(inside)  # how many are kept before each
        up, observer = self.parent[kept], self.observer[kept]
        up, observer = np.where(up < 0, -1, index[up]), np.where(observer < 0, -1, index[observer])
        by_level, levels = in_levels(up)
        count = np.where(bare, 0, self.start[kept + 1] - self.start[kept])
        start = np.concatenate([[0], np.cumsum(count)])
        return Forest(
            parent=up,
            end=index[self.end[kept]],
            kind=self.kind[kept],
            slot=self.slot[kept],
            terminal_slot=self.terminal_slot[runs(self.start[kept], count)],
            terminal_at=np.repeat(np.arange(len(kept)), count),
            start=start,
            by_level=by_level,
            levels=levels,
            observer=observer,
            ground=self.ground,
        )


def runs(begin: Index, length: Index) -> Index:
    """Return intp[sum of length]: the numbers of runs that begin somewhere, one run after the other."""
    before = np.cumsum(length) - length
    numbers: Index = np.repeat(begin - before, length) + np.arange(int(length.sum()))
    return numbers
