"""Every form of plant file that is written reads back to the same plant."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import plantfile
from maps.datum import Datum
from maps.model import TERMINALS, Account, AreaRow, DeviceRow, Element, Kind, Link, Plant, Service, ServiceRow
from maps.model import Path as PlantPath
from maps.plantfile import Format
from maps.plantfile.formats import WRITTEN

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
            tuple(draw(st.lists(words.filter(lambda w: w and ";" not in w and "；" not in w), max_size=3))),
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
    return Plant(tuple(elements), tuple(links), tuple(devices), tuple(accounts), tuple(services), tuple(areas))


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
