"""Write a plant as a folder of shapefiles: places, lines and outlines apart, with what does not fit beside them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataSourceError
from pyogrio.raw import write as write_layer

from maps.plantfile import sidecar
from maps.plantfile.geopackage import NAMELESS
from maps.plantfile.shaped import in_columns
from maps.plantfile.tables import Part, Table, names_that_fit, wkt

LINES, OUTLINES = "_lines", "_outlines"
"""Ends of the names of the files that hold a table's geometry: a shapefile holds shapes of one sort."""

SORTS = {
    LINES: (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING),
    OUTLINES: (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
}
TYPES = {LINES: "LineString", OUTLINES: "Polygon"}
PARTS = ("shp", "shx", "dbf", "prj", "cpg")


def write(tables: Sequence[Table], folder: Path, crs: str) -> None:
    """Write all tables: `elements.shp` at the places, `elements_lines.shp`, `elements_outlines.shp`, `links.dbf`.

    crs: what the coordinates refer to. Files of an export before are replaced once all are complete.
    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        for table in tables:
            _table(table, unfinished, crs)
    except DataSourceError as error:
        raise OSError(f"{folder}: {error}") from error
    for table in tables:
        for end in ("", LINES, OUTLINES):
            for part in PARTS:
                (folder / f"{table.name}{end}.{part}").unlink(missing_ok=True)
        (folder / f"{table.name}{sidecar.SUFFIX}").unlink(missing_ok=True)
    for file in unfinished.iterdir():
        file.replace(folder / file.name)
    unfinished.rmdir()


def _table(table: Table, folder: Path, crs: str) -> None:
    columns = [name for name in table.columns if name != "geometry"]
    where = [list(table.columns).index(name) for name in columns]
    names = names_that_fit(columns, sidecar.LONGEST_NAME, ascii_only=True)
    spots: Any = [] if "lon" in columns else None
    rows: list[list[str]] = []
    longer: list[tuple[int, str, str]] = []
    drawn: dict[str, list[tuple[str, Any]]] = {LINES: [], OUTLINES: []}
    for part in table.parts():
        for cells, shape in zip(part.rows, part.shapes, strict=True):
            own = [cells[at] for at in where]
            short = [sidecar.cut(text) for text in own]
            feature = len(rows) + 1
            rows.append(short)
            longer += [
                (feature, column, text) for column, text, kept in zip(columns, own, short, strict=True) if text != kept
            ]
            if shape is not None:
                sort = sort_of(shape)
                if sort:
                    drawn[sort].append((short[0], shape))
                if not _comes_back(shape):
                    longer.append((feature, "geometry", wkt(shape)))
        if spots is not None:
            spots += _points(part)
    path = folder / f"{table.name}.{'dbf' if spots is None else 'shp'}"
    _file(path, names, rows, spots, "Point", crs)
    for sort, pairs in drawn.items():
        if pairs:
            keyed = [[key] for key, _ in pairs]
            _file(folder / f"{table.name}{sort}.shp", names[:1], keyed, [shape for _, shape in pairs], TYPES[sort], crs)
    full = [(name, column) for name, column in zip(names, columns, strict=True) if name != column]
    sidecar.write(folder, table.name, full, longer)


def _points(part: Part) -> list[Any]:
    placed = np.isfinite(part.lon)
    found = np.full(len(placed), None, dtype=object)
    found[placed] = shapely.points(part.lon[placed], part.lat[placed])
    return list(found)


def sort_of(shape: shapely.Geometry) -> str:
    """Return the end of the name of the file that holds such a shape; empty where none can."""
    return next((sort for sort, types in SORTS.items() if shapely.get_type_id(shape) in types), "")


def _comes_back(shape: shapely.Geometry) -> bool:
    """Return whether a shapefile gives a shape back as it is: it turns rings round, and one part of many is one."""
    return isinstance(shape, shapely.LineString) or (
        isinstance(shape, shapely.MultiLineString) and len(shapely.get_parts(shape)) > 1
    )


def _file(path: Path, names: Sequence[str], rows: Sequence[Sequence[str]], shapes: Any, sort: str, crs: str) -> None:  # noqa: ANN401 - a list of shapes, or None for a table of its own
    wkb: NDArray[Any] | None = None
    if shapes is not None:
        given = np.empty(len(shapes), dtype=object)
        given[:] = shapes
        wkb = shapely.to_wkb(given)
    columns = []
    for column in in_columns(rows, len(names)):
        values = np.empty(len(column), dtype=object)
        values[:] = column
        columns.append(values)
    write_layer(
        path,
        geometry=wkb,
        field_data=columns,
        fields=np.array(names, dtype=object),
        driver="ESRI Shapefile",
        geometry_type=None if wkb is None else sort,
        crs=None if wkb is None else crs or NAMELESS,
        encoding="UTF-8",
    )
