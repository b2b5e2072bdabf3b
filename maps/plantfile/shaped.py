"""Rows of a table as features: one shape each, drawn or just where the thing stands, and columns beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from maps.plantfile.columns import COLUMNS, DRAWN, GEOMETRY_IS, PLACE
from maps.plantfile.tables import Part, Shapes, Table


def feature_columns(table: Table) -> list[str]:
    """Return the columns of a table whose geometry is the feature's own, and what that is as the last of them."""
    return [name for name in table.columns if name != "geometry"] + (
        [GEOMETRY_IS] if _says_what_is_drawn(table) else []
    )


def features(table: Table, part: Part) -> tuple[Shapes, list[list[str]]]:
    """Return each row's shape, None where there is none, and its cells in the order of `feature_columns`."""
    shapes = part.shapes.copy()
    drawn = shapes != None  # noqa: E711 - for each of an array
    standing = np.flatnonzero(np.isfinite(part.lon) & ~drawn)
    if len(standing):
        shapes[standing] = shapely.points(part.lon[standing], part.lat[standing])
    if "geometry" not in table.columns:
        return shapes, [list(row) for row in part.rows]
    at = list(table.columns).index("geometry")
    what = np.where(drawn, DRAWN, "").astype(object)
    what[standing] = PLACE
    words = [[word] for word in what.tolist()] if _says_what_is_drawn(table) else [[]] * len(part.rows)
    return shapes, [[*row[:at], *row[at + 1 :], *word] for row, word in zip(part.rows, words, strict=True)]


def in_columns(rows: Sequence[Sequence[str]], width: int) -> list[Sequence[str]]:
    """Return rows as columns, as many of them as `width` even where there are no rows."""
    return list(zip(*rows, strict=True)) if rows else [() for _ in range(width)]


def _says_what_is_drawn(table: Table) -> bool:
    return table.name in COLUMNS and "geometry" in table.columns
