"""Elements, terminals and spans as features, from the plant in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from monitor.care.element_lookup import element_id
from webui.display import STATES, state_name
from webui.ogc.model import Feature, Page
from webui.ogc.query import BadQueryError, Query
from webui.plant import Plant
from webui.readers import readers
from webui.seeing import sight
from webui.spans import Spans
from webui.zooms import FIBRE, SPAN_OF_KIND

DIGITS = 8
"""Decimals of a degree: what plant files are kept with."""

Rows = NDArray[np.intp]


def elements_page(connection: Connection, query: Query) -> Page:
    """Return a page of elements, terminals left out, in the order of the plant file."""
    plant = sight().plant(connection)
    return _points_page(connection, plant, ~plant.terminal, query)


def terminals_page(connection: Connection, query: Query) -> Page:
    """Return a page of terminals, in the order of the plant file."""
    plant = sight().plant(connection)
    return _points_page(connection, plant, plant.terminal, query)


def spans_page(connection: Connection, query: Query) -> Page:
    """Return a page of spans, in the order of the elements they feed."""
    plant = sight().plant(connection)
    spans = sight().spans.of(plant)
    wanted = np.ones(len(spans), np.bool_)
    if query.boxes:
        near = np.flatnonzero(np.logical_or.reduce([spans.near(box) for box in query.boxes]))
        wanted[:] = False
        wanted[near[shapely.intersects(spans.lines(near), query.area())]] = True
    element = spans.element.astype(np.intp)
    wanted &= _as_filtered(connection, plant, element, query)
    start = int(np.searchsorted(element, _after(plant, query.cursor), side="right"))
    rows, more = _slice(wanted, start, query.limit)
    state = readers().states.now(connection).of(plant.slot[element[rows]])
    features = _lines(plant, spans, rows, state)
    return Page(features, plant.ids[element[rows[-1]]] if more else None, int(wanted.sum()))


def element_one(connection: Connection, key: str) -> Feature | None:
    """Return an element by its id."""
    return _point_one(connection, key, terminal=False)


def terminal_one(connection: Connection, key: str) -> Feature | None:
    """Return a terminal by its id, in any notation."""
    return _point_one(connection, key, terminal=True)


def span_one(connection: Connection, key: str) -> Feature | None:
    """Return a span by the id of the element it feeds."""
    plant = sight().plant(connection)
    at = plant.position.get(element_id(connection, key), -1)
    spans = sight().spans.of(plant)
    span = spans.that_feeds(at)
    if span is None:
        return None
    state = readers().states.now(connection).of(plant.slot[[at]])
    return _lines(plant, spans, np.array([span], np.intp), state)[0]


def _points_page(connection: Connection, plant: Plant, wanted: NDArray[np.bool_], query: Query) -> Page:
    every = np.arange(len(plant))
    wanted = wanted & query.holds(plant.lon, plant.lat) & _as_filtered(connection, plant, every, query)
    rows, more = _slice(wanted, _after(plant, query.cursor) + 1, query.limit)
    state = readers().states.now(connection).of(plant.slot[rows])
    return Page(_points(plant, rows, state), plant.ids[rows[-1]] if more else None, int(wanted.sum()))


def _point_one(connection: Connection, key: str, *, terminal: bool) -> Feature | None:
    plant = sight().plant(connection)
    at = plant.position.get(element_id(connection, key))
    if at is None or bool(plant.terminal[at]) is not terminal:
        return None
    return _points(plant, np.array([at]), readers().states.now(connection).of(plant.slot[[at]]))[0]


def _as_filtered(connection: Connection, plant: Plant, element: Rows, query: Query) -> NDArray[np.bool_]:
    """Return bool[m]: which of some elements are of the kind and in the state asked for."""
    wanted = np.ones(len(element), np.bool_)
    if "kind" in query.filters:
        kinds, kind = plant.kinds, query.filters["kind"]
        wanted &= np.fromiter((kinds[i] == kind for i in element.tolist()), np.bool_, len(element))
    if "state" in query.filters:
        name = query.filters["state"]
        if name not in STATES:
            raise BadQueryError(f"state: {name} is none of {', '.join(STATES)}")
        wanted &= readers().states.now(connection).of(plant.slot[element]) == STATES.index(name)
    return wanted


def _after(plant: Plant, cursor: str) -> int:
    """Return the position of the last element of the page before, -1 for the first page."""
    if not cursor:
        return -1
    if cursor not in plant.position:
        raise BadQueryError("cursor: that element is no longer in the plant; begin again")
    return plant.position[cursor]


def _slice(wanted: NDArray[np.bool_], start: int, limit: int) -> tuple[Rows, bool]:
    """Return the first `limit` rows that are wanted from `start` on, and whether there are more."""
    found = start + np.flatnonzero(wanted[start:])[: limit + 1]
    return found[:limit], len(found) > limit


def _points(plant: Plant, rows: Rows, state: NDArray[np.uint8]) -> list[Feature]:
    lon, lat = (np.round(axis[rows], DIGITS).tolist() for axis in (plant.lon, plant.lat))
    return [
        {
            "type": "Feature",
            "id": plant.ids[i],
            "geometry": None if x != x or y != y else {"type": "Point", "coordinates": [x, y]},  # noqa: PLR0124 - NaN
            "properties": {**_said(plant, i, code), "terminals": behind},
        }
        for i, x, y, code, behind in zip(
            rows.tolist(), lon, lat, state.tolist(), plant.behind[rows].tolist(), strict=True
        )
    ]


def _lines(plant: Plant, spans: Spans, rows: Rows, state: NDArray[np.uint8]) -> list[Feature]:
    lon, lat, count = spans.vertices(rows)
    vertices = np.column_stack([np.round(lon, DIGITS), np.round(lat, DIGITS)]).tolist()
    end = np.cumsum(count).tolist()
    return [
        {
            "type": "Feature",
            "id": plant.ids[i],
            "geometry": {"type": "LineString", "coordinates": vertices[stop - size : stop]},
            "properties": {**_said(plant, i, code), "cable": SPAN_OF_KIND.get(plant.kinds[i], FIBRE)},
        }
        for i, stop, size, code in zip(spans.element[rows].tolist(), end, count.tolist(), state.tolist(), strict=True)
    ]


def _said(plant: Plant, i: int, state: int) -> dict[str, Any]:
    above = int(plant.parent[i])
    return {
        "kind": plant.kinds[i],
        "name": plant.names[i],
        "parent": plant.ids[above] if above >= 0 else "",
        "state": state_name(state),
    }
