"""Where affected premises lie: the union of their footprints, in metres, back in degrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.model import Area

PREMISES_M = 18.0
"""Radius drawn about a premises whose building is not known."""

MARGIN_M = 4.0
"""Margin drawn about a known building or parcel."""

NEAR_M = 12.0
"""Footprints up to twice this far apart are one area."""

KEEP_OUT_M = 8.0
"""Radius cut out about a premises that is not affected, where that much room is left."""

SAME_PLACE_M = 1.0
"""Premises this close share a building, whichever of them is affected."""

TOLERANCE_M = 1.5
"""How far the outline may be moved to save vertices."""

METRES_PER_DEGREE = 111_195.0

MOST_DISCS = 4000
"""Discs drawn at most: where more premises are affected, near ones share a larger disc. Their union is what
takes the time, and nobody reads a town that is dark altogether house by house."""

_CORNERS = 3
"""Corners of a quarter circle: few, since the union of hundreds of circles is what takes the time."""

_AROUND = 1.0 / np.cos(np.pi / (4 * _CORNERS))
"""A polygon this much wider lies around the circle instead of within it."""

Degrees = NDArray[np.float64]
Shapes = NDArray[Any]
"""object[n] of geometries"""


def area(
    lon: Degrees,
    lat: Degrees,
    healthy_lon: Degrees | None = None,
    healthy_lat: Degrees | None = None,
    footprints: Sequence[shapely.Geometry | None] | Shapes | None = None,
    healthy_footprints: Sequence[shapely.Geometry] | Shapes = (),
) -> Area:
    """Return where affected premises lie, covering all of them and no healthy one.

    lon, lat: float64[n], WGS-84, NaN for a premises without a place; healthy_lon, healthy_lat: float64[m]
    of premises that are not affected; footprints: n buildings or parcels, drawn instead of a disc, None where that is
    not known; healthy_footprints: those of premises that are not affected, in any order. A healthy home in the same
    place as an affected one (the flat above), or on the same ground, cannot be left out.
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    placed = np.isfinite(lon) & np.isfinite(lat)
    count = int(placed.sum())
    if not count:
        return Area(shapely.Polygon(), 0, len(lon))
    plane = _Plane(float(lon[placed].mean()), float(lat[placed].mean()))
    metres = plane.metres(lon[placed], lat[placed])
    places = np.unique(metres, axis=0)
    own = _objects([None] * len(lon) if footprints is None else footprints)[placed]
    on_it = shapely.contains_xy(plane.onto(own), *metres.T)
    known = plane.onto(_objects({id(shape): shape for shape in own if shape is not None}.values()))
    outline = _outline(np.unique(metres[~on_it], axis=0), known)
    if len(healthy_footprints):
        outline = _without(outline, places, plane.onto(_objects(healthy_footprints)))
    if healthy_lon is not None and healthy_lat is not None:
        outline = _leave_out(outline, places, plane.metres(*_near(plane.back(outline), healthy_lon, healthy_lat)))
    return Area(plane.back(outline), count, len(lon) - count)


class _Plane:
    """Metres about a point: true to a thousandth over a city."""

    def __init__(self, lon: float, lat: float) -> None:
        self._origin = np.array([lon, lat])
        self._scale = np.array([METRES_PER_DEGREE * np.cos(np.radians(lat)), METRES_PER_DEGREE])

    def metres(self, lon: Degrees, lat: Degrees) -> NDArray[np.float64]:
        """Return float64[n, 2]: metres east and north; places that are not known left out."""
        points = np.column_stack([lon, lat]).astype(np.float64)
        known: NDArray[np.float64] = (points[np.isfinite(points).all(axis=1)] - self._origin) * self._scale
        return known

    def onto(self, geometries: Shapes) -> Shapes:
        """Return object[n]: geometries in metres, None where there is none."""
        moved: Shapes = shapely.transform(geometries, lambda points: (points - self._origin) * self._scale)
        return moved

    def back(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Return a geometry in degrees."""
        return shapely.transform(geometry, lambda points: points / self._scale + self._origin)


def _objects(shapes: Iterable[shapely.Geometry | None]) -> Shapes:
    return np.array([*shapes], dtype=object)


def _outline(places: NDArray[np.float64], buildings: Shapes) -> shapely.Geometry:
    """Return the union of footprints, joined over small gaps, with few vertices."""
    discs, more_m = _thinned(places)
    wide = shapely.buffer(shapely.points(discs), (PREMISES_M + NEAR_M + more_m) * _AROUND, quad_segs=_CORNERS)
    grown = shapely.buffer(buildings, (MARGIN_M + NEAR_M) * _AROUND, quad_segs=_CORNERS)
    joined = shapely.disjoint_subset_union_all(np.concatenate([wide, grown]))
    return shapely.simplify(shapely.buffer(joined, -NEAR_M, quad_segs=_CORNERS), TOLERANCE_M)


def _thinned(places: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return at most MOST_DISCS centres, and how many metres the farthest of their premises lies off."""
    cell_m, centres = 0.0, places
    while len(centres) > MOST_DISCS:
        cell_m = 2 * cell_m or NEAR_M
        centres = np.unique(np.round(places / cell_m), axis=0) * cell_m
    return centres, cell_m / np.sqrt(2.0)


def _near(outline: shapely.Geometry, lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return those of the places that lie in or by the rectangle around an outline in degrees."""
    west, south, east, north = shapely.bounds(outline).tolist()
    by_lat = KEEP_OUT_M / METRES_PER_DEGREE
    by_lon = by_lat / np.cos(np.radians(min(89.0, max(abs(south), abs(north)))))
    near = (lon >= west - by_lon) & (lon <= east + by_lon) & (lat >= south - by_lat) & (lat <= north + by_lat)
    return lon[near], lat[near]


def _without(outline: shapely.Geometry, places: NDArray[np.float64], healthy: Shapes) -> shapely.Geometry:
    """Return the outline without healthy ground, but for what affected premises stand on, too."""
    shapely.prepare(outline)
    healthy = healthy[shapely.intersects(outline, healthy)]
    shared = shapely.STRtree(healthy).query(shapely.points(places), predicate="intersects")[1]
    return shapely.difference(outline, shapely.union_all(np.delete(healthy, np.unique(shared))))


def _leave_out(
    outline: shapely.Geometry, places: NDArray[np.float64], healthy: NDArray[np.float64]
) -> shapely.Geometry:
    """Return the outline without the healthy premises in it; each cut stays clear of every affected one."""
    if not len(healthy):
        return outline
    shapely.prepare(outline)
    near = shapely.dwithin(outline, shapely.points(healthy), KEEP_OUT_M)
    if not near.any():
        return outline
    inside = np.array(shapely.points(healthy[near]), dtype=object, ndmin=1)
    affected = np.array(shapely.points(places), dtype=object, ndmin=1)
    _, metres = shapely.STRtree(affected).query_nearest(inside, return_distance=True, all_matches=False)
    apart = metres > SAME_PLACE_M
    radius = np.minimum(KEEP_OUT_M, 0.45 * metres[apart])
    cut = shapely.disjoint_subset_union_all(shapely.buffer(inside[apart], radius, quad_segs=2))
    return shapely.difference(outline, cut)
