"""A layer, sheet or file of rows, whatever form it is kept in: column names, and rows in slices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import shapely

from maps.finding import Finding

T = TypeVar("T")

SLICE = 20_000
"""Rows held as text at once: what bounds the memory that reading takes beyond the plant itself."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows in a row."""

    lines: Sequence[int]
    """Where each row stands: its line in a text file or a sheet, the header being 1; a layer's first feature is 1."""
    rows: Sequence[Sequence[str]]
    """Cells as text; a row may be shorter than the header."""
    shapes: Sequence[shapely.Geometry | None] | None = None
    """A shape of each row's own, in the coordinates of the file; None where the form has none."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What can feed one table; rows are read when they are asked for, and again each time they are."""

    file: str
    """How findings name it: `elements.csv`, `plant.gpkg/elements`."""
    name: str
    """What it is called where it stands: the stem of the file, the layer, the sheet."""
    columns: Sequence[str]
    slices: Callable[[], Iterator[Slice]]
    rows: int | None = None
    """About how many there are; None where only reading tells."""
    header_row: int = 1
    """Line of the column names; 0 where they stand in none."""
    stated_crs: str = ""
    """What the file says its coordinates refer to; empty where it says nothing."""
    findings: list[Finding] = field(default_factory=list)
    """What is wrong with its form, complete when it has been read."""
    closed: bool = False
    """It cannot be read at all: a finding says why."""


def in_slices(items: Iterable[T], size: int = SLICE) -> Iterator[list[T]]:
    """Yield items as lists of at most `size`."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
