"""A storm as pages and the API show it: what it has come to, and where a crew goes next to bring most homes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from monitor.incidents.model import incident_id
from monitor.plans.storm_story import story_of, tolls_of
from monitor.plans.storms import Storm, crew_list, standing_storm, storm_by, storms, work_of
from webui.incidents import names_of


def storm_json(connection: Connection, past: int | None = None) -> dict[str, Any]:
    """Return the storm there is, or null, or one of the `past`, with its visits, most homes back first, and story."""
    now = standing_storm(connection) if past is None else storm_by(connection, past)
    visits = crew_list(work_of(connection, now.id)) if now is not None else []
    names = names_of(connection, [element for visit in visits for element in visit.elements])
    return {
        "storm": None if now is None else _items(connection, [now])[0],
        "visits": [
            {
                "incidents": [incident_id(number) for number in visit.incidents],
                "elements": [
                    {"id": element, "kind": names[element].kind, "name": names[element].label}
                    for element in visit.elements
                    if element in names
                ],
                "subscribers": visit.subscribers,
                "restored_by_then": visit.restored_by_then,
            }
            for visit in visits
        ],
        "timeline": [
            {
                "at_ms": each.at_ms,
                "kind": str(each.turn),
                "incidents": [incident_id(number) for number in each.incidents],
                "into": incident_id(each.into) if each.into is not None else None,
            }
            for each in (story_of(connection, now) if now is not None else [])
        ],
        "past": _items(connection, [storm for storm in storms(connection) if storm.ended_ms is not None]),
    }


def standing_item(connection: Connection) -> dict[str, Any] | None:
    """Return the storm there is with what it has come to, None: there is none."""
    now = standing_storm(connection)
    return None if now is None else _items(connection, [now])[0]


def _items(connection: Connection, found: Sequence[Storm]) -> list[dict[str, Any]]:
    """Return storms, each with what it has come to."""
    tolls = tolls_of(connection, [storm.id for storm in found])
    return [
        {"id": storm.id, "began_ms": storm.began_ms, "ended_ms": storm.ended_ms, **asdict(tolls[storm.id])}
        for storm in found
    ]
