"""What people of a contractor see: the incidents and elements of its own areas, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from monitor.incidents.links import Link
from monitor.incidents.model import Entry, TimelineEntry, incident_number
from monitor.ledger import tables as t

OPEN_TO_CONFINED = frozenset(
    {
        "login.leave", "map.home", "map.page", "tiles.tile",
        "ogc.landing", "ogc.conformance", "ogc.api", "ogc.collections", "ogc.collection", "ogc.items", "ogc.item",
        "incidents.listing", "incidents.one", "incidents.acknowledge", "incidents.assign", "incidents.snooze",
        "incidents.close", "incidents.override", "incidents.expect", "incidents.comment", "incidents.found",
        "ties.add", "ties.remove",
        "elements.one", "elements.terminal",
        "api.summary", "api.incidents", "api.incident", "api.incident_candidates", "api.acknowledge", "api.assign",
        "api.snooze", "api.close", "api.override", "api.expect", "api.comment", "api.found_at_closing",
        "api.link", "api.unlink",
        "api.element", "api.history", "api.areas", "api.spans", "api.elements", "api.terminals", "api.footprints",
        "api.states",
        "plans.tick_off", "api.tick_off",
    }
)  # fmt: skip
"""Routes that give a confined visitor their own part; whatever is not named here is refused them."""
OF_ELEMENTS = frozenset({"elements.one", "elements.terminal", "api.element", "api.history"})
ALWAYS_HEARD = frozenset({"pulse", "resync"})
HEARD_BARE = frozenset({"state", "alarm"})
"""Events that only say that the map is to be drawn anew: how much has changed, and where, is left out."""
_AN_INCIDENT = re.compile(r"INC-[0-9]+")


def is_theirs(connection: Connection, number: int, units: frozenset[str]) -> bool:
    """Return whether one of some units is responsible for an incident."""
    return number in theirs(connection, [number], units)


def theirs(connection: Connection, numbers: Iterable[int], units: frozenset[str] | None) -> frozenset[int]:
    """Return those of some incidents that one of some units is responsible for; None: all of them."""
    asked = sorted(set(numbers))
    if units is None:
        return frozenset(asked)
    c = t.incident_unit.c
    query = select(c.incident).where(c.incident.in_(asked), c.unit.in_(sorted(units)))
    return frozenset(connection.execute(query).scalars())


def asked_incident(arguments: Mapping[str, Any]) -> int | None:
    """Return the number of the incident that a route's arguments name; None: they name none."""
    named = arguments.get("number") or arguments.get("id")
    return incident_number(str(named)) if named else None


def links_shown(connection: Connection, ties: Iterable[Link], units: frozenset[str] | None) -> list[Link]:
    """Return the ties between incidents of which somebody may see both."""
    found = list(ties)
    seen = theirs(connection, {number for tie in found for number in (tie.incident, tie.other)}, units)
    return [tie for tie in found if {tie.incident, tie.other} <= seen]


def entries_shown(
    connection: Connection, entries: Iterable[TimelineEntry], units: frozenset[str] | None
) -> list[TimelineEntry]:
    """Return the entries of a timeline that speak of no incident but those that somebody may see."""
    found = list(entries)
    other = {i: number for i, entry in enumerate(found) if (number := _other(entry)) is not None}
    seen = theirs(connection, other.values(), units)
    return [entry for i, entry in enumerate(found) if i not in other or other[i] in seen]


def reason_shown(connection: Connection, reason: str, units: frozenset[str] | None) -> str:
    """Return why an incident changed its state, with incidents that are not somebody's to see left unnamed."""
    named = {text: incident_number(text) for text in _AN_INCIDENT.findall(reason)}
    seen = theirs(connection, (number for number in named.values() if number is not None), units)
    return _AN_INCIDENT.sub(lambda found: found[0] if named[found[0]] in seen else "INC-…", reason)


def heard(connection: Connection, message: bytes, units: frozenset[str]) -> bytes | None:
    """Return an event of the stream as people of some units hear it: what is said of their incidents; None: not."""
    lines = dict(line.split(": ", 1) for line in message.decode().splitlines() if ": " in line)
    kind = lines.get("event", "")
    if kind in ALWAYS_HEARD:
        return message
    if kind in HEARD_BARE:
        body = json.loads(lines["data"]) | {"subject": "", "data": {}}
        return f"id: {lines['id']}\nevent: {kind}\ndata: {json.dumps(body, separators=(',', ':'))}\n\n".encode()
    if kind not in ("incident", "notice"):
        return None
    number = incident_number(str(json.loads(lines["data"])["subject"]))
    return message if number is not None and is_theirs(connection, number, units) else None


def _other(entry: TimelineEntry) -> int | None:
    """Return the number of the other incident that an entry speaks of; None: of none."""
    if entry.kind == Entry.MERGED:
        return int(entry.detail["into"])
    return incident_number(str(entry.detail["to"])) if entry.kind in (Entry.LINKED, Entry.UNLINKED) else None
