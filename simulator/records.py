"""What is written down of a plant: its drawings, which are never quite the plant."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.city import City
from simulator.streets import Point


@dataclass(frozen=True, slots=True)
class Knobs:
    """How far the records depart from the plant; each the share, 0 to 1, of what it is about."""

    wrong_parents: float = 0.0
    """Street taps, amplifiers and buildings drawn on another cable than the one that feeds them."""
    missing_taps: float = 0.0
    """Street taps in no drawing: what hangs there is drawn on what is above."""
    missing_amplifiers: float = 0.0
    """Street amplifiers without a transponder in no drawing."""
    missing_branches: float = 0.0
    """Street amplifiers in no drawing, nor any plant behind them."""
    unknown_insides: float = 0.0
    """Buildings of whose inner amplifier and taps nothing is known: their terminals are known to the building."""
    only_node_known: float = 0.0
    """Terminals of which only the node, or the EoC head, is known."""
    only_group_known: float = 0.0
    """Terminals of which only the service group, or the PON port, is known."""
    wrong_nodes: float = 0.0
    """Terminals drawn on a tap or building of another node or head."""
    missing_terminals: float = 0.0
    """Terminals that are not in the file."""
    undrawn_spans: float = 0.0
    """Elements whose cable has no geometry."""
    unplaced: float = 0.0
    """Plant in the street without coordinates."""
    unknown_power: float = 0.0
    """Nodes and amplifiers of which no power supply is written."""
    grid_feeders: float = 0.0
    """Power supplies of which the feeder of the mains they are plugged into is written."""


EXACT = Knobs()
"""The records are the plant."""
OLD_DRAWINGS = Knobs(
    wrong_parents=0.01, missing_taps=0.03, missing_amplifiers=0.03, missing_branches=0.01, unknown_insides=0.35,
    only_node_known=0.02, only_group_known=0.004, wrong_nodes=0.004, missing_terminals=0.002, undrawn_spans=0.10,
    unplaced=0.02, unknown_power=0.15, grid_feeders=0.5,
)  # fmt: skip
"""What a network looks like on paper that has been built on for twenty years."""


@dataclass(frozen=True, slots=True)
class Records:
    """A plant as written; everything is indexed by element of the city."""

    city: City
    written: tuple[bool, ...]
    """Whether it is in the file at all."""
    parents: tuple[int, ...]
    """Element it is drawn on; -1 for the headend, and for what is not written."""
    placed: tuple[bool, ...]
    """Whether it has coordinates."""
    routes: tuple[tuple[Point, ...], ...]
    """Way of its cable as drawn, degrees; empty where none is."""
    supplies: tuple[int, ...]
    """Power supply it is written to live on; -1: none."""
    feeders: tuple[str, ...]
    """Feeder of the mains, as far as known."""

    def nearest(self, element: int) -> str:
        """Return the id of the nearest written element at or, along the true plant, above an element."""
        while not self.written[element]:
            element = self.city.elements[element].parent
        return self.city.elements[element].id

    def parent_of(self, element_id: str) -> str:
        """Return the id of what an element is drawn on; empty for the headend, and for what is not written."""
        parent = self.parents[self.city.number[element_id]]
        return self.city.elements[parent].id if parent >= 0 else ""
