"""The way of the cable to each element: as it was drawn, or a plausible one that says it was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.area import METRES_PER_DEGREE
from maps.model import TERMINALS, Element
from maps.tree import cut_cycles

SHORT_LEG_M = 15.0
"""A corner that saves less is none: the cable may as well go straight."""


class Course(StrEnum):
    """How the way of a cable is known."""

    DRAWN = "drawn"
    """The plant file has it."""
    CORNER = "corner"
    """Not drawn: along the longer axis first, then one corner and the shorter, as cables follow streets."""
    STRAIGHT = "straight"
    """Not drawn: a drop, or nothing to turn for."""


@dataclass(frozen=True, slots=True)
class Span:
    """The cable that feeds an element."""

    element: str
    feeder: str
    """Id of the nearest element above it that has a place."""
    line: shapely.LineString
    """From the feeder to the element, WGS-84; a drawn one as it was drawn."""
    course: Course


def places(elements: Sequence[Element]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return float64[n] degrees east and north, NaN where an element has no place."""
    lon, lat = (np.array(list(map(attrgetter(name), elements)), dtype=np.float64) for name in ("lon", "lat"))
    return lon, lat


def parents(elements: Sequence[Element]) -> NDArray[np.intp]:
    """Return intp[n]: index of each element's parent; -1 where it has none, or was its own ancestor."""
    index = {element.id: at for at, element in reversed(list(enumerate(elements)))}
    return cut_cycles(np.fromiter((index.get(element.parent, -1) for element in elements), np.intp, len(elements)))


def feeders(parent: NDArray[np.intp], lon: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return intp[n]: the nearest element above each that has a place, -1 where none has; the tree has no circles."""
    above = parent.copy()
    while len(without := np.flatnonzero((above >= 0) & ~np.isfinite(lon[above]))):
        above[without] = parent[above[without]]
    return above


def joined(feeder: NDArray[np.intp], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return bool[n]: whether a cable between two known places feeds each element, be it drawn or not."""
    found: NDArray[np.bool_] = (feeder >= 0) & np.isfinite(lon)
    found &= (lon != lon[feeder]) | (lat != lat[feeder])
    return found


def spans(elements: Sequence[Element]) -> Iterator[Span]:
    """Yield the span of each element that has one: drawn, or between two places that are known."""
    lon, lat = places(elements)
    above = feeders(parents(elements), lon)
    between_places = joined(above, lon, lat)
    for at, element in enumerate(elements):
        feeder = elements[above[at]].id if above[at] >= 0 else ""
        if isinstance(element.geometry, shapely.LineString):
            yield Span(element.id, feeder, element.geometry, Course.DRAWN)
        elif between_places[at]:
            start, end = (float(lon[above[at]]), float(lat[above[at]])), (float(lon[at]), float(lat[at]))
            yield Span(element.id, feeder, *_plausible(start, end, is_drop=element.kind in TERMINALS))


def _plausible(
    start: tuple[float, float], end: tuple[float, float], *, is_drop: bool
) -> tuple[shapely.LineString, Course]:
    """Return a way from `start` to `end`, degrees, and which sort it is."""
    east_m = abs(end[0] - start[0]) * METRES_PER_DEGREE * np.cos(np.radians(start[1]))
    north_m = abs(end[1] - start[1]) * METRES_PER_DEGREE
    if is_drop or min(east_m, north_m) < SHORT_LEG_M:
        return shapely.LineString([start, end]), Course.STRAIGHT
    corner = (end[0], start[1]) if east_m >= north_m else (start[0], end[1])
    return shapely.LineString([start, corner, end]), Course.CORNER
