"""KML and KMZ as layers, a folder of placemarks each, with the names of their data as they are written.

GDAL reads them, too, but keeps of a name only what is ASCII: 型号 would become `__`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET

import shapely

from maps.plantfile.layer import Layer, Slice, in_slices

WGS84 = "EPSG:4326"
NAME, DESCRIPTION = "name", "description"

Placemark = tuple[dict[str, str], shapely.Geometry | None]


def layers(path: Path, encoding: Mapping[str, str]) -> list[Layer]:
    """Return the folders of a file that have placemarks of their own. Raises OSError when it cannot be read."""
    del encoding  # XML says its own
    found: dict[str, list[Placemark]] = {}
    files = sorted([*path.glob("*.kml"), *path.glob("*.kmz")]) if path.is_dir() else [path]
    for file in files:
        try:
            with _opened(file) as stream:
                for folder, placemark in _placemarks(stream, file.stem):
                    found.setdefault(folder, []).append(placemark)
        except (ET.ParseError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise OSError(f"{file.name}: is not KML: {error}") from error
    return [_layer(f"{path.name}/{name}", name, placemarks) for name, placemarks in found.items()]


def _opened(file: Path) -> BinaryIO:
    if not zipfile.is_zipfile(file):
        return file.open("rb")
    archive = zipfile.ZipFile(file)
    inside = [name for name in archive.namelist() if name.lower().endswith(".kml")]
    if not inside:
        raise ValueError("there is no .kml in it")
    return archive.open(inside[0])  # type: ignore[return-value]  # it reads bytes, and that is all that is asked


def _layer(file: str, name: str, placemarks: Sequence[Placemark]) -> Layer:
    columns = list(dict.fromkeys(column for cells, _ in placemarks for column in cells))

    def slices() -> Iterator[Slice]:
        done = 0
        for some in in_slices(placemarks):
            rows = [[cells.get(column, "") for column in columns] for cells, _ in some]
            yield Slice(range(done + 1, done + 1 + len(some)), rows, [shape for _, shape in some])
            done += len(some)

    return Layer(file, name, columns, slices, len(placemarks), header_row=0, stated_crs=WGS84)


def _placemarks(stream: BinaryIO, stem: str) -> Iterator[tuple[str, Placemark]]:
    """Yield (name of the innermost folder, placemark); what was read is let go of at once."""
    folders: list[ET.Element] = []
    for event, node in ET.iterparse(stream, events=("start", "end")):  # noqa: S314 - expat refuses what swells
        tag = _tag(node)
        if tag == "Folder":
            if event == "start":
                folders.append(node)
            else:
                folders.pop()
                node.clear()
        elif tag == "Placemark" and event == "end":
            yield _name(folders[-1], stem) if folders else stem, _placemark(node)
            node.clear()


def _name(folder: ET.Element, otherwise: str) -> str:
    return next((_text(child) for child in folder if _tag(child) == NAME), "") or otherwise


def _placemark(node: ET.Element) -> Placemark:
    cells = {NAME: "", DESCRIPTION: ""}
    shapes: list[shapely.Geometry] = []
    for part in node.iter():
        tag = _tag(part)
        if tag in cells and not cells[tag]:
            cells[tag] = _text(part)
        elif tag == "Data":
            cells[part.get("name", "")] = next((_text(child) for child in part if _tag(child) == "value"), "")
        elif tag == "SimpleData":
            cells[part.get("name", "")] = _text(part)
        elif tag in {"Point", "LineString", "Polygon"}:
            shape = _shape(part, tag)
            shapes += [shape] if shape is not None else []
    return cells, shapes[0] if len(shapes) == 1 else _together(shapes)


def _together(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry | None:
    if not shapes:
        return None
    several: dict[type[shapely.Geometry], Any] = {
        shapely.Point: shapely.MultiPoint,
        shapely.LineString: shapely.MultiLineString,
        shapely.Polygon: shapely.MultiPolygon,
    }
    sorts = {type(shape) for shape in shapes}
    made: shapely.Geometry = several[sorts.pop()](shapes) if len(sorts) == 1 else shapely.GeometryCollection([*shapes])
    return made


def _shape(node: ET.Element, tag: str) -> shapely.Geometry | None:
    """Return a geometry; None where it has no coordinates that are some."""
    rings = [_coordinates(part) for part in node.iter() if _tag(part) == "coordinates"]
    try:
        if tag == "Point":
            return shapely.Point(rings[0][0])
        return shapely.LineString(rings[0]) if tag == "LineString" else shapely.Polygon(rings[0], rings[1:])
    except (IndexError, ValueError, shapely.errors.GEOSException):
        return None


def _coordinates(node: ET.Element) -> list[tuple[float, float]]:
    numbers = [part.split(",") for part in _text(node).split()]
    return [(float(part[0]), float(part[1])) for part in numbers]


def _tag(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _text(node: ET.Element) -> str:
    return (node.text or "").strip()
