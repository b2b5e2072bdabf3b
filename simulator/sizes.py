"""How large a simulated town is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Quantities a town is drawn to."""

    name: str
    nodes: int
    """Optical nodes, each with a territory of its own."""
    amplifiers: int
    """Amplifiers in the whole town, exactly."""
    homes: int
    """Connected homes; a few have two terminals, a few have none."""
    columns: int
    """Street corners of a territory from west to east."""
    rows: int
    """Street corners of a territory from south to north."""


SIZES = {"tiny": Size("tiny", nodes=2, amplifiers=12, homes=290, columns=4, rows=4)}
