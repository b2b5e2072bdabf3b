"""What is asked of a collection: arguments of a request, checked as the standard wants them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import shapely
from numpy.typing import NDArray

from webui.spans import Box

DEFAULT_LIMIT, MOST = 100, 10_000
ALWAYS = -(2**53), 2**53
COMMON = frozenset({"bbox", "limit", "datetime", "cursor", "f"})
"""Arguments that every collection takes."""
FORMATS = ("json", "kml")


class BadQueryError(ValueError):
    """An argument is unknown or cannot be; the message names it."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which features of a collection, and how many at a time."""

    limit: int = DEFAULT_LIMIT
    boxes: tuple[Box, ...] = ()
    """West, south, east, north; two where the box crosses the 180th meridian; none: everywhere."""
    between_ms: tuple[int, int] = ALWAYS
    """First and last millisecond, both included."""
    cursor: str = ""
    """What `next` of the page before says; empty: the first page."""
    filters: Mapping[str, str] = field(default_factory=dict)
    format: str = "json"

    def holds(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return bool[n]: which places are asked for; those without one where nobody asks for a place."""
        if not self.boxes:
            return np.ones(len(lon), np.bool_)
        inside = np.zeros(len(lon), np.bool_)
        for west, south, east, north in self.boxes:
            inside |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        return inside

    def area(self) -> shapely.Geometry:
        """Return the boxes as one shape."""
        return shapely.union_all([shapely.box(*box) for box in self.boxes])


def parse(arguments: Mapping[str, str], filters: Collection[str]) -> Query:
    """Return what is asked; `filters` names the properties of the collection that can be asked for.

    Raises BadQueryError.
    """
    unknown = sorted(set(arguments) - COMMON - set(filters))
    if unknown:
        raise BadQueryError(
            f"{', '.join(unknown)}: no such argument; there are {', '.join(sorted({*COMMON, *filters}))}"
        )
    form = arguments.get("f", "json")
    if form not in FORMATS:
        raise BadQueryError(f"f: {form} is none of {', '.join(FORMATS)}")
    return Query(
        limit=_limit(arguments.get("limit")),
        boxes=_boxes(arguments.get("bbox")),
        between_ms=_between(arguments.get("datetime")),
        cursor=arguments.get("cursor", ""),
        filters={name: arguments[name] for name in filters if name in arguments},
        format=form,
    )


def _limit(text: str | None) -> int:
    """Return how many features; more than there may be is as many as there may be."""
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0):
        raise BadQueryError(f"limit: a whole number from 1 to {MOST} is meant")
    return min(int(text), MOST)


def _boxes(text: str | None) -> tuple[Box, ...]:
    if text is None:
        return ()
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:  # with heights, which nothing of ours has
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise BadQueryError("bbox: west,south,east,north in degrees is meant")
    west, south, east, north = numbers
    if south > north:
        raise BadQueryError("bbox: south lies north of north")
    if west > east:
        return (west, south, 180.0, north), (-180.0, south, east, north)
    return ((west, south, east, north),)


def _between(text: str | None) -> tuple[int, int]:
    """Return the first and last millisecond of a moment or an interval of RFC 3339, either end of which may be open."""
    if text is None:
        return ALWAYS
    first, _, last = text.partition("/")
    if "/" not in text:
        return _ms(first), _ms(first)
    start, end = (
        open_end if side in ("", "..") else _ms(side) for side, open_end in zip((first, last), ALWAYS, strict=True)
    )
    if start > end:
        raise BadQueryError("datetime: the interval ends before it begins")
    return start, end


def _ms(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadQueryError("datetime: a time such as 2026-11-22T14:00:00Z is meant, or two with / between") from error
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)
