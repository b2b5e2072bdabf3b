"""Web Mercator as tiles cut it: the world as a square of side one, squares of it, and Morton keys.

x grows eastwards from 180° W, y southwards from 85.05° N.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]
Unit = NDArray[np.float64]
Keys = NDArray[np.int64]

DEPTH = 30
"""Bits of a Morton key for each axis: a square of it is four centimetres wide at the equator."""
DEEPEST_ZOOM = 22
NORTHERNMOST = 85.051_128_779_806_59
"""Latitude at which the square ends."""


class Tile(NamedTuple):
    """A square of the world: one of 4**z."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether there is such a square."""
        return 0 <= self.z <= DEEPEST_ZOOM and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    def keys(self) -> tuple[int, int]:
        """Return the Morton keys of everything in it: first and one past the last."""
        shift = 2 * (DEPTH - self.z)
        mine = int(interleaved(np.array([self.x]), np.array([self.y]))[0])
        return mine << shift, (mine + 1) << shift

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees."""
        side = 0.5**self.z
        (west, east), (north, south) = degrees(
            np.array([self.x * side, (self.x + 1) * side]), np.array([self.y * side, (self.y + 1) * side])
        )
        return float(west), float(south), float(east), float(north)

    def within(self, x: Unit, y: Unit, extent: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return places of the unit square in the tile's own numbers, from 0 to `extent` inside it."""
        scale = float(1 << self.z)
        return (x * scale - self.x) * extent, (y * scale - self.y) * extent


def unit(lon: Degrees, lat: Degrees) -> tuple[Unit, Unit]:
    """Return float64[n] x and y from 0 to 1 of degrees; beyond the last latitude what is on it; NaN stays NaN."""
    sine = np.sin(np.radians(np.clip(lat, -NORTHERNMOST, NORTHERNMOST)))
    return lon / 360.0 + 0.5, 0.5 - np.arctanh(sine) / (2.0 * np.pi)


def degrees(x: Unit, y: Unit) -> tuple[Degrees, Degrees]:
    """Return longitude and latitude of places of the unit square."""
    return (x - 0.5) * 360.0, np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * y))))


def morton(x: Unit, y: Unit) -> Keys:
    """Return int64[n]: keys in whose order every tile of every zoom is one run. No NaN."""
    last = (1 << DEPTH) - 1
    column, row = (np.clip(np.floor(axis * (1 << DEPTH)), 0, last).astype(np.int64) for axis in (x, y))
    return interleaved(column, row)


def interleaved(column: NDArray[np.int64], row: NDArray[np.int64]) -> Keys:
    """Return int64[n]: the bits of column and row by turns, those of the row first."""
    return _spread(column) | _spread(row) << 1


def _spread(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers below 2**32 with a zero before each bit."""
    wide = bits.astype(np.int64)
    for step, mask in (
        (16, 0x0000_FFFF_0000_FFFF),
        (8, 0x00FF_00FF_00FF_00FF),
        (4, 0x0F0F_0F0F_0F0F_0F0F),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ):
        wide = (wide | wide << step) & mask
    return wide
