"""Zones of the mains: cells of the town's electricity, which nobody laid out after the cable plant."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random

from simulator.streets import Point

CELL_M = 520.0
"""How far apart the transformer stations stand."""

_Cell = tuple[int, int]


@dataclass(slots=True)
class Mains:
    """Which zone a place gets its mains from: that of the nearest station of a skewed, uneven grid."""

    draw: Random
    askew: float
    """Radians the grid of stations is turned against the streets."""
    _stations: dict[_Cell, Point] = field(default_factory=dict)
    """Where a station stands, in the turned grid, in cells."""
    _zones: dict[_Cell, int] = field(default_factory=dict)

    def zone(self, at: Point) -> int:
        """Return the zone of a place, numbered from 0 as they are first asked for."""
        east, north = math.cos(self.askew), math.sin(self.askew)
        x, y = (at[0] * east + at[1] * north) / CELL_M, (at[1] * east - at[0] * north) / CELL_M
        around = [(math.floor(x) + i, math.floor(y) + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        nearest = min(around, key=lambda cell: math.dist(self._station(cell), (x, y)))
        return self._zones.setdefault(nearest, len(self._zones))

    @property
    def zones(self) -> int:
        """Number of zones anybody is in."""
        return max(len(self._zones), 1)

    def _station(self, cell: _Cell) -> Point:
        if cell not in self._stations:
            self._stations[cell] = (cell[0] + self.draw.uniform(0.2, 0.8), cell[1] + self.draw.uniform(0.2, 0.8))
        return self._stations[cell]


def draw_mains(draw: Random) -> Mains:
    """Draw the mains of a town."""
    return Mains(draw, draw.uniform(0.3, 1.2))
