"""Shapes with no more decimals than anybody can measure, and in order all the same."""

from __future__ import annotations

import shapely


def rounded(shape: shapely.Geometry, digits: int) -> shapely.Geometry:
    """Return a shape with `digits` decimals, valid and without empty parts; empty where nothing of it is left.

    What is smaller than that, and what crosses itself only then, is taken out. A shape that is not valid to begin
    with is put in order first. Outer rings run against the clock, as RFC 7946 wants it. Raises
    shapely.GEOSException for coordinates that are no numbers.
    """
    if not shapely.is_valid(shape):
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return shapely.orient_polygons(shapely.set_precision(shape, 10.0**-digits))
