"""Some rows of one table, whose columns are ours, with what is wrong in their form."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import shapely

from maps.finding import Finding, did_you_mean
from maps.plantfile.columns import COLUMNS, DRAWN, ELEMENTS, GEOMETRY_IS, REQUIRED
from maps.plantfile.layer import Layer, Slice

Place = tuple[float, float]


@dataclass(slots=True)
class Sheet:
    """Rows of a table in the order of their file; what is wrong with them is added to `findings`."""

    table: str
    file: str
    """How findings name where the rows come from."""
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    """Where in the file each row begins."""
    position: Mapping[str, int]
    """Where each known column stands; a column that is missing stands past the end of every row."""
    extra: Sequence[tuple[str, int]]
    """Columns that are not ours, where they stand."""
    findings: list[Finding]
    shapes: Sequence[shapely.Geometry | None] | None = None
    """Geometry that is not written in a cell, in the coordinates of the file."""
    points: Sequence[Place | None] | None = None
    """Places that are not written in cells, likewise."""

    def cells(self, *columns: str) -> Iterator[list[str]]:
        """Yield each row's cells of some columns, stripped; empty where a short row has none."""
        where = [self.position[column] for column in columns]
        longest = max(where, default=0) + 1
        for row in self.rows:
            whole = row if len(row) >= longest else [*row, *[""] * (longest - len(row))]
            yield [whole[at].strip() for at in where]

    def complain(self, index: int, key: str, message: str, *, fatal: bool = False) -> None:
        """Note what is wrong with a row."""
        self.findings.append(Finding(self.file, self.lines[index], key, message, fatal))

    def number(self, index: int, key: str, column: str, text: str) -> float | None:
        """Return a cell's number; None where it is empty or is none, which is noted."""
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
        self.complain(index, key, f"{column} {text!r} is not a number; left empty")
        return None


@dataclass(slots=True)
class _Header:
    position: dict[str, int] = field(default_factory=dict)
    extra: list[tuple[str, int]] = field(default_factory=list)
    geometry_is: int = -1


def sheets(layer: Layer, table: str, findings: list[Finding]) -> Iterator[Sheet]:
    """Yield the rows of a layer whose columns are those of `table`, in slices.

    Nothing comes of a layer whose header lacks what the table must have: `findings` say so.
    """
    header = _header(layer, table, findings)
    if header is None:
        return
    width = len(layer.columns)
    for some in layer.slices():
        sheet = Sheet(table, layer.file, some.rows, some.lines, header.position, header.extra, findings)
        for index, row in enumerate(some.rows):
            if len(row) > width:
                message = f"has {len(row)} cells where the header names {width}; rest ignored"
                sheet.complain(index, row[0].strip(), message)
        if some.shapes is not None:
            sheet.points, sheet.shapes = split_shapes(some, lambda row: _cell(row, header.geometry_is))
        yield sheet


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if 0 <= at < len(row) else ""


def split_shapes(
    some: Slice, what_it_is: Callable[[Sequence[str]], str]
) -> tuple[list[Place | None], list[shapely.Geometry | None]]:
    """Return the rows' places and their geometry: a point is a place, unless its row says it was drawn so."""
    points: list[Place | None] = []
    shapes: list[shapely.Geometry | None] = []
    for row, shape in zip(some.rows, some.shapes or (), strict=True):
        drawn = shape is not None and not shapely.is_empty(shape)
        if isinstance(shape, shapely.Point) and drawn and what_it_is(row) != DRAWN:
            points.append((shape.x, shape.y))
            shapes.append(None)
        else:
            points.append(None)
            shapes.append(shape if drawn else None)
    return points, shapes


def _header(layer: Layer, table: str, findings: list[Finding]) -> _Header | None:
    """Return where each column stands; None where one that must be there is not."""
    names, known, made = layer.columns, COLUMNS[table], _Header()
    made.position = {name: len(names) for name in known}
    for at, name in enumerate(names):
        if name in known:
            if made.position[name] < len(names):
                findings.append(Finding(layer.file, layer.header_row, "", f"column {name!r} stands twice", fatal=True))
                return None
            made.position[name] = at
        elif name == GEOMETRY_IS:
            made.geometry_is = at
        elif name and table == ELEMENTS:
            made.extra.append((name, at))
        elif name:
            message = f"column {name!r} is not known here and not imported{did_you_mean(name, known)}"
            findings.append(Finding(layer.file, layer.header_row, "", message, fatal=False))
    missing = [name for name in REQUIRED[table] if made.position[name] == len(names)]
    findings += [
        Finding(layer.file, layer.header_row, "", f"column {name!r} is missing", fatal=True) for name in missing
    ]
    return None if missing else made
