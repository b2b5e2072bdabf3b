"""A GeoPackage of plant, states and open incidents, written every night for QGIS and its like.

It is written aside and renamed, so that whoever opens it finds it whole; a copy that is open stays as it was.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Row, Select, select

from collectors.states import TerminalState
from maps.model import TERMINALS
from maps.qgis import STYLES, qml
from monitor.incidents.model import IncidentView
from monitor.incidents.read import open_incidents
from monitor.jobs.merging import Stopped, StoppedError, never
from monitor.ledger import tables as t
from monitor.series.durable import make_folders, sync
from thresholds.model import Severity

FILE, ASIDE = "plantwatch.gpkg", ".plantwatch-unfinished.gpkg"
CRS = "EPSG:4326"
SLICE = 20_000
"""Elements held at once."""
FARTHEST_UP = 64
"""Elements above one at which a place is looked for."""
Columns = dict[str, NDArray[Any]]


def is_due(file: Path, now_ms: int, hour: int, zone: ZoneInfo) -> bool:
    """Return whether a file is missing, or older than the last time it was `hour` o'clock in `zone`."""
    now = datetime.fromtimestamp(now_ms / 1000, zone)
    last = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if last > now:
        last -= timedelta(days=1)
    try:
        return file.stat().st_mtime < last.timestamp()
    except FileNotFoundError:
        return True


def write(connection: Connection, folder: Path, now_ms: int, stopped: Stopped = never) -> Path:
    """Write the file anew from a snapshot of the ledger, dated `now_ms`, and return where it is.

    Raises OSError where it cannot be written; StoppedError, and then the file before is still there.
    """
    file, aside = folder / FILE, folder / ASIDE
    make_folders([folder])
    _remove(aside)
    layers = _Layers(aside)
    is_terminal = t.element.c.kind.in_(sorted(TERMINALS))
    for name, which in (("elements", ~is_terminal), ("terminals", is_terminal)):
        for rows in _elements(connection, which, stopped):
            layers.add(name, "Point", _points(rows), _said(rows))
    for rows in _elements(connection, t.element.c.parent != "", stopped):
        layers.add("spans", "LineString", _courses(connection, rows), _said(rows))
    views = open_incidents(connection)
    layers.add("incidents", "MultiPolygon", _areas(views), _of_incidents(views))
    _add_styles(aside, layers.names)
    os.utime(aside, (now_ms / 1000, now_ms / 1000))
    sync(aside)
    aside.replace(file)
    sync(folder)
    return file


class _Layers:
    """The layers of a file that is being written; a slice of rows at a time goes into one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.names: list[str] = []

    def add(self, layer: str, geometry_type: str, shapes: NDArray[np.object_], columns: Columns) -> None:
        """Add rows to a layer, which is made with the first of them; rows without a shape are left out."""
        there = ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes)
        if layer in self.names and not there.any():
            return
        pyogrio.raw.write(
            str(self._file),
            shapely.to_wkb(shapes[there]),
            [values[there] for values in columns.values()],
            list(columns),
            layer=layer,
            driver="GPKG",
            geometry_type=geometry_type,
            crs=CRS,
            promote_to_multi=geometry_type.startswith("Multi"),
            append=layer in self.names,
            layer_options=None if layer in self.names else {"GEOMETRY_NAME": "geom"},
        )
        if layer not in self.names:
            self.names.append(layer)


def _elements(connection: Connection, which: ColumnElement[bool], stopped: Stopped) -> Iterator[Sequence[Row[Any]]]:
    """Yield elements in slices, at least one of them, with the state and the place of each one's parent."""
    parent = t.element.alias("above")
    e, s = t.element.c, t.terminal_state.c
    query: Select[Any] = (
        select(
            e.id, e.kind, e.name, e.parent, e.lon, e.lat, e.address, e.geometry,
            s.state, s.since_ms, parent.c.lon.label("above_lon"), parent.c.lat.label("above_lat"),
        )
        .join(t.subject, t.subject.c.key == e.id, isouter=True)
        .join(t.terminal_state, s.slot == t.subject.c.slot, isouter=True)
        .join(parent, parent.c.id == e.parent, isouter=True)
        .where(which)
        .order_by(e.position)
    )  # fmt: skip
    empty = True
    for rows in connection.execute(query, execution_options={"yield_per": SLICE}).partitions():
        yield rows
        empty = False
        if stopped():
            raise StoppedError
    if empty:
        yield []


