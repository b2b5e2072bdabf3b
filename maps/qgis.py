"""Styles of QGIS, kept in a GeoPackage so that its layers are drawn by state and severity wherever it is opened.

QGIS reads the table `layer_styles` beside the layers and takes the style that is marked as default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

RED, ORANGE, YELLOW, PURPLE, GREEN, GREY = (
    "211,47,47",
    "230,81,0",
    "249,168,37",
    "106,27,154",
    "46,125,50",
    "120,144,156",
)
BY_STATE: Mapping[str, str] = {
    "unobservable": GREY,
    "unknown": GREY,
    "registered": GREEN,
    "barred": PURPLE,
    "unregistered": YELLOW,
    "ranging": ORANGE,
    "dark": RED,
}
"""Red, green and blue of each state, in the order in which they are drawn: the worst last."""
BY_SEVERITY: Mapping[str, str] = {
    "cleared": GREEN,
    "indeterminate": GREY,
    "warning": YELLOW,
    "minor": ORANGE,
    "major": RED,
    "critical": "183,28,28",
}
MARKER, LINE, FILL = "marker", "line", "fill"
_LAYER_CLASS = {MARKER: "SimpleMarker", LINE: "SimpleLine", FILL: "SimpleFill"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer is drawn: a symbol whose colour tells the value of a column."""

    symbol: str
    """MARKER, LINE or FILL."""
    column: str
    colours: Mapping[str, str]
    size_mm: float
    """Of a marker, or width of a line or an outline."""
    scale: int = 0
    """Denominator of the smallest scale at which the layer is drawn; 0: at every scale."""


def qml(style: Style) -> str:
    """Return a style as QGIS keeps it."""
    root = ET.Element("qgis", {"version": "3.28", "styleCategories": "Symbology|Rendering"})
    if style.scale:
        root.attrib |= {"hasScaleBasedVisibilityFlag": "1", "minScale": str(style.scale), "maxScale": "0"}
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": style.column, "enableorderby": "0", "symbollevels": "1"},
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for place, (value, colour) in enumerate(style.colours.items()):
        ET.SubElement(
            categories,
            "category",
            {"value": value, "label": value, "symbol": str(place), "render": "true", "type": "string"},
        )
        symbol = ET.SubElement(symbols, "symbol", {"type": style.symbol, "name": str(place), "alpha": "1"})
        layer = ET.SubElement(
            symbol, "layer", {"class": _LAYER_CLASS[style.symbol], "enabled": "1", "pass": str(place), "locked": "0"}
        )
        options = ET.SubElement(layer, "Option", {"type": "Map"})
        for name, text in _properties(style, colour).items():
            ET.SubElement(options, "Option", {"type": "QString", "name": name, "value": text})
    return ET.tostring(root, encoding="unicode")


def _properties(style: Style, colour: str) -> dict[str, str]:
    size = f"{style.size_mm:g}"
    if style.symbol == MARKER:
        return {"name": "circle", "color": f"{colour},255", "outline_style": "no", "size": size, "size_unit": "MM"}
    if style.symbol == LINE:
        return {"line_color": f"{colour},255", "line_style": "solid", "line_width": size, "line_width_unit": "MM"}
    return {
        "color": f"{colour},70",
        "style": "solid",
        "outline_color": f"{colour},255",
        "outline_style": "solid",
        "outline_width": size,
        "outline_width_unit": "MM",
    }


STYLES: Mapping[str, Style] = {
    "elements": Style(MARKER, "state", BY_STATE, 2.4, 50_000),
    "spans": Style(LINE, "state", BY_STATE, 0.4),
    "terminals": Style(MARKER, "state", BY_STATE, 1.4, 25_000),
    "incidents": Style(FILL, "severity", BY_SEVERITY, 0.6),
}
"""Style of each layer of our GeoPackage."""
