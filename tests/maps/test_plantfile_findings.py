"""What stands where it hardly can, lies in another datum or crosses itself, and what an import would change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from maps import plantfile
from maps.datum import to_bd09, to_gcj02
from maps.model import Account, Element, Kind, Link, Plant, Service, ServiceRow
from maps.model import Path as PlantPath
from maps.plantfile.diff import Change, differences


def said(plant: Plant) -> list[str]:
    return [str(finding) for finding in plantfile.check(plant)]


def read(folder, rows: str, datum: str = "wgs84"):
    (folder / "elements.csv").write_text(f"id,kind,parent,lon,lat,geometry\n{rows}", encoding="utf-8")
    return plantfile.read(folder, datum)


def test_an_amplifier_kilometres_from_what_feeds_it_is_named():
    node = Element("N", Kind.OPTICAL_NODE, lon=120.0, lat=30.0)
    port = Element("P", Kind.NODE_PORT, parent="N")
    near, far = (
        Element(key, Kind.AMPLIFIER, parent="P", lon=lon, lat=30.0) for key, lon in (("A1", 120.01), ("A2", 120.1))
    )
    assert said(Plant((node, port, near, far))) == [
        "elements.csv:5: A2: lies 9.6 km from 'N', which feeds it over coaxial cable"
    ]


def test_fibre_may_be_of_any_length():
    hub = Element("H", Kind.HUB, lon=120.0, lat=30.0)
    assert said(Plant((hub, Element("N", Kind.OPTICAL_NODE, parent="H", lon=120.9, lat=30.0)))) == []


def test_two_of_a_kind_in_one_place_are_named_and_the_taps_of_a_house_are_not():
    amplifier = Element("A1", Kind.AMPLIFIER, lon=120.0, lat=30.0)
    tap = Element("T1", Kind.TAP, parent="A1", lon=120.0, lat=30.0)
    assert said(Plant((amplifier, tap, replace(tap, id="T2"), replace(amplifier, id="A2")))) == [
        "elements.csv:5: A2: stands in the same place as the amplifier 'A1'"
    ]


def test_a_terminal_without_a_tap_is_named():
    amplifier = Element("A1", Kind.AMPLIFIER)
    modem = Element("02:00:00:00:00:01", Kind.CABLE_MODEM, parent="A1")
    alone = Element("02:00:00:00:00:02", Kind.CABLE_MODEM)
    assert said(Plant((amplifier, modem, alone))) == [
        "elements.csv:3: 02:00:00:00:00:01: hangs on the amplifier 'A1' itself: the tap between is missing",
        "elements.csv:4: 02:00:00:00:00:02: hangs on nothing: neither a tap nor anything else feeds it",
    ]


def town(count: int = 30) -> Plant:
    """Taps along a street with a modem and a home each."""
    taps, modems, accounts, services = [], [], [], []
    for n in range(count):
        lon, lat, key = 120.15 + n * 0.0004, 30.27, f"02:00:00:00:00:{n:02x}"
        span = shapely.LineString([(lon - 0.0004, lat), (lon, lat)])
        taps.append(Element(f"T{n}", Kind.TAP, lon=lon, lat=lat, geometry=span))
        modems.append(Element(key, Kind.CABLE_MODEM, parent=f"T{n}", lon=lon + 1e-5, lat=lat))
        accounts.append(Account(str(n), lon=lon + 2e-5, lat=lat))
        services.append(ServiceRow(str(n), Service.BROADBAND, key))
    return Plant((*taps, *modems), accounts=tuple(accounts), services=tuple(services))


def moved(row, convert):
    lon, lat = convert(np.array([row.lon]), np.array([row.lat]))
    return replace(row, lon=float(lon[0]), lat=float(lat[0]))


def test_a_town_in_one_datum_is_no_finding():
    assert said(town()) == []


@pytest.mark.parametrize(("convert", "name"), [(to_gcj02, "gcj02"), (to_bd09, "bd09")])
def test_accounts_in_another_datum_than_their_terminals_are_said_once(convert, name):
    plant = town()
    assert said(replace(plant, accounts=tuple(moved(row, convert) for row in plant.accounts))) == [
        f"accounts.csv:2: 0: from here on, accounts lie beside their terminals: they look like {name}, taken for wgs84"
    ]


def test_terminals_and_spans_in_another_datum_than_their_taps_are_said_once_each():
    plant = town()
    elements = [moved(row, to_gcj02) if row.kind is Kind.TAP else row for row in plant.elements]
    found = said(replace(plant, elements=tuple(elements)))
    assert [line.split(": ")[2] for line in found] == [
        "from here on, spans end beside their elements",
        "from here on, elements lie beside the taps and buildings that feed them",
    ]
    assert all(line.endswith("wgs84, taken for gcj02") for line in found)


def test_metres_given_as_degrees_and_places_outside_a_projection_are_said(tmp_path):
    plant, findings = read(tmp_path, "A,amplifier,,500123.4,3350456.7,\n")
    assert "look like metres of a projection, not degrees" in findings[0].message
    assert plant.elements[0].lon is None
    plant, findings = read(tmp_path, "A,amplifier,,500123.4,3350456.7,\n", "EPSG:4549")
    assert findings == []
    assert plant.elements[0].lon == pytest.approx(120.0, abs=0.01)


def test_an_outline_that_crosses_itself_is_mended_and_said(tmp_path):
    wkt = "POLYGON ((120 30, 120.001 30.001, 120.001 30, 120 30.001, 120 30))"
    plant, findings = read(tmp_path, f'B,building,,,,"{wkt}"\nC,building,,,,"POLYGON ((120 30, 121 30, 120 30))"\n')
    assert [str(finding) for finding in findings] == [
        "elements.csv:2: B: the outline crosses itself; mended",
        "elements.csv:3: C: the outline crosses itself; has no area; left empty",
    ]
    mended = plant.elements[0].geometry
    assert shapely.is_valid(mended)
    assert shapely.get_dimensions(mended) == 2
    plantfile.write(plant, tmp_path / "again", "wgs84")
    assert plantfile.read(tmp_path / "again", "wgs84") == (plant, [])


def test_what_an_import_would_change_is_told_by_table_and_column():
    old = Plant(
        (Element("A", Kind.AMPLIFIER, "old", attributes={"leg": "1"}), Element("B", Kind.TAP, parent="A")),
        (Link("B", "A", PlantPath.POWER),),
    )
    new = Plant(
        (Element("A", Kind.AMPLIFIER, "new", lon=120.0, lat=30.0, attributes={"leg": "2"}), Element("C", Kind.TAP))
    )
    elements, links, *others = differences(old, new)
    assert (elements.added, elements.removed, elements.changed) == (1, 1, 1)
    assert (elements.first_added, elements.first_removed) == (("C",), ("B",))
    assert elements.first_changes == (
        Change("A", "name", "old", "new"),
        Change("A", "lon", "", "120.0"),
        Change("A", "lat", "", "30.0"),
        Change("A", "leg", "1", "2"),
    )
    assert (links.removed, links.first_removed) == (1, ("B power",))
    assert not any(others)
    assert not any(differences(new, new))
