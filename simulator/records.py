"""What is written down of a plant: its drawings, which are never quite the plant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Knobs:
    """How far the records depart from the plant; each the share, 0 to 1, of what it is about."""

    wrong_parents: float = 0.0
    """Taps, amplifiers and buildings drawn on another cable than the one that feeds them."""
    missing_taps: float = 0.0
    """Street taps in no drawing: what hangs there is drawn on what is above."""
    missing_amplifiers: float = 0.0
    """Amplifiers, without a transponder, in no drawing."""
    missing_branches: float = 0.0
    """Amplifiers in no drawing, nor any tap or building behind them."""
    unknown_insides: float = 0.0
    """Blocks of flats of whose inner amplifier and taps nothing is known: their terminals are known to the building."""
    only_node_known: float = 0.0
    """Terminals of which only the node, or EoC head, is known."""
    only_group_known: float = 0.0
    """Terminals of which only the service group, or PON port, is known."""
    wrong_nodes: float = 0.0
    """Terminals that stand on a tap or building of another node."""
    missing_terminals: float = 0.0
    """Terminals that are not in the file."""
    undrawn_spans: float = 0.0
    """Elements whose cable has no geometry."""
    unplaced: float = 0.0
    """Elements without coordinates."""
    unknown_power: float = 0.0
    """Nodes and amplifiers of which no power supply is written."""
    grid_feeders: float = 0.0
    """Supplies and EoC heads of which it is known what feeder of the mains they are on."""


EXACT = Knobs()
"""The records are the plant."""
OLD_DRAWINGS = Knobs(
    wrong_parents=0.01, missing_taps=0.03, missing_amplifiers=0.03, missing_branches=0.01, unknown_insides=0.35,
    only_node_known=0.02, only_group_known=0.004, wrong_nodes=0.004, missing_terminals=0.002, undrawn_spans=0.10,
    unplaced=0.02, unknown_power=0.15, grid_feeders=0.5,
)  # fmt: skip
"""What a network looks like on paper that has been built on for twenty years."""
