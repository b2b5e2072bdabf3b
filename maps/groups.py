"""A tree cut into groups of about equal size, and the trunk that feeds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.forest import Forest, runs
from maps.tree import Index


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The uppermost segments that are no larger than a size; what feeds several of them is trunk."""

    forest: Forest
    head: Index
    """intp[k] ascending: the uppermost element of each."""
    of: Index
    """intp[n]: group of each element; -1 in the trunk."""
    size: Index
    """intp[k]: elements and terminals."""

    @classmethod
    def cut(cls, forest: Forest, most: int) -> Groups:
        """Cut a forest. most: elements and terminals of a group, unless one element has more."""
        behind = forest.end - np.arange(len(forest)) + forest.start[forest.end] - forest.start[:-1]
        fits = behind <= most
        head = np.flatnonzero(fits & ~(np.append(fits, False)[forest.parent]))
        count = forest.end[head] - head
        of = np.full(len(forest), -1, dtype=np.intp)
        of[runs(head, count)] = np.repeat(np.arange(len(head)), count)
        return cls(forest, head, of, behind[head])

    def __len__(self) -> int:
        return len(self.head)

    def of_elements(self, at: Index) -> NDArray[np.bool_]:
        """Return bool[k]: the groups that some elements are in."""
        marked = np.zeros(len(self) + 1, dtype=np.bool_)  # the last of them: the trunk
        marked[self.of[at]] = True
        return marked[:-1]

    def elements(self, whole: NDArray[np.bool_]) -> Index:
        """Return intp[n] ascending: the elements of some groups (bool[k]), the heads of all others, and the trunk."""
        chosen = self.of < 0
        chosen[self.head] = True
        head = self.head[whole]
        chosen[runs(head, self.forest.end[head] - head)] = True
        return np.flatnonzero(chosen)
