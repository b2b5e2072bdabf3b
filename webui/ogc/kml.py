"""Features as KML 2.2, coloured by state and severity, for globes and telephones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from webui.ogc.model import Feature

NAMESPACE = "http://www.opengis.net/kml/2.2"
COLOURS = {
    "dark": "d32f2f",
    "ranging": "e65100",
    "unregistered": "f9a825",
    "barred": "6a1b9a",
    "registered": "2e7d32",
    "unknown": "78909c",
    "unobservable": "78909c",
    "critical": "b71c1c",
    "major": "d32f2f",
    "minor": "e65100",
    "warning": "f9a825",
    "indeterminate": "78909c",
    "cleared": "2e7d32",
}
"""Red, green, blue in hexadecimal of each state and severity."""
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


def kml(title: str, features: Iterable[Feature]) -> bytes:
    """Return a document of features; those without a geometry are left out."""
    root = ET.Element("kml", {"xmlns": NAMESPACE})
    document = _under(root, "Document")
    _under(document, "name", title)
    for name, colour in COLOURS.items():
        _style(document, name, colour)
    for feature in features:
        if feature["geometry"] is not None:
            _placemark(document, feature)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _style(document: ET.Element, name: str, colour: str) -> None:
    red, green, blue = colour[:2], colour[2:4], colour[4:]
    style = _under(document, "Style", id=name)
    for kind, opacity in (("IconStyle", "ff"), ("LineStyle", "ff"), ("PolyStyle", "66")):
        part = _under(style, kind)
        _under(part, "color", opacity + blue + green + red)  # KML writes alpha first and red last
        if kind == "LineStyle":
            _under(part, "width", "2")


def _placemark(document: ET.Element, feature: Feature) -> None:
    properties: dict[str, Any] = feature["properties"]
    placemark = _under(document, "Placemark")
    _under(placemark, "name", str(properties.get("name") or feature["id"]))
    _under(placemark, "styleUrl", f"#{properties.get('severity') or properties.get('state')}")
    data = _under(placemark, "ExtendedData")
    for name, value in {"id": feature["id"], **properties}.items():
        if value is not None and value != "":
            _under(_under(data, "Data", name=name), "value", str(value))
    _geometry(placemark, feature["geometry"])


def _geometry(above: ET.Element, geometry: dict[str, Any]) -> None:
    kind = geometry["type"]
    if kind == "Point":
        _coordinates(_under(above, "Point"), [geometry["coordinates"]])
    elif kind == "LineString":
        _coordinates(_under(above, "LineString"), geometry["coordinates"])
    elif kind == "Polygon":
        _polygon(above, geometry["coordinates"])
    else:
        several = _under(above, "MultiGeometry")
        parts = geometry.get("geometries") or [
            {"type": kind.removeprefix("Multi"), "coordinates": part} for part in geometry["coordinates"]
        ]
        for part in parts:
            _geometry(several, part)


def _polygon(above: ET.Element, rings: Sequence[Any]) -> None:
    polygon = _under(above, "Polygon")
    for place, ring in enumerate(rings):
        boundary = _under(polygon, "innerBoundaryIs" if place else "outerBoundaryIs")
        _coordinates(_under(boundary, "LinearRing"), ring)


def _coordinates(above: ET.Element, vertices: Sequence[Sequence[float]]) -> None:
    _under(above, "coordinates", " ".join(f"{vertex[0]!r},{vertex[1]!r}" for vertex in vertices))


def _under(above: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(above, tag, attributes)
    if text:
        made.text = _NO_XML.sub("\ufffd", text)
    return made
