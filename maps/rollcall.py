"""Roll call: in which state everybody of a tree is, and rows of evidence in the tree's order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from collectors.states import TerminalState
from maps.forest import Forest
from maps.model import Evidence
from maps.moments import IS_UP, is_up
from maps.topology import Topology

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

    by_slot: NDArray[np.uint8]
    """uint8[slots] of TerminalState: everybody the evidence knows."""

    @classmethod
    def of(cls, forest: Forest, evidence: Evidence) -> RollCall:
        """Call the roll."""
        terminal = rows(evidence.state, forest.terminal_slot, TerminalState.UNKNOWN)
        element = rows(evidence.state, forest.slot, TerminalState.UNKNOWN)
        up_at = np.bincount(forest.terminal_at[is_up(terminal)], minlength=len(forest))
        return cls(terminal, element, up_at, evidence.state)

    @classmethod
    def since(cls, before: RollCall | None, topology: Topology, evidence: Evidence) -> RollCall:
        """Call the roll of a plant in which every slot has one place, going on from an earlier one."""
        evidence = replace(evidence, state=evidence.state.copy())  # the columns go on changing
        if before is None or len(before.by_slot) != len(evidence.state):
            return cls.of(topology, evidence)
        n = len(topology)
        moved = np.flatnonzero(evidence.state[: len(topology.tree)] != before.by_slot[: len(topology.tree)])
        at, state = topology.tree[moved], evidence.state[moved]
        own, hung = (at >= 0) & (at < n), at >= n
        terminal, element, up_at = before.terminal.copy(), before.element.copy(), before.up_at.copy()
        element[at[own]] = state[own]
        homes = at[hung] - n
        step = IS_UP[state[hung]].astype(np.int64) - IS_UP[terminal[homes]]
        terminal[homes] = state[hung]
        np.add.at(up_at, topology.terminal_at[homes], step)
        return cls(terminal, element, up_at, evidence.state)


def rows(column: NDArray[T], slot: Slots, nothing: int = 0) -> NDArray[T]:
    """Return what a column by slot says of each; `nothing` of strangers: -1, and slots beyond its end."""
    if len(slot) and (slot.min() < 0 or slot.max() >= len(column)):
        found = np.full(len(slot), nothing, dtype=column.dtype)
        known = (slot >= 0) & (slot < len(column))
        found[known] = column[slot[known]]
        return found
    return column.take(slot)
