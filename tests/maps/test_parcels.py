"""Parcels: which ground premises stand on, and areas drawn along it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import plantfile
from maps.area import METRES_PER_DEGREE, area
from maps.model import Account, Parcel
from maps.parcels import Parcels
from maps.plantfile.mapping import load

LON, LAT = 120.15, 30.28
M = 1.0 / METRES_PER_DEGREE
"""Degrees of latitude in a metre."""
LOT_M = 20.0


def lot(east: int, north: int = 0, width: int = 1) -> shapely.Polygon:
    """Return a lot of a street's grid; lots touch one another."""
    x, y = LON + east * LOT_M * M, LAT + north * LOT_M * M
    return shapely.box(x, y, x + width * LOT_M * M, y + LOT_M * M)


def middle(*lots: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    points = np.array([(LON + (x + 0.5) * LOT_M * M, LAT + (y + 0.5) * LOT_M * M) for x, y in lots]).reshape(-1, 2)
    return points[:, 0], points[:, 1]


def of(parcels: list[Parcel], accounts: list[Account], lon: np.ndarray, lat: np.ndarray) -> list[object]:
    known = {id(parcel.geometry): parcel.id for parcel in parcels if parcel.geometry is not None}
    found = Parcels(parcels, accounts, lon, lat).of(np.arange(len(accounts), dtype=np.int32))
    return [known.get(id(shape)) for shape in found]


def test_premises_stand_on_their_own_by_account_then_by_address_then_where_they_lie():
    parcels = [
        Parcel("large", geometry=lot(0, 0, 9)),
        Parcel("mine", "A1", "elsewhere", lot(0)),
        Parcel("by address", "", "MILL LANE 2", lot(1)),
        Parcel("by place", geometry=lot(2)),
        Parcel("not drawn", "A4"),
    ]
    accounts = [
        Account("A1", address="Mill Lane 2"),
        Account("A2", address="Mill Lane 2"),
        Account("A3"),
        Account("A4"),
        Account("A5"),
    ]
    lon, lat = middle((5, 0), (5, 0), (2, 0), (5, 0), (50, 0))
    assert of(parcels, accounts, lon, lat) == ["mine", "by address", "by place", "large", None]
    nowhere = np.full(5, np.nan)
    assert of(parcels, accounts, nowhere, nowhere) == ["mine", "by address", None, None, None]


def test_premises_without_a_place_are_where_their_parcel_is():
    parcels = [Parcel("mine", "A1", "", lot(0)), Parcel("not drawn", "A3")]
    nowhere, (lon, lat) = np.full(3, np.nan), middle((0, 0), (7, 0), (0, 0))
    ground = Parcels(parcels, [Account("A1"), Account("A2"), Account("A3")], nowhere, nowhere)
    found = ground.places(nowhere, nowhere)
    assert shapely.contains_xy(lot(0), *found).tolist() == [True, False, False]
    lon[1] = np.nan
    np.testing.assert_array_equal(ground.places(lon, lat), (lon, lat))


def test_beside_are_the_inhabited_parcels_of_others_near_by():
    parcels = [Parcel(str(x), geometry=lot(x)) for x in range(40)]
    accounts = [Account(str(x)) for x in range(30)]
    lon, lat = middle(*((x, 0) for x in range(30)))
    here = np.array([1, 28], dtype=np.int32)
    found = Parcels(parcels, accounts, lon, lat).beside(here, lon[here], lat[here])
    near = {parcel.id for parcel in parcels if any(parcel.geometry is shape for shape in found)}
    assert {"0", "2", "3", "27", "29"} <= near
    assert near.isdisjoint({"1", "28", "15", "30", "39"})


@pytest.mark.parametrize("known", [True, False])
def test_an_area_goes_along_the_parcels_and_not_onto_the_neighbours(known: bool):
    inside, outside = middle((1, 0), (2, 0)), middle((0, 0), (3, 0), (1, 1))
    own, others = [lot(1), lot(2)], [lot(0), lot(3), lot(1, 1)]
    if not known:
        own[1] = None
    found = area(*inside, *outside, own, others).geometry
    assert found.is_valid
    assert found.covers(shapely.Point(inside[0][1], inside[1][1]))
    assert found.covers(shapely.buffer(lot(1), -0.01 * M))
    assert shapely.area(shapely.intersection(found, shapely.union_all(others))) < 1e-6 * shapely.area(lot(0))


def test_ground_that_affected_and_healthy_premises_share_is_not_left_out():
    lon, lat = middle((1, 0))
    found = area(lon, lat, lon + 5 * M, lat, None, [lot(1)]).geometry
    assert shapely.contains_xy(found, lon, lat).all()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_affected_lot_is_in_and_no_healthy_one(data):
    lots = [(x, y) for x in range(6) for y in range(4)]
    dark = data.draw(st.sets(st.sampled_from(lots), min_size=1))
    drawn = data.draw(st.sets(st.sampled_from(lots)))
    healthy = [at for at in lots if at not in dark]
    own = [lot(*at) if at in drawn else None for at in sorted(dark)]
    others = [lot(*at) for at in healthy if at in drawn]
    found = area(*middle(*sorted(dark)), *middle(*healthy), own, others).geometry
    assert found.is_valid
    assert found.geom_type in {"Polygon", "MultiPolygon"}
    assert shapely.contains_xy(found, *middle(*sorted(dark))).all()
    assert not shapely.intersects_xy(found, *middle(*healthy)).any()
    assert shapely.area(shapely.intersection(found, shapely.union_all(others))) < 1e-6 * shapely.area(lot(0))


def test_a_land_registers_layer_is_read_by_a_mapping(tmp_path: Path):
    (tmp_path / "elements.csv").write_text("id,kind\nH,headend\n")
    (tmp_path / "accounts.csv").write_text(f"account,lon,lat\nA1,{LON + 0.5 * LOT_M * M},{LAT + 0.5 * LOT_M * M}\n")
    feature = {"type": "Feature", "properties": {"宗地号": "330102-1"}, "geometry": shapely.geometry.mapping(lot(0))}
    (tmp_path / "宗地.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (tmp_path / "register.toml").write_text(
        """
        [[elements]]
        file = "elements.csv"
        columns = { id = "id", kind = "kind" }
        [[accounts]]
        file = "accounts.csv"
        columns = { account = "account", lon = "lon", lat = "lat" }
        [[parcels]]
        file = "宗地.geojson"
        columns = { id = "宗地号" }
        """,
        encoding="utf-8",
    )
    plant, findings = plantfile.read(tmp_path, "wgs84", mapping=load(tmp_path / "register.toml"))
    assert findings == []
    (parcel,), (account,) = plant.parcels, plant.accounts
    assert (parcel.id, parcel.account) == ("330102-1", "")
    assert account.lon is not None
    assert account.lat is not None
    ground = Parcels(plant.parcels, plant.accounts, np.array([account.lon]), np.array([account.lat]))
    assert ground.of(np.zeros(1, np.int32))[0] is parcel.geometry


def test_what_is_wrong_with_parcels_is_said(tmp_path: Path):
    (tmp_path / "elements.csv").write_text("id,kind\nH,headend\n")
    (tmp_path / "parcels.csv").write_text(
        'id,account,geometry\nP1,A9,"POLYGON ((120 30, 120.1 30, 120.1 30.1, 120 30))"\nP2,,\nP2,,POINT (120 30)\n'
    )
    plant, findings = plantfile.read(tmp_path, "wgs84")
    assert [parcel.id for parcel in plant.parcels] == ["P1", "P2"]
    outline = "has no outline: premises on it are drawn as if nothing were known"
    assert [(finding.row, finding.message, finding.fatal) for finding in findings] == [
        (2, "account 'A9' is not among the accounts", False),
        (3, outline, False),
        (4, outline, False),
        (4, "this id is already there in an earlier row; this row is left out", True),
    ]
