"""Shapes with few decimals: in order, whatever rounding does to them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from maps.area import area
from maps.rounding import rounded

SHARP = (13, 21, 22, 28, 50)
"""Seeds of areas with corners so sharp that they cross themselves where each point is rounded by itself."""


@pytest.mark.parametrize("seed", SHARP)
def test_an_area_is_in_order_where_its_points_rounded_would_not_be(seed: int) -> None:
    rng = np.random.default_rng(seed)
    (affected, healthy) = (rng.normal(0, 0.0008, (2, count)) for count in (40, 90))
    drawn = area(120.1 + affected[0], 30.2 + affected[1], 120.1 + healthy[0], 30.2 + healthy[1]).geometry
    assert not shapely.is_valid(shapely.transform(drawn, lambda points: np.round(points, 6)))
    found = rounded(drawn, 6)
    assert shapely.is_valid(found)
    assert not shapely.is_empty(shapely.get_parts(found)).any()
    assert shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(found))).all()
    points = shapely.get_coordinates(found)
    assert np.array_equal(points, np.round(points, 6))
    assert shapely.hausdorff_distance(found, drawn) < 1e-5
    assert shapely.symmetric_difference(found, drawn).area < 1e-6 * shapely.length(drawn)


def test_a_shape_that_crosses_itself_is_put_in_order_and_one_that_is_too_small_is_nothing() -> None:
    crossed = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    found = rounded(crossed, 6)
    assert shapely.is_valid(found)
    assert shapely.area(found) == pytest.approx(0.5)
    assert shapely.is_empty(rounded(shapely.box(0, 0, 1e-8, 1e-8), 6))
    assert shapely.is_empty(rounded(shapely.Polygon([(0, 0), (1, 1), (0, 0)]), 6))
