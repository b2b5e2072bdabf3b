"""Areas: what they cover, what they leave out, how fast."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.area import area

LON, LAT = 120.1551, 30.2741
M_LON, M_LAT = 1 / (111_195 * np.cos(np.radians(LAT))), 1 / 111_195


def at(*metres: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    east, north = np.array(metres, dtype=float).reshape(-1, 2).T
    return LON + east * M_LON, LAT + north * M_LAT


def size_m2(geometry: shapely.Geometry) -> float:
    return geometry.area / (M_LON * M_LAT)


def test_one_home_is_a_disc_of_eighteen_metres():
    found = area(*at((0, 0)))
    assert (found.placed, found.unplaced) == (1, 0)
    assert size_m2(found.geometry) == pytest.approx(np.pi * 18**2, rel=0.15)


def test_neighbours_are_one_area_and_far_homes_are_two():
    assert area(*at((0, 0), (55, 0))).geometry.geom_type == "Polygon"
    apart = area(*at((0, 0), (90, 0))).geometry
    assert apart.geom_type == "MultiPolygon"
    assert len(apart.geoms) == 2


def test_homes_without_a_place_are_counted_and_nothing_is_drawn_for_them():
    lon, lat = at((0, 0), (10, 0), (20, 0))
    lon[1] = np.nan
    found = area(lon, lat)
    assert (found.placed, found.unplaced) == (2, 1)
    nowhere = area(np.array([np.nan]), np.array([30.0]))
    assert nowhere.geometry.is_empty
    assert (nowhere.placed, nowhere.unplaced) == (0, 1)


def test_nobody_has_no_area():
    found = area(np.empty(0), np.empty(0))
    assert found.geometry.is_empty
    assert (found.placed, found.unplaced) == (0, 0)


def test_a_healthy_neighbour_is_left_out_and_the_affected_homes_stay_in():
    affected, healthy = at((0, 0), (30, 0)), at((15, 4), (0, 3), (200, 0))
    found = area(*affected, *healthy).geometry
    assert shapely.contains_xy(found, *affected).all()
    assert not shapely.intersects_xy(found, *healthy).any()


def test_the_flat_above_a_dark_one_cannot_be_left_out():
    found = area(*at((0, 0)), *at((0, 0))).geometry
    assert shapely.contains_xy(found, *at((0, 0))).all()


def test_a_known_building_is_covered_whole():
    corners = np.column_stack(at((-40, -5), (40, -5), (40, 5), (-40, 5)))
    building = shapely.Polygon(corners)
    lon, lat = at((0, 0), (300, 0))
    found = area(lon, lat, footprints=[building, None]).geometry
    assert found.covers(building)
    assert shapely.contains_xy(found, lon, lat).all()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-200, 200), st.integers(-200, 200)), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(-200, 200), st.integers(-200, 200)), max_size=40),
)
def test_every_affected_home_is_in_and_no_healthy_one(affected, healthy):
    healthy = [spot for spot in healthy if all(np.hypot(spot[0] - x, spot[1] - y) > 1.5 for x, y in affected)]
    inside, outside = at(*affected), at(*healthy)
    found = area(*inside, *outside).geometry
    assert found.is_valid
    assert found.geom_type in {"Polygon", "MultiPolygon"}
    assert shapely.contains_xy(found, *inside).all()
    assert not shapely.intersects_xy(found, *outside).any()


def test_the_area_of_a_town_that_is_dark_altogether_covers_every_home():
    draw = np.random.default_rng(4)
    spots = at(*draw.uniform(0, 6000, (30_000, 2)))
    healthy = at(*draw.uniform(0, 6000, (300, 2)))
    found = area(*spots, *healthy).geometry
    assert shapely.contains_xy(found, *spots).all()
    assert shapely.intersects_xy(found, *healthy).sum() < 5


def test_the_outline_of_many_homes_is_simple_and_still_covers_them():
    draw = np.random.default_rng(6)
    spots = at(*draw.uniform(0, 900, (500, 2)))
    healthy = at(*draw.uniform(-300, 0, (300, 2)))
    found = area(*spots, *healthy).geometry
    assert found.is_valid
    assert shapely.contains_xy(found, *spots).all()
    assert not shapely.intersects_xy(found, *healthy).any()
    circles = shapely.union_all(shapely.buffer(shapely.points(*spots), 18 / 111_195))
    assert shapely.get_num_coordinates(found) < shapely.get_num_coordinates(circles) / 3
