"""A plant as tables of text, the same for every form it is written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.courses import Span, spans
from maps.datum import shifted
from maps.model import Account, AreaRow, Element, Parcel, Plant
from maps.plantfile.columns import (
    ACCOUNTS,
    AREAS,
    COLUMNS,
    DEVICES,
    ELEMENTS,
    LINKS,
    PARCELS,
    SERVICES,
    SPAN_COLUMNS,
    SPANS,
)
from maps.plantfile.layer import in_slices
from maps.reference import Reference

Shapes = NDArray[Any]


class UnwritableError(ValueError):
    """A form cannot hold this plant; the message is a sentence that says what does not fit."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table, in the coordinates of the file."""

    rows: Sequence[Sequence[str]]
    """Cells by column, without that of `geometry`: empty there."""
    lon: NDArray[np.float64]
    """float64[n], NaN where a row has no place."""
    lat: NDArray[np.float64]
    shapes: Shapes
    """object[n]: geometry of its own, None where a row has none."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a plant."""

    name: str
    columns: Sequence[str]
    """Ours, then those the plant's own files brought."""
    rows: int
    parts: Callable[[], Iterator[Part]]
    """In slices; again from the beginning each time."""

    @property
    def has_places(self) -> bool:
        """Whether its rows stand somewhere."""
        return "lon" in self.columns or "geometry" in self.columns


def tables(plant: Plant, reference: Reference) -> list[Table]:
    """Return all seven tables of a plant, coordinates as `reference` writes them."""
    extra = list(dict.fromkeys(name for element in plant.elements for name in element.attributes))
    links = [(link.element, link.parent, str(link.path)) for link in plant.links]
    devices = [
        (d.element, d.address, str(d.port), d.profile, d.snmp_version, d.credential, number(d.interval_s))
        for d in plant.devices
    ]
    services = [(s.account, str(s.service), s.terminal, s.status) for s in plant.services]

    def element(item: Element) -> list[str]:
        own = [item.attributes.get(name, "") for name in extra]
        return [item.id, str(item.kind), item.name, item.parent, "", "", item.address, "", *own]

    return [
        _placed(ELEMENTS, plant.elements, element, reference, extra),
        _flat(LINKS, links),
        _flat(DEVICES, devices),
        _placed(ACCOUNTS, plant.accounts, _account, reference),
        _flat(SERVICES, services),
        _placed(AREAS, plant.areas, lambda a: [a.id, a.name, a.parent, a.unit, ""], reference),
        _placed(PARCELS, plant.parcels, lambda p: [p.id, p.account, p.address, ""], reference),
    ]


def spans_of(plant: Plant, reference: Reference) -> Table:
    """Return the way of every cable as a table of its own, to be looked at: an import passes over it.

    `course` says whether it was drawn; the elements keep only what was.
    """
    return _placed(
        SPANS, [*spans(plant.elements)], lambda span: [span.element, span.feeder, str(span.course), ""], reference
    )


def _account(item: Account) -> list[str]:
    phones = ";".join(item.phones)
    return [item.account, item.name, phones, item.address, "", "", item.cls, item.status, item.unit]


def _flat(name: str, rows: Sequence[Sequence[str]]) -> Table:
    def parts() -> Iterator[Part]:
        for some in in_slices(rows):
            nowhere = np.full(len(some), np.nan)
            yield Part(some, nowhere, nowhere, np.full(len(some), None, dtype=object))

    return Table(name, COLUMNS[name], len(rows), parts)


def _placed(
    name: str,
    nouns: Sequence[Element] | Sequence[Account] | Sequence[AreaRow] | Sequence[Parcel] | Sequence[Span],
    row: Callable[[Any], list[str]],
    reference: Reference,
    extra: Sequence[str] = (),
) -> Table:
    columns = [*(COLUMNS.get(name) or SPAN_COLUMNS), *extra]
    lon_at, lat_at = (columns.index("lon"), columns.index("lat")) if "lon" in columns else (-1, -1)

    def parts() -> Iterator[Part]:
        for some in in_slices(nouns):
            rows = [row(noun) for noun in some]
            lon, lat = _column(some, "lon", lon_at), _column(some, "lat", lat_at)
            if reference.exporting is not None:
                lon, lat = reference.exporting(lon, lat)
            for cells, x, y in zip(rows, lon.tolist(), lat.tolist(), strict=True):
                if x == x and y == y:  # noqa: PLR0124 - NaN differs from itself
                    cells[lon_at], cells[lat_at] = repr(x), repr(y)
            yield Part(rows, lon, lat, _shapes(some, reference))

    return Table(name, columns, len(nouns), parts)


def _column(nouns: Iterable[Any], name: str, at: int) -> NDArray[np.float64]:
    values = map(attrgetter(name), nouns) if at >= 0 else (None for _ in nouns)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _shape_of(noun: Any) -> shapely.Geometry | None:  # noqa: ANN401 - a noun of any table
    return noun.line if isinstance(noun, Span) else getattr(noun, "geometry", None)


def _shapes(nouns: Sequence[Any], reference: Reference) -> Shapes:
    found: Shapes = np.full(len(nouns), None, dtype=object)
    for at, noun in enumerate(nouns):
        found[at] = _shape_of(noun)
    there = np.flatnonzero(found != None)  # noqa: E711 - for each of an array
    if len(there) and reference.exporting is not None:
        found[there] = shifted(found[there], reference.exporting)
    return found


def wkt(shape: shapely.Geometry | None) -> str:
    """Return a geometry as text that reads back to the same; empty for none."""
    if shape is None:
        return ""
    text: str = shapely.to_wkt(shape, rounding_precision=-1)
    return text


def number(value: float | None) -> str:
    """Return a number as text that reads back to the same; empty for none."""
    return "" if value is None else repr(value)


CUT = re.compile(r"\W", re.ASCII)


def names_that_fit(
    columns: Sequence[str], longest: int, taken: Iterable[str] = (), *, ascii_only: bool = False
) -> list[str]:
    """Return names for columns that differ in more than case, of at most `longest` bytes, none of them in `taken`.

    A name that fits stays; the others are cut and numbered.
    """
    used = {name.lower() for name in taken}
    found = []
    for column in columns:
        plain = (CUT.sub("", column) or "column") if ascii_only else column
        name, count = plain.encode()[:longest].decode(errors="ignore"), 1
        while name.lower() in used:
            count += 1
            end = f"_{count}"
            name = plain.encode()[: longest - len(end)].decode(errors="ignore") + end
        used.add(name.lower())
        found.append(name)
    return found
