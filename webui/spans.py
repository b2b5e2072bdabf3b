"""The cables of a plant as the map draws them, in columns of vertices: as the file has them, else straight."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.courses import feeders, joined
from maps.model import Kind
from webui.incidents import DIGITS
from webui.plant import Plant
from webui.zooms import FIBRE, LOGICAL, SPAN_FROM_ZOOM, SPAN_OF_KIND

Box = tuple[float, float, float, float]
_MARGIN = 2e-5
"""Degrees by which a span's rectangle is drawn wider: it is kept in single precision."""


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """m spans; the vertices of span i are `begin[i]:begin[i + 1]`."""

    element: NDArray[np.int32]
    """int32[m]: position in the plant of the element each feeds, ascending."""
    begin: NDArray[np.int64]
    """int64[m + 1]"""
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    from_zoom: NDArray[np.float32]
    """float32[m]: zoom from which it is drawn."""
    rectangle: NDArray[np.float32]
    """float32[4, m]: west, south, east, north, no less than what it takes."""

    def __len__(self) -> int:
        return len(self.element)

    def near(self, box: Box) -> NDArray[np.bool_]:
        """Return bool[m]: spans that may cross a box."""
        west, south, east, north = self.rectangle
        found: NDArray[np.bool_] = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
        return found

    def vertices(self, spans: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Return longitudes and latitudes of some spans, one after the other, and how many vertices each has."""
        count = self.begin[spans + 1] - self.begin[spans]
        before = np.cumsum(count) - count
        at = np.repeat(self.begin[spans] - before, count) + np.arange(int(count.sum()))
        return self.lon[at], self.lat[at], count

    def course(self, span: int) -> list[list[float]]:
        """Return the vertices of one span as GeoJSON has them."""
        vertices = slice(int(self.begin[span]), int(self.begin[span + 1]))
        east, north = (np.round(axis[vertices], DIGITS).tolist() for axis in (self.lon, self.lat))
        return [[x, y] for x, y in zip(east, north, strict=True)]

    def that_feeds(self, element: int) -> int | None:
        """Return the span that feeds the element at a position of the plant; None where it has none."""
        span = int(np.searchsorted(self.element, element))
        return span if span < len(self) and self.element[span] == element else None

    def lines(self, spans: NDArray[np.intp]) -> NDArray[np.object_]:
        """Return some spans as shapely lines."""
        lon, lat, count = self.vertices(spans)
        made = np.empty(len(spans), dtype=object)
        made[:] = shapely.linestrings(np.column_stack([lon, lat]), indices=np.repeat(np.arange(len(spans)), count))
        return made


class LatestSpans:
    """Gives the spans of the newest plant, laid out once."""

    def __init__(self) -> None:
        """Know no plant yet."""
        self._lock = Lock()
        self._known: tuple[Plant, Spans] | None = None

    def of(self, plant: Plant) -> Spans:
        """Return the spans of a plant."""
        known = self._known
        if known is not None and known[0] is plant:
            return known[1]
        with self._lock:  # one lays them out, the others find it done
            known = self._known
            if known is None or known[0] is not plant:
                known = self._known = (plant, spans_of(plant))
        return known[1]


def spans_of(plant: Plant) -> Spans:
    """Return the spans of a plant; parts of other elements and what stands where its parent stands have none."""
    lines = {i: shape for i, shape in plant.geometry.items() if _is_line(shape) and plant.kinds[i] not in LOGICAL}
    drawn = np.array(sorted(lines), dtype=np.intp)
    lower, upper = _straight(plant, drawn)
    courses = np.array([lines[i] for i in drawn.tolist()], dtype=object)
    vertices = shapely.get_coordinates(courses)
    element = np.concatenate([lower, drawn])
    count = np.concatenate([np.full(len(lower), 2), shapely.get_num_coordinates(courses)]).astype(np.int64)
    ends = np.column_stack([upper, lower]).ravel()
    lon = np.concatenate([plant.lon[ends], vertices[:, 0]])
    lat = np.concatenate([plant.lat[ends], vertices[:, 1]])
    order = np.argsort(element, kind="stable")
    begin = np.append(0, np.cumsum(count))
    first = begin[:-1]
    unsorted = Spans(
        element.astype(np.int32), begin, lon, lat, _from_zoom(plant, element), _rectangles(lon, lat, first)
    )
    lon, lat, count = unsorted.vertices(order)
    return Spans(
        unsorted.element[order],
        np.append(0, np.cumsum(count)),
        lon,
        lat,
        unsorted.from_zoom[order],
        unsorted.rectangle[:, order],
    )


def _is_line(shape: shapely.Geometry) -> bool:
    line = shapely.get_type_id(shape) == shapely.GeometryType.LINESTRING
    return bool(line and shapely.get_num_coordinates(shape) > 1)


def _straight(plant: Plant, drawn: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the elements whose span nobody drew, and for each the nearest ancestor that has a place."""
    above = feeders(plant.parent.astype(np.intp), plant.lon)
    wanted = joined(above, plant.lon, plant.lat) & ~_logical(plant)
    wanted[drawn] = False
    lower = np.flatnonzero(wanted)
    return lower, above[lower]


def _logical(plant: Plant) -> NDArray[np.bool_]:
    return np.fromiter((kind in LOGICAL for kind in plant.kinds), np.bool_, len(plant))


def _from_zoom(plant: Plant, element: NDArray[np.intp]) -> NDArray[np.float32]:
    by_kind = {str(kind): SPAN_FROM_ZOOM[SPAN_OF_KIND.get(kind, FIBRE)] for kind in Kind}
    kinds = plant.kinds
    return np.fromiter((by_kind.get(kinds[i], 0.0) for i in element.tolist()), np.float32, len(element))


def _rectangles(lon: NDArray[np.float64], lat: NDArray[np.float64], first: NDArray[np.int64]) -> NDArray[np.float32]:
    if not len(first):
        return np.empty((4, 0), np.float32)
    low = [np.minimum.reduceat(axis, first) - _MARGIN for axis in (lon, lat)]
    high = [np.maximum.reduceat(axis, first) + _MARGIN for axis in (lon, lat)]
    return np.array([*low, *high], dtype=np.float32)
