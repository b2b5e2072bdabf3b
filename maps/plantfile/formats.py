"""Forms in which a plant is kept: which one a path is in, and what in it feeds which table."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from maps.finding import Finding
from maps.plantfile.columns import COLUMNS, ELEMENTS
from maps.plantfile.feed import Feed, plain
from maps.plantfile.layer import Layer
from maps.plantfile.mapping import Mapping
from maps.reference import Reference, sees_alike


class Format(StrEnum):
    """A form of plant file."""

    CSV = "csv"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    XLSX = "xlsx"
    SHP = "shp"
    KML = "kml"
    DXF = "dxf"


WRITTEN = (Format.CSV, Format.GEOJSON, Format.GPKG, Format.XLSX, Format.SHP)
"""Forms that hold a whole plant; the others are read by a mapping."""

SUFFIXES = {
    ".csv": Format.CSV,
    ".geojson": Format.GEOJSON,
    ".json": Format.GEOJSON,
    ".gpkg": Format.GPKG,
    ".xlsx": Format.XLSX,
    ".shp": Format.SHP,
    ".kml": Format.KML,
    ".kmz": Format.KML,
    ".dxf": Format.DXF,
}

READERS = {
    Format.CSV: "csv_files",
    Format.XLSX: "workbook",
    Format.SHP: "shapefiles",
    Format.KML: "kml",
}
"""Module that gives the layers of a form; the rest is GDAL's. Each is imported by those who need it: GDAL takes
half a second and much memory, and nothing that watches the plant has a use for it."""

WRITERS = {
    Format.CSV: "csv_writing",
    Format.GEOJSON: "geojson",
    Format.GPKG: "geopackage",
    Format.XLSX: "workbook",
    Format.SHP: "shapefiles",
}


def guess(path: Path) -> Format | None:
    """Return the form that a path is in by its name, or by the names of what lies in it; None where nothing tells."""
    if not path.is_dir():
        return SUFFIXES.get(path.suffix.lower())
    inside = {entry.suffix.lower(): entry.stem for entry in sorted(path.iterdir(), reverse=True)}
    named = [entry.suffix.lower() for entry in path.iterdir() if entry.stem == ELEMENTS]
    known = [suffix for suffix in (*SUFFIXES, ".dbf") if suffix in (named or inside)]
    if not known:
        return None
    shapes = [suffix for suffix in known if suffix == ".shp"]  # beside which a CSV file may lie
    return SUFFIXES.get((shapes or known)[0])


def layers_of(path: Path, form: Format, encoding: dict[str, str] | None = None) -> list[Layer]:
    """Return what a path of a form holds; encoding: by the name of a file, where somebody says it.

    Raises OSError when it cannot be read.
    """
    reader = importlib.import_module(f"maps.plantfile.{READERS.get(form, 'vector')}")
    found: list[Layer] = reader.layers(path, encoding or {})
    return found


def feeds_of(
    path: Path, form: Format | None, mapping: Mapping | None, reference: Reference
) -> tuple[dict[str, list[Feed]], list[Finding]]:
    """Return what feeds each table, and what is wrong with the whole.

    A layer that bears the name of a table feeds it, unless a mapping says which one does.
    """
    if mapping is not None:
        mapped = importlib.import_module("maps.plantfile.mapped")
        feeds: dict[str, list[Feed]]
        found: list[Finding]
        feeds, found = mapped.feeds(path, form, mapping, reference)
        return feeds, found
    form = form or guess(path) or Format.CSV
    try:
        layers = layers_of(path, form)
    except OSError as error:
        where = ELEMENTS + ".csv" if form is Format.CSV else path.name
        return {}, [Finding(where, 0, "", f"cannot be read: {error.strerror or error}", fatal=True)]
    by_name = {layer.name: layer for layer in layers}
    if ELEMENTS not in by_name and len(layers) == 1 and not path.is_dir():
        by_name = {ELEMENTS: layers[0]}  # a file of its own, whatever its layer is called
    feeds = {table: [plain(by_name[table], table)] for table in COLUMNS if table in by_name}
    findings = [_missing(path, form, layers)] if ELEMENTS not in by_name else []
    return feeds, [*findings, *other_crs(by_name.values(), reference)]


def other_crs(layers: Iterable[Layer], reference: Reference) -> list[Finding]:
    """Return findings on layers that say their coordinates are something else than what they are taken for."""
    return [
        Finding(
            layer.file,
            0,
            "",
            f"says that its coordinates are {layer.stated_crs}; they were taken as {reference.name}, as was asked",
            fatal=False,
        )
        for layer in layers
        if not sees_alike(layer.stated_crs, reference)
    ]


def _missing(path: Path, form: Format, layers: Sequence[Layer]) -> Finding:
    if form is Format.CSV:
        return Finding(f"{ELEMENTS}.csv", 0, "", f"there is no such file in {path}", fatal=True)
    names = ", ".join(sorted(layer.name for layer in layers)) or "nothing"
    message = f"there is no layer {ELEMENTS!r} in it, but {names}; name what feeds our tables with --mapping"
    return Finding(path.name, 0, "", message, fatal=True)
