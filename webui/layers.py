"""Layers of the map for a view: spans, elements, terminals, areas, and what is not as it should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from monitor.incidents.read import open_incidents
from monitor.incidents.sought import Sought, of_units
from monitor.ledger import tables as t
from webui.display import state_name
from webui.incidents import DIGITS, area_feature, geojson
from webui.plant import Plant
from webui.spans import Box, Spans
from webui.standing import REGISTERED, UNOBSERVABLE
from webui.zooms import (
    ELEMENT_FROM_ZOOM,
    FIBRE,
    FOOTPRINTS_FROM_ZOOM,
    LOGICAL,
    SPAN_OF_KIND,
    TERMINALS_FROM_ZOOM,
)

Features = list[dict[str, Any]]

MOST_TERMINALS = 8000
MOST_SPANS = 12_000
MOST_ELEMENTS = 6000
CHUNK = 5000
"""Slots asked for in one statement; SQLite takes 32 766 at most."""


def spans(plant: Plant, cables: Spans, box: Box, zoom: float) -> tuple[Features, bool]:
    """Return the cables of a view as lines, and whether there were more than can be given."""
    rows = np.flatnonzero(cables.near(box) & (cables.from_zoom <= zoom))
    found: Features = []
    for row, i in zip(rows[:MOST_SPANS].tolist(), cables.element[rows[:MOST_SPANS]].tolist(), strict=True):
        properties = {
            "element": plant.ids[i],
            "cable": SPAN_OF_KIND.get(plant.kinds[i], FIBRE),
            "at": int(plant.first[i]),
        }
        found.append(_feature({"type": "LineString", "coordinates": cables.course(row)}, properties))
    return found, len(rows) > MOST_SPANS


def elements(plant: Plant, box: Box, zoom: float) -> tuple[Features, bool]:
    """Return the plant elements of a view as points, terminals left out."""
    found: Features = []
    for i in np.flatnonzero(plant.within(*box) & ~plant.terminal).tolist():
        kind = plant.kinds[i]
        if kind in LOGICAL or zoom < ELEMENT_FROM_ZOOM.get(kind, 0.0):
            continue
        if len(found) == MOST_ELEMENTS:
            return found, True
        properties = {
            "element": plant.ids[i],
            "kind": kind,
            "name": plant.names[i] or plant.ids[i],
            "terminals": int(plant.behind[i]),
            "slot": int(plant.slot[i]),
            "at": int(plant.first[i]),
        }
        found.append(_feature(_point(plant, i), properties, i))
    return found, False


def terminals(plant: Plant, box: Box, zoom: float) -> tuple[Features, bool]:
    """Return the terminals of a view as points; none from further away than a quarter of the town."""
    if zoom < TERMINALS_FROM_ZOOM:
        return [], False
    inside = np.flatnonzero(plant.within(*box) & plant.terminal)
    found = [
        _feature(
            _point(plant, i),
            {"element": plant.ids[i], "slot": int(plant.slot[i]), "at": int(plant.first[i])},
            i,
        )
        for i in inside[:MOST_TERMINALS].tolist()
    ]
    return found, len(inside) > MOST_TERMINALS


def footprints(plant: Plant, box: Box, zoom: float) -> tuple[Features, bool]:
    """Return the buildings of a view as outlines."""
    if zoom < FOOTPRINTS_FROM_ZOOM:
        return [], False
    west, south, east, north = box
    found: Features = []
    for i in plant.footprints:
        outline = plant.geometry[i]
        left, bottom, right, top = shapely.bounds(outline).tolist()
        if left > east or right < west or bottom > north or top < south:
            continue
        if len(found) == MOST_ELEMENTS:
            return found, True
        found.append(_feature(geojson(outline), {"element": plant.ids[i]}))
    return found, False


def areas(connection: Connection, units: Collection[str] | None = None) -> Features:
    """Return the areas of all open incidents, or of those of some units, the worst last so that it is drawn on top."""
    views = sorted(open_incidents(connection, Sought(units=units)), key=lambda item: (item.severity, item.subscribers))
    return [feature for view in views if (feature := area_feature(view)) is not None]


def states(
    connection: Connection, plant: Plant, box: Box, zoom: float, units: Collection[str] | None = None
) -> dict[str, Any]:
    """Return what is not as it should be in a view, by slot: small when all is well.

    units: of incidents, those that they are responsible for; None: all.
    """
    by_state: defaultdict[str, list[int]] = defaultdict(list)
    by_incident: defaultdict[str, list[int]] = defaultdict(list)
    inside = plant.within(*box) & (plant.slot >= 0)
    if zoom < TERMINALS_FROM_ZOOM:
        inside &= ~plant.terminal
    slots = plant.slot[inside]
    for part in _chunks(slots):
        rows = connection.execute(
            select(t.terminal_state.c.slot, t.terminal_state.c.state).where(
                t.terminal_state.c.slot.in_(part), t.terminal_state.c.state.not_in((REGISTERED, UNOBSERVABLE))
            )
        )
        for slot, state in rows:
            by_state[state_name(state)].append(slot)
        explained = connection.execute(
            select(t.incident_terminal.c.incident, t.incident_terminal.c.slot)
            .join(t.incident, t.incident.c.number == t.incident_terminal.c.incident)
            .where(
                t.incident_terminal.c.slot.in_(part),
                t.incident_terminal.c.restored_ms.is_(None),
                t.incident.c.resolved_ms.is_(None),
                of_units(units),
            )
        )
        for number, slot in explained:
            by_incident[str(number)].append(slot)
    return {"terminals": by_state, "incidents": by_incident, "alarms": _alarms(connection, plant, box)}


def _alarms(connection: Connection, plant: Plant, box: Box) -> dict[str, int]:
    inside = set(plant.slot[plant.within(*box) & ~plant.terminal].tolist())
    rows = connection.execute(
        select(t.alarm.c.slot, func.max(t.alarm.c.severity))
        .where(t.alarm.c.cleared_ms.is_(None))
        .group_by(t.alarm.c.slot)
    )
    return {str(slot): severity for slot, severity in rows if slot in inside}


def _point(plant: Plant, i: int) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _round(plant, i)}


def _round(plant: Plant, i: int) -> list[float]:
    return [round(float(plant.lon[i]), DIGITS), round(float(plant.lat[i]), DIGITS)]


def _feature(geometry: dict[str, Any], properties: dict[str, Any], at: int | None = None) -> dict[str, Any]:
    made = {"type": "Feature", "geometry": geometry, "properties": properties}
    return made if at is None else {**made, "id": at}


def _chunks(slots: NDArray[np.int32]) -> Iterator[Sequence[int]]:
    for start in range(0, len(slots), CHUNK):
        yield slots[start : start + CHUNK].tolist()
