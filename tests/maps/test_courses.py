"""The way of a cable: drawn where it was, plausible where it was not, and told apart."""

from __future__ import annotations

import pyogrio
import shapely

from maps import plantfile
from maps.courses import Course, spans
from maps.model import Element, Kind, Plant

NODE = Element("N", Kind.OPTICAL_NODE, lon=120.0, lat=30.0)
PORT = Element("P", Kind.NODE_PORT, parent="N")
DRAWN = Element(
    "A1", Kind.AMPLIFIER, parent="P", lon=120.001, lat=30.0, geometry=shapely.LineString([(120, 30), (120.001, 30)])
)
TURNING = Element("A2", Kind.AMPLIFIER, parent="P", lon=120.003, lat=30.001)
TAP = Element("T", Kind.TAP, parent="A2", lon=120.0031, lat=30.002)
MODEM = Element("02:00:00:00:00:01", Kind.CABLE_MODEM, parent="T", lon=120.0035, lat=30.003)
PLANT = Plant((NODE, PORT, DRAWN, TURNING, TAP, MODEM))


def test_every_span_has_a_way_and_says_whether_it_was_drawn():
    found = {
        span.element: (span.feeder, span.course, shapely.get_coordinates(span.line).tolist())
        for span in spans(PLANT.elements)
    }
    assert found == {
        "A1": ("N", Course.DRAWN, [[120, 30], [120.001, 30]]),
        "A2": ("N", Course.CORNER, [[120, 30], [120.003, 30], [120.003, 30.001]]),
        "T": ("A2", Course.STRAIGHT, [[120.003, 30.001], [120.0031, 30.002]]),
        MODEM.id: ("T", Course.STRAIGHT, [[120.0031, 30.002], [120.0035, 30.003]]),
    }


def test_those_that_feed_each_other_and_those_nowhere_have_none():
    circle = (Element("A", Kind.TAP, parent="B", lon=1, lat=1), Element("B", Kind.TAP, parent="A", lon=2, lat=2))
    assert list(spans((*circle, Element("C", Kind.TAP, parent="A")))) == []


def test_a_geopackage_shows_them_and_an_import_takes_back_only_what_was_drawn(tmp_path):
    plantfile.write(PLANT, tmp_path / "plant.gpkg", "wgs84")
    frame = pyogrio.read_dataframe(tmp_path / "plant.gpkg", layer="spans")
    assert frame["course"].tolist() == ["drawn", "corner", "straight", "straight"]
    assert plantfile.read(tmp_path / "plant.gpkg", "wgs84") == (PLANT, [])
