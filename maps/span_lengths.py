"""How long each element's span is: along the cable as it is drawn, else straight to what feeds it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from maps.area import METRES_PER_DEGREE
from maps.model import TERMINALS, Element
from maps.moments import Floats
from maps.topology import Topology

_LINES = frozenset({shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING})


def span_lengths(elements: Sequence[Element], topology: Topology) -> Floats:
    """Return float64[n] metres by tree index: the span between an element and its parent in this tree.

    0 for a root, which has none; NaN where neither a line nor both places are known, and where there are two routes
    to what both need. A line counts where it is the way to that parent: on another path the file draws none.
    """
    plant = [element for element in elements if element.kind not in TERMINALS]
    slot = topology.roster.slots(element.id for element in plant)
    here = np.flatnonzero((slot >= 0) & (slot < len(topology.tree)))
    here = here[topology.tree[slot[here]] >= 0]
    at = topology.tree[slot[here]]
    places = np.full((len(topology), 2), np.nan)
    places[at] = [_place(plant[row]) for row in here.tolist()] if len(here) else np.empty((0, 2))
    metres = _straight(places, topology)
    drawn = [
        (index, geometry)
        for row, index in zip(here.tolist(), at.tolist(), strict=True)
        if (geometry := plant[row].geometry) is not None and _is_its_span(plant[row], index, topology)
    ]
    if drawn:
        metres[[index for index, _ in drawn]] = line_lengths([geometry for _, geometry in drawn])
    metres[topology.parent < 0] = 0.0
    metres[list(topology.routes)] = np.nan
    return metres


def line_lengths(lines: Sequence[shapely.Geometry]) -> Floats:
    """Return float64[n] metres along lines in degrees, WGS-84; true to a thousandth over a city."""
    points, of = shapely.get_coordinates(np.array(lines, dtype=object), return_index=True)
    step = np.diff(points, axis=0)
    scale = np.cos(np.radians((points[1:, 1] + points[:-1, 1]) / 2.0))
    metres = np.hypot(step[:, 0] * scale, step[:, 1]) * METRES_PER_DEGREE
    same = of[1:] == of[:-1]
    return np.bincount(of[1:][same], metres[same], minlength=len(lines)).astype(np.float64)


def _place(element: Element) -> tuple[float, float]:
    known = element.lon is not None and element.lat is not None
    return (float(element.lon or 0.0), float(element.lat or 0.0)) if known else (np.nan, np.nan)


def _is_its_span(element: Element, index: int, topology: Topology) -> bool:
    above = int(topology.parent[index])
    is_line = element.geometry is not None and shapely.get_type_id(element.geometry) in _LINES
    return is_line and above >= 0 and topology.keys[above] == element.parent


def _straight(places: Floats, topology: Topology) -> Floats:
    """Return float64[n] metres from each element straight to its parent; NaN where a place is missing."""
    above = places[topology.parent]  # a root takes the last one's, and is set to 0 afterwards
    scale = np.cos(np.radians((places[:, 1] + above[:, 1]) / 2.0))
    metres: Floats = np.hypot((places[:, 0] - above[:, 0]) * scale, places[:, 1] - above[:, 1]) * METRES_PER_DEGREE
    return metres
