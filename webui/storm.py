"""A storm as pages and the API show it: where a crew goes next, and how many homes are back by then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from monitor.incidents.model import incident_id
from monitor.plans.storms import Storm, crew_list, standing_storm, storms, work_of
from webui.incidents import names_of


def storm_json(connection: Connection) -> dict[str, Any]:
    """Return the storm there is, or null, its visits most homes back first, and past storms."""
    now = standing_storm(connection)
    visits = crew_list(work_of(connection, now.id)) if now is not None else []
    names = names_of(connection, [element for visit in visits for element in visit.elements])
    return {
        "storm": None if now is None else _storm(now),
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
        "past": [_storm(storm) for storm in storms(connection) if storm.ended_ms is not None],
    }


def _storm(storm: Storm) -> dict[str, Any]:
    return {"id": storm.id, "began_ms": storm.began_ms, "ended_ms": storm.ended_ms}
