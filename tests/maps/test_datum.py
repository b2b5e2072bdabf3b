"""The GCJ-02 offset: its size, where it ends, and back."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.datum import Datum, from_bd09, shifted, to_bd09, to_gcj02, to_wgs84
from maps.reference import DatumError, reference, sees_alike

METRES = 111_195.0


def metres_apart(lon_a, lat_a, lon_b, lat_b):
    east = (np.asarray(lon_b) - lon_a) * np.cos(np.radians(lat_a)) * METRES
    return np.hypot(east, (np.asarray(lat_b) - lat_a) * METRES)


CITIES = {"Beijing": (116.3913, 39.9075), "Shanghai": (121.4737, 31.2304), "Urumqi": (87.6168, 43.8256)}


@pytest.mark.parametrize("city", CITIES)
def test_inside_china_the_offset_is_a_hundred_to_seven_hundred_metres(city):
    lon, lat = CITIES[city]
    assert 100 < metres_apart(lon, lat, *to_gcj02(np.array(lon), np.array(lat))) < 700


def test_tiananmen_moves_to_where_chinese_maps_draw_it():
    lon, lat = to_gcj02(np.array([116.3912]), np.array([39.9072]))
    assert lon[0] == pytest.approx(116.39744, abs=2e-5)
    assert lat[0] == pytest.approx(39.90860, abs=2e-5)


@pytest.mark.parametrize(("lon", "lat"), [(13.4, 52.5), (-122.4, 37.8), (151.2, -33.9), (72.0, 30.0), (100.0, 55.9)])
def test_outside_china_nothing_moves(lon, lat):
    assert to_gcj02(np.array([lon]), np.array([lat])) == (np.array([lon]), np.array([lat]))
    assert to_wgs84(np.array([lon]), np.array([lat])) == (np.array([lon]), np.array([lat]))


@given(st.floats(73, 136.9), st.floats(1.5, 55))
def test_there_and_back_is_less_than_a_millimetre(lon, lat):
    back = to_wgs84(*to_gcj02(np.array([lon]), np.array([lat])))
    assert metres_apart(lon, lat, back[0][0], back[1][0]) < 1e-4


def test_a_place_that_is_not_known_stays_unknown():
    for convert in (to_gcj02, to_wgs84):
        assert np.isnan(convert(np.array([np.nan]), np.array([30.0]))[0]).all()


def test_many_points_at_once_come_back():
    draw = np.random.default_rng(1)
    lon, lat = draw.uniform(80, 130, 100_000), draw.uniform(18, 50, 100_000)
    back = to_wgs84(*to_gcj02(lon, lat))
    assert metres_apart(lon, lat, *back).max() < 1e-4


def test_geometry_moves_with_its_points():
    line = shapely.LineString([(116.39, 39.9), (116.40, 39.91)])
    moved = shifted(line, reference(Datum.GCJ02).exporting)
    assert moved.coords[0] == pytest.approx([float(c[0]) for c in to_gcj02(np.array([116.39]), np.array([39.9]))])
    assert shifted(moved, reference(Datum.GCJ02).importing, 8).equals_exact(line, 0.0)
    assert reference(Datum.WGS84).importing is reference(Datum.WGS84).exporting is None


@given(st.floats(73, 136.9), st.floats(1.5, 55))
def test_bd09_there_and_back_is_less_than_a_millimetre(lon, lat):
    back = from_bd09(*to_bd09(np.array([lon]), np.array([lat])))
    assert metres_apart(lon, lat, back[0][0], back[1][0]) < 1e-4


def test_bd09_lies_where_baidu_draws_what_others_draw_in_gcj02():
    lon, lat = to_bd09(*to_wgs84(np.array([116.404]), np.array([39.915])))
    assert lon[0] == pytest.approx(116.41036949371029, abs=1e-9)
    assert lat[0] == pytest.approx(39.92133699351021, abs=1e-9)


def test_outside_china_there_is_no_bd09():
    assert to_bd09(np.array([13.4]), np.array([52.5])) == (np.array([13.4]), np.array([52.5]))
    assert from_bd09(np.array([13.4]), np.array([52.5])) == (np.array([13.4]), np.array([52.5]))


@pytest.mark.parametrize("name", ["bd09", "CGCS2000", "EPSG:4490", "epsg:4549", "EPSG:32650", "EPSG:3857"])
def test_every_datum_goes_there_and_back_within_a_tenth_of_a_millimetre(name):
    draw = np.random.default_rng(2)
    lon, lat = draw.uniform(116, 121.5, 1000), draw.uniform(20, 45, 1000)
    known = reference(name)
    back = known.importing(*known.exporting(lon, lat))
    assert metres_apart(lon, lat, *back).max() < 1e-4


def test_a_projected_code_gives_easting_and_northing_in_metres():
    known = reference("EPSG:4549")  # CGCS2000, three degree zone about 120 E
    assert known.projected
    x, y = known.exporting(np.array([120.0]), np.array([30.0]))
    assert (x[0], y[0]) == (pytest.approx(500_000, abs=0.01), pytest.approx(3_320_113, abs=1))


@pytest.mark.parametrize("name", ["wgs", "EPSG", "EPSG:99999", "EPSG:5773", "4490"])
def test_a_datum_that_is_none_is_refused_in_a_sentence(name):
    with pytest.raises(DatumError, match=r"^datum "):
        reference(name)


def test_a_file_that_names_its_reference_is_held_to_it():
    assert sees_alike("EPSG:4326", reference("wgs84"))
    assert sees_alike("", reference("EPSG:4490"))
    assert sees_alike("EPSG:4326", reference("gcj02"))  # which no code says
    assert not sees_alike("EPSG:4490", reference("wgs84"))
