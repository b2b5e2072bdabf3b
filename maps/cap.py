"""Areas of the Common Alerting Protocol 1.2 from an incident's area: polygons without holes, or a circle.

Source: http://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html, section 3.2.4.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import numpy as np
import shapely

from maps.rounding import rounded

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
DIGITS = 6
"""Decimals of a degree: a tenth of a metre."""
LEAST_KM = 0.001


def area(description: str, geometry: shapely.Geometry) -> ET.Element:
    """Return an `area` that covers a polygon or several, WGS-84.

    Latitude stands before longitude. The protocol knows no holes: a polygon with some is cut in pieces that
    have none. Raises ValueError for an empty description, for a geometry without polygons, and for one that cannot
    be put in order.
    """
    made = _described(description)
    try:
        for outline in _outlines(geometry):
            _under(made, "polygon", outline)
    except shapely.errors.GEOSException as error:
        raise ValueError(f"no polygon can be made of the area: {error}") from error
    if len(made) == 1:
        raise ValueError("there is no polygon in the area")
    return made


def named(description: str) -> ET.Element:
    """Return an `area` in words alone, for one that cannot be drawn. Raises ValueError for an empty description."""
    return _described(description)


def around(description: str, lon: float, lat: float, radius_m: float) -> ET.Element:
    """Return an `area` that is a circle about a place, for an incident whose area is unknown.

    Raises ValueError for an empty description, a place that is not on Earth or a radius below 0.
    """
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0) or not (math.isfinite(radius_m) and radius_m >= 0):
        raise ValueError("a place on Earth and a radius of 0 m or more are meant")
    made = _described(description)
    _under(made, "circle", f"{lat:.{DIGITS}f},{lon:.{DIGITS}f} {max(radius_m / 1000.0, LEAST_KM):.3f}")
    return made


def _described(description: str) -> ET.Element:
    if not description.strip():
        raise ValueError("an area needs a description")
    made = ET.Element(f"{{{NAMESPACE}}}area")
    _under(made, "areaDesc", description)
    return made


def _outlines(geometry: shapely.Geometry) -> Iterator[str]:
    """Yield polygons as the protocol writes them: pairs with blanks between, the first again at the end."""
    for part in shapely.get_parts(rounded(geometry, DIGITS)).tolist():
        for piece in _without_holes(part):
            pairs = np.round(shapely.get_coordinates(shapely.get_exterior_ring(piece)), DIGITS) + 0.0
            yield " ".join(f"{lat:.{DIGITS}f},{lon:.{DIGITS}f}" for lon, lat in pairs.tolist())


def _without_holes(part: shapely.Geometry) -> Iterator[shapely.Geometry]:
    """Yield pieces of a polygon that together are it; a cut goes from north to south through a hole."""
    if shapely.get_type_id(part) != shapely.GeometryType.POLYGON or shapely.is_empty(part):
        return
    if not shapely.get_num_interior_rings(part):
        yield part
        return
    west, south, east, north = shapely.bounds(part).tolist()
    left, _, right, _ = shapely.bounds(shapely.get_interior_ring(part, 0)).tolist()
    middle = round((left + right) / 2, DIGITS)
    for half in (shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)):
        piece = shapely.intersection(part, half, grid_size=10.0**-DIGITS)
        for smaller in shapely.get_parts(piece).tolist():
            yield from _without_holes(smaller)


def _under(above: ET.Element, name: str, text: str) -> None:
    ET.SubElement(above, f"{{{NAMESPACE}}}{name}").text = text
