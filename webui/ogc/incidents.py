"""Incidents as features: where those affected live, when, how badly."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import shapely
from sqlalchemy import Connection

from monitor.incidents.model import ASKED_FOR, IncidentState, IncidentView, incident_id, incident_number
from monitor.incidents.read import incident, list_incidents
from monitor.incidents.sought import Sought
from webui.access import known_visitor
from webui.confined import is_theirs
from webui.display import severity_name, utc
from webui.incidents import geojson
from webui.ogc.model import Feature, Page
from webui.ogc.query import ALWAYS, BadQueryError, Query

AT_ONCE = 200


def incidents_page(connection: Connection, query: Query) -> Page:
    """Return a page of incidents, newest first; without a known area an incident has no geometry."""
    state = query.filters.get("state")
    if state is not None and state not in ASKED_FOR:
        raise BadQueryError(f"state: {state} is none of {', '.join(ASKED_FOR)}")
    before = incident_number(query.cursor) if query.cursor else None
    if query.cursor and before is None:
        raise BadQueryError("cursor: that is no incident's id")
    found: list[IncidentView] = []
    for view in _newest_first(connection, ASKED_FOR[state] if state is not None else (), before):
        if _is_asked_for(view, query):
            found.append(view)
        if len(found) > query.limit:
            break
    shown = found[: query.limit]
    return Page([incident_feature(view) for view in shown], shown[-1].id if len(found) > query.limit else None, None)


def incident_one(connection: Connection, key: str) -> Feature | None:
    """Return an incident by its id."""
    number = incident_number(key)
    view = incident(connection, number) if number is not None and incident_id(number) == key else None
    units = known_visitor().units
    if view is not None and units is not None and not is_theirs(connection, view.number, units):
        return None
    return incident_feature(view) if view is not None else None


def incident_feature(view: IncidentView) -> Feature:
    """Return an incident as a feature, times in UTC."""
    known = view.area is not None and not shapely.is_empty(view.area)
    return {
        "type": "Feature",
        "id": view.id,
        "geometry": geojson(view.area) if known and view.area is not None else None,
        "properties": {
            "state": str(view.state),
            "severity": severity_name(view.severity),
            "cause": view.cause,
            "element": view.element,
            "probability": view.probability,
            "subscribers": view.subscribers,
            "terminals": view.terminals,
            "opened": utc(view.opened_ms),
            "resolved": utc(view.resolved_ms) if view.resolved_ms is not None else None,
        },
    }


def _newest_first(
    connection: Connection, states: Collection[IncidentState], before: int | None
) -> Iterator[IncidentView]:
    more, sought = True, Sought(states, known_visitor().units)
    while more:
        views = list_incidents(connection, sought, before, AT_ONCE)
        yield from views
        more = len(views) == AT_ONCE
        before = views[-1].number if views else None


def _is_asked_for(view: IncidentView, query: Query) -> bool:
    if query.filters.get("severity", severity_name(view.severity)) != severity_name(view.severity):
        return False
    if query.filters.get("cause", view.cause) != view.cause:
        return False
    first_ms, last_ms = query.between_ms
    ended_ms = view.resolved_ms if view.resolved_ms is not None else ALWAYS[1]
    if view.opened_ms > last_ms or ended_ms < first_ms:
        return False
    if not query.boxes:
        return True
    return view.area is not None and bool(shapely.intersects(view.area, query.area()))
