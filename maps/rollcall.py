"""Roll call: in which state everybody of a tree is, and rows of evidence in the tree's order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from collectors.states import TerminalState
from maps.forest import Forest
from maps.model import Evidence
from maps.moments import IS_UP, is_up

Counts = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class RollCall:
    """States in tree order; whoever the evidence does not know is UNKNOWN."""

    terminal: NDArray[np.uint8]
    """uint8[m] of TerminalState."""
    element: NDArray[np.uint8]
    """uint8[n] of TerminalState: of each element's own transponder."""
    up_at: Counts
    """int64[n]: terminals right at each element that are up."""

    @classmethod
    def of(cls, forest: Forest, evidence: Evidence, before: RollCall | None = None) -> RollCall:
        """Call the roll. before: an earlier one of the same forest, from which to go on counting."""
        terminal = rows(evidence.state, forest.terminal_slot, TerminalState.UNKNOWN)
        element = rows(evidence.state, forest.slot, TerminalState.UNKNOWN)
        if before is None:
            return cls(terminal, element, np.bincount(forest.terminal_at[is_up(terminal)], minlength=len(forest)))
        moved = np.flatnonzero(terminal != before.terminal)
        step = IS_UP[terminal[moved]].astype(np.int64) - IS_UP[before.terminal[moved]]
        up_at = before.up_at.copy()
        np.add.at(up_at, forest.terminal_at[moved], step)
        return cls(terminal, element, up_at)


def rows(column: NDArray[T], slot: Slots, nothing: int = 0) -> NDArray[T]:
    """Return what a column by slot says of each; `nothing` of strangers: -1, and slots beyond its end."""
    if len(slot) and (slot.min() < 0 or slot.max() >= len(column)):
        found = np.full(len(slot), nothing, dtype=column.dtype)
        known = (slot >= 0) & (slot < len(column))
        found[known] = column[slot[known]]
        return found
    return column.take(slot)
