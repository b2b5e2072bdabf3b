"""Every form of plant file that is written reads back to the same plant."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import plantfile
from maps.datum import Datum
from maps.model import TERMINALS, Account, AreaRow, DeviceRow, Element, Kind, Link, Parcel, Plant, Service, ServiceRow
from maps.model import Path as PlantPath
from maps.plantfile import Format
from maps.plantfile.formats import WRITTEN
from maps.plantfile.read import CHECKING
from maps.plantfile.tables import UnwritableError

ATTRIBUTES = [
    "leg",
    "型号",
    "Note",
    "note",
    "fid",
    "geom",
    "一个很长很长的列名",
    "a name longer than ten",
    "a name longer too",
]
odd = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf")), max_size=8).map(str.strip)
words = st.one_of(
    odd,
    st.sampled_from(
        ["=1+1", "#N/A", "2024/01/02", "12", "1.0", "true", "_x0041_", '"', "o'clock", "a\nb", "很长" * 90, "null"]
    ),
)
keys = st.text("abcXYZ019-_汉", min_size=1, max_size=6).filter(lambda key: key == key.strip())
lons = st.integers(10_000_000_000, 13_000_000_000).map(lambda n: n / 1e8)
lats = st.integers(2_000_000_000, 4_000_000_000).map(lambda n: n / 1e8)
spots = st.one_of(st.just((None, None)), st.tuples(lons, lats))
shapes = st.one_of(
    st.none(),
    st.lists(st.tuples(lons, lats), min_size=2, max_size=4).map(shapely.LineString),
    st.tuples(lons, lats).map(shapely.Point),
    st.lists(st.tuples(lons, lats), min_size=3, max_size=5).map(shapely.Polygon).filter(lambda shape: shape.is_valid),
    st.just(shapely.box(120, 30, 121, 31).difference(shapely.box(120.2, 30.2, 120.4, 30.4))),
    st.just(shapely.MultiPolygon([shapely.box(120, 30, 121, 31), shapely.box(122, 30, 123, 31)])),
    st.just(shapely.MultiLineString([[(120, 30), (121, 31)], [(122, 30), (123, 31)]])),
    st.just(shapely.MultiLineString([[(120, 30), (121, 31)]])),
)
statuses = st.sampled_from(["active", "arrears", "suspended"])
BETWEEN = set(";；,，、/\r\n")
"""What stands between telephone numbers of one cell."""


@st.composite
def plants(draw) -> Plant:
    names = draw(st.lists(keys, unique=True, min_size=1, max_size=8))
    elements = []
    for i, name in enumerate(names):
        kind = draw(st.sampled_from([kind for kind in Kind if kind not in TERMINALS]))
        parent = draw(st.sampled_from(["", *names[:i]]))
        attributes = draw(st.dictionaries(st.sampled_from(ATTRIBUTES), words.filter(bool), max_size=2))
        spot, shape = draw(spots), draw(shapes)
        elements.append(Element(name, kind, draw(words), parent, *spot, draw(words), shape, attributes))
    modems = range(draw(st.integers(0, 3)))
    elements.extend(Element(f"02:00:00:00:00:{i:02x}", Kind.CABLE_MODEM, parent=names[-1]) for i in modems)
    terminal = st.sampled_from(["", elements[-1].id])
    names_of_accounts = draw(st.lists(keys, unique=True, max_size=4))
    accounts = [
        Account(
            name,
            draw(words),
            tuple(draw(st.lists(words.filter(lambda w: w and not BETWEEN & set(w)), max_size=3))),
            draw(words),
            *draw(spots),
            draw(words),
            draw(statuses),
            draw(words),
        )
        for name in names_of_accounts
    ]
    services = [
        ServiceRow(name, draw(st.sampled_from(list(Service))), draw(terminal), draw(statuses))
        for name in names_of_accounts
    ]
    interval = st.one_of(st.none(), st.floats(0.5, 1e6))
    devices = [
        DeviceRow(name, "127.0.0.1", draw(st.integers(1, 65535)), draw(words), "3", "ring", draw(interval))
        for name in names[:2]
    ]
    links = [Link(names[0], "", path) for path in draw(st.lists(st.sampled_from(list(PlantPath)), unique=True))]
    areas = [AreaRow(name, draw(words), "", draw(words), draw(shapes)) for name in names[:2]]
    parcels = tuple(Parcel(name, draw(keys), draw(words), draw(shapes)) for name in names[:2])
    return Plant(tuple(elements), tuple(links), tuple(devices), tuple(accounts), tuple(services), tuple(areas), parcels)


ENDS = {Format.GPKG: "plant.gpkg", Format.XLSX: "plant.xlsx"}


def there_and_back(plant: Plant, form: Format, datum: str) -> Plant:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ENDS.get(form, "plant")
        plantfile.write(plant, path, datum, form)
        again, findings = plantfile.read(path, datum)
    assert [str(finding) for finding in findings if finding.fatal] == []
    return again


@pytest.mark.parametrize("form", WRITTEN)
@settings(max_examples=10, deadline=None)
@given(plant=plants(), datum=st.sampled_from([*Datum, "EPSG:4549", "EPSG:3857"]))
def test_an_export_reads_back_to_the_same_plant(form, plant, datum):
    assert there_and_back(plant, form, datum) == plant


PLANT = Plant(
    (
        Element("H", Kind.HEADEND, "机房" * 200, lon=120.1, lat=30.2, attributes={"一个很长很长的列名": "长" * 100}),
        Element(
            "A1", Kind.AMPLIFIER, "", "H", 120.11, 30.2, geometry=shapely.LineString([(120.1, 30.2), (120.11, 30.2)])
        ),
        Element("B1", Kind.BUILDING, "", "A1", geometry=shapely.box(120.11, 30.2, 120.111, 30.201)),
        Element("P1", Kind.OTHER, "", "A1", 120.1, 30.2, geometry=shapely.Point(120.1, 30.2)),
    )
)


@pytest.mark.parametrize("form", WRITTEN)
def test_an_export_over_an_older_one_is_the_newer_one(tmp_path, form):
    path = tmp_path / ENDS.get(form, "plant")
    plantfile.write(PLANT, path, "gcj02", form)
    smaller = Plant(PLANT.elements[:1])
    plantfile.write(smaller, path, "bd09", form)
    assert plantfile.read(path, "bd09") == (smaller, [])
    assert not [entry for entry in tmp_path.iterdir() if "unfinished" in entry.name]


def test_the_form_is_told_by_the_path(tmp_path):
    for name in ("plant.gpkg", "plant.xlsx", "plant"):
        plantfile.write(PLANT, tmp_path / name, "wgs84")
        assert plantfile.read(tmp_path / name, "wgs84") == (PLANT, [])
    assert (tmp_path / "plant" / "elements.csv").exists()


@pytest.mark.parametrize(("name", "form"), [("plan.kml", None), ("plan.dxf", None), ("plan.geojson", Format.GEOJSON)])
def test_a_form_that_cannot_be_written_so_is_refused(tmp_path, name, form):
    with pytest.raises(UnwritableError):
        plantfile.write(PLANT, tmp_path / name, "wgs84", form)


def test_text_longer_than_a_cell_of_a_sheet_goes_on_in_the_next_column(tmp_path):
    wide = shapely.LineString([(120 + n / 10_000, 30.1) for n in range(3000)])
    plant = Plant((Element("A", Kind.OTHER, "=x_x0041_" * 4000, geometry=wide),))
    plantfile.write(plant, tmp_path / "plant.xlsx", "wgs84")
    assert plantfile.read(tmp_path / "plant.xlsx", "wgs84") == (plant, [])


def test_a_shapefile_somebody_edited_is_believed_more_than_what_lies_beside_it(tmp_path):
    plantfile.write(PLANT, tmp_path, "wgs84", Format.SHP)
    outlines = geopandas.read_file(tmp_path / "elements_outlines.shp")
    outlines.geometry = [shapely.box(120.11, 30.2, 120.112, 30.202)]
    outlines.to_file(tmp_path / "elements_outlines.shp", encoding="UTF-8")
    places = geopandas.read_file(tmp_path / "elements.shp")
    places.loc[0, "name"] = "新机房"
    places.to_file(tmp_path / "elements.shp", encoding="UTF-8")
    plant, findings = plantfile.read(tmp_path, "wgs84")
    assert findings == []
    assert plant.elements[0].name == "新机房"
    assert plant.elements[0].attributes == PLANT.elements[0].attributes
    assert shapely.equals(plant.elements[2].geometry, shapely.box(120.11, 30.2, 120.112, 30.202))


def test_a_shapefile_in_gb18030_without_a_code_page_is_read_and_said(tmp_path):
    frame = geopandas.GeoDataFrame(
        {"id": ["A1"], "kind": ["amplifier"], "name": ["放大器"]}, geometry=[shapely.Point(120, 30)], crs="EPSG:4326"
    )
    frame.to_file(tmp_path / "elements.shp", encoding="GB18030")
    (tmp_path / "elements.cpg").unlink()
    plant, findings = plantfile.read(tmp_path / "elements.shp", "wgs84")
    assert plant.elements == (Element("A1", Kind.AMPLIFIER, "放大器", lon=120.0, lat=30.0),)
    assert [finding.message for finding in findings] == ["is GB 18030, not UTF-8, and has no .cpg; read as that"]


def test_a_layer_of_somebody_elses_gives_places_by_its_points_and_spans_by_its_lines(tmp_path):
    frame = geopandas.GeoDataFrame(
        {"id": ["A1", "A2"], "kind": ["amplifier", "tap"], "parent": [None, "A1"], "ways": [4.0, 8.0]},
        geometry=[shapely.Point(120, 30), shapely.LineString([(120, 30), (120.001, 30)])],
        crs="EPSG:4490",
    )
    frame.to_file(tmp_path / "net.gpkg", layer="elements")
    plant, findings = plantfile.read(tmp_path / "net.gpkg", "cgcs2000")
    assert findings == []
    assert plant.elements == (
        Element("A1", Kind.AMPLIFIER, lon=120.0, lat=30.0, attributes={"ways": "4"}),
        Element("A2", Kind.TAP, "", "A1", geometry=frame.geometry[1], attributes={"ways": "8"}),
    )
    _, findings = plantfile.read(tmp_path / "net.gpkg", "wgs84")
    assert [str(finding) for finding in findings] == [
        "net.gpkg/elements: says that its coordinates are EPSG:4490; they were taken as wgs84, as was asked"
    ]


def test_a_file_that_is_none_of_its_form_is_a_finding(tmp_path):
    for name in ("plan.gpkg", "plan.xlsx", "plan.geojson", "plan.shp"):
        (tmp_path / name).write_bytes(b"nothing of the kind")
        plant, findings = plantfile.read(tmp_path / name, "wgs84")
        assert plant == Plant()
        assert [finding.fatal for finding in findings] == [True]


def test_progress_is_told_by_rows(tmp_path):
    plantfile.write(PLANT, tmp_path / "plant.gpkg", "wgs84")
    told = []
    plantfile.read(tmp_path / "plant.gpkg", "wgs84", told=lambda *heard: told.append(heard))
    assert ("elements", 4, 4) in told
    assert told[-1] == (CHECKING, 0, None)
