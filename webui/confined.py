"""What people of a contractor see: the incidents and elements of its own areas, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import shapely
from sqlalchemy import Connection, select

from monitor.incidents.model import incident_number
from monitor.ledger import tables as t
from webui.incidents import place_of
from webui.plant import Plant

OPEN_TO_CONFINED = frozenset(
    {
        "login.leave", "map.home",
        "incidents.listing", "incidents.one", "incidents.acknowledge", "incidents.assign", "incidents.snooze",
        "incidents.close", "incidents.override", "incidents.expect", "incidents.comment", "incidents.found",
        "elements.one", "elements.terminal",
        "api.summary", "api.incidents", "api.incident", "api.acknowledge", "api.assign", "api.snooze", "api.close",
        "api.override", "api.expect", "api.comment", "api.found_at_closing", "api.areas", "api.element", "api.history",
        "plans.tick_off", "api.tick_off",
    }
)  # fmt: skip
"""Routes that give a confined visitor their own part; whatever is not named here is refused them."""
OF_ELEMENTS = frozenset({"elements.one", "api.element", "api.history"})
ALWAYS_HEARD = frozenset({"pulse", "resync"})


def is_theirs(connection: Connection, number: int, units: frozenset[str]) -> bool:
    """Return whether one of some units is responsible for an incident."""
    c = t.incident_unit.c
    query = select(c.incident).where(c.incident == number, c.unit.in_(sorted(units)))
    return connection.execute(query).first() is not None


def asked_incident(arguments: Mapping[str, Any]) -> int | None:
    """Return the number of the incident that a route's arguments name; None: they name none."""
    named = arguments.get("number") or arguments.get("id")
    return incident_number(str(named)) if named else None


def holds(connection: Connection, plant: Plant, element: str, units: frozenset[str]) -> bool:
    """Return whether an element, else the nearest above it with a place, stands in an area of some units."""
    place = place_of(element, plant)
    if place is None:
        return False
    c = t.area.c
    query = select(c.geometry).where(c.unit.in_(sorted(units)), c.geometry.isnot(None))
    areas = shapely.from_wkb(list(connection.execute(query).scalars()))
    return bool(shapely.intersects_xy(areas, *place).any()) if len(areas) else False


def hears(connection: Connection, message: bytes, units: frozenset[str]) -> bool:
    """Return whether an event of the stream is for people of some units: what is said of their incidents."""
    lines = dict(line.split(": ", 1) for line in message.decode().splitlines() if ": " in line)
    kind = lines.get("event", "")
    if kind in ALWAYS_HEARD:
        return True
    if kind not in ("incident", "notice"):
        return False
    number = incident_number(str(json.loads(lines["data"])["subject"]))
    return number is not None and is_theirs(connection, number, units)