def _said(rows: Sequence[Row[Any]]) -> Columns:
    """Return the columns of elements: texts, and since when they are in their state, UTC."""
    texts = {name: [getattr(row, name) for row in rows] for name in ("id", "kind", "name", "parent", "address")}
    texts["state"] = [TerminalState(row.state or 0).name.lower() for row in rows]
    since = np.array([row.since_ms or None for row in rows], dtype="datetime64[ms]")
    return {**{name: np.array(values, dtype=object) for name, values in texts.items()}, "since": since}


def _points(rows: Sequence[Row[Any]]) -> NDArray[np.object_]:
    return _shapes([shapely.Point(row.lon, row.lat) if _placed(row.lon, row.lat) else None for row in rows])


def _courses(connection: Connection, rows: Sequence[Row[Any]]) -> NDArray[np.object_]:
    """Return spans: as the file has them, else straight to the nearest ancestor that has a place."""
    return _shapes([_course(connection, row) for row in rows])


def _course(connection: Connection, row: Row[Any]) -> shapely.Geometry | None:
    drawn: shapely.Geometry | None = shapely.from_wkb(row.geometry) if row.geometry is not None else None
    if drawn is not None and shapely.get_type_id(drawn) == shapely.GeometryType.LINESTRING:
        return drawn
    if not _placed(row.lon, row.lat):
        return None
    upper = (
        (row.above_lon, row.above_lat) if _placed(row.above_lon, row.above_lat) else _further(connection, row.parent)
    )
    if upper is None or upper == (row.lon, row.lat):
        return None
    return shapely.LineString([upper, (row.lon, row.lat)])


def _further(connection: Connection, parent: str) -> tuple[float, float] | None:
    """Return the place of the nearest ancestor that has one, of an element whose parent has none."""
    e = t.element.c
    for _ in range(FARTHEST_UP):
        row = connection.execute(select(e.parent, e.lon, e.lat).where(e.id == parent)).one_or_none()
        if row is None:
            return None
        if _placed(row.lon, row.lat):
            return row.lon, row.lat
        parent = row.parent
    return None


def _areas(views: Sequence[IncidentView]) -> NDArray[np.object_]:
    return _shapes([view.area for view in views])


def _of_incidents(views: Sequence[IncidentView]) -> Columns:
    texts = {
        "id": [view.id for view in views],
        "severity": [Severity(view.severity).name.lower() for view in views],
        "cause": [view.cause for view in views],
        "element": [view.element for view in views],
    }
    return {
        **{name: np.array(values, dtype=object) for name, values in texts.items()},
        "subscribers": np.array([view.subscribers for view in views], dtype=np.int64),
        "terminals": np.array([view.terminals for view in views], dtype=np.int64),
        "probability": np.array([view.probability for view in views], dtype=np.float64),
        "opened": np.array([view.opened_ms for view in views], dtype="datetime64[ms]"),
    }


def _add_styles(file: Path, layers: Sequence[str]) -> None:
    """Add the table in which QGIS looks for the style of each layer, and name it among the file's contents."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), "
            "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
            "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
            "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))"
        )
        connection.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')",
            [(layer, layer, qml(STYLES[layer]), "Plantwatch") for layer in layers],
        )
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles of QGIS')"
        )


def _remove(file: Path) -> None:
    """Remove what an interrupted run left."""
    for name in (file, *(file.with_name(file.name + more) for more in ("-journal", "-wal", "-shm"))):
        name.unlink(missing_ok=True)


def _placed(lon: float | None, lat: float | None) -> bool:
    return lon is not None and lat is not None


def _shapes(shapes: Sequence[shapely.Geometry | None]) -> NDArray[np.object_]:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made
