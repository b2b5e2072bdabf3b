"""Draws a town, its plant and its people from a seed."""

from __future__ import annotations

from simulator.city import City
from simulator.sizes import Size, TinySize
from simulator.tiny import draw_tiny
from simulator.urban import draw_urban


def draw_city(seed: int, size: Size) -> City:
    """Draw a town of a size; the same seed gives the same town."""
    return draw_tiny(seed, size) if isinstance(size, TinySize) else draw_urban(seed, size)
