"""What feeds a table of ours: a layer whose columns are ours already, or one that a mapping reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from maps.finding import Finding
from maps.plantfile.layer import Layer
from maps.plantfile.sheet import Sheet, sheets


@dataclass(frozen=True, slots=True)
class Feed:
    """Rows of one table from one place; read once."""

    file: str
    """How findings name the place."""
    rows: int | None
    """About how many there are."""
    sheets: Callable[[], Iterator[Sheet]]
    findings: Callable[[], list[Finding]]
    """What is wrong with the form of it, complete when the sheets have been read."""


def plain(layer: Layer, table: str) -> Feed:
    """Return a layer as the feed of the table whose columns it has."""
    found: list[Finding] = []
    empty = layer.closed or (layer.rows == 0 and not layer.header_row)  # GeoJSON names columns in its features only
    return Feed(
        layer.file,
        layer.rows,
        lambda: iter(()) if empty else sheets(layer, table, found),
        lambda: [*layer.findings, *found],
    )
