"""Incidents: a list by pages, one with everything, and what people do to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely
from flask import Response, abort, jsonify

from monitor.incidents import actions
from monitor.incidents.model import FaultView, IncidentState, IncidentView, incident_number
from monitor.incidents.read import incident as read_incident
from monitor.incidents.read import list_incidents, timeline
from monitor.ledger import found
from monitor.ledger.found import Found, FoundCause
from monitor.telling.catalogue import LANGUAGES
from monitor.telling.explaining import explain
from webui import candidates
from webui.access import known_visitor
from webui.api.blueprint import INCIDENTS, api
from webui.api.problem import Problem
from webui.api.schema import (
    Candidates,
    CommentBody,
    FoundBody,
    IncidentDetail,
    IncidentPage,
    IncidentPath,
    IncidentsQuery,
)
from webui.context import now_ms
from webui.display import SEVERITIES
from webui.incidents import ElementName, as_json, elements_in, geojson, names_of
from webui.readers import readers


@api.get("/incidents", tags=[INCIDENTS], responses={200: IncidentPage})
def incidents(query: IncidentsQuery) -> Response:
    """List incidents, newest first."""
    state = IncidentState(query.state) if query.state else None
    before = int(query.cursor) if query.cursor else None
    least = SEVERITIES.index(query.severity) if query.severity else 0
    with readers().ledger.read() as connection:
        found: list[IncidentView] = []
        more = True
        while more and len(found) < query.limit + 1:
            page = list_incidents(connection, state, before, query.limit + 1)
            found += [item for item in page if item.severity >= least]
            more = len(page) == query.limit + 1
            before = page[-1].number if page else None
        shown = found[: query.limit]
        names = names_of(connection, [element for item in shown for element in elements_in(item)])
        plant = readers().plants.newest(connection)
        items = [as_json(item, names, plant) for item in shown]
    return jsonify(items=items, next=str(shown[-1].number) if len(found) > query.limit else None)


@api.get("/incidents/<id>", tags=[INCIDENTS], responses={200: IncidentDetail, 404: Problem})
def incident(path: IncidentPath) -> Response:
    """Give one incident with its faults, area and timeline."""
    number = number_or_404(path.id)
    with readers().ledger.read() as connection:
        view = read_incident(connection, number)
        if view is None:
            abort(404, f"There is no incident {path.id}.")
        names = names_of(connection, elements_in(view))
        body: dict[str, Any] = as_json(view, names, readers().plants.newest(connection))
        entries = timeline(connection, number)
        said = found.load(connection, number)
    body["faults"] = [_fault(fault, names) for fault in view.faults]
    body["area"] = None if view.area is None or shapely.is_empty(view.area) else geojson(view.area)
    body["timeline"] = [
        {"at_ms": entry.at_ms, "actor": entry.actor, "kind": entry.kind, "detail": entry.detail} for entry in entries
    ]
    body["found"] = None if said is None else _found(said)
    return jsonify(body)


@api.get("/incidents/<id>/candidates", tags=[INCIDENTS], responses={200: Candidates, 404: Problem})
def incident_candidates(path: IncidentPath) -> Response:
    """Give what may have failed, as the map draws it: places, cables to search, homes that speak against it."""
    number = number_or_404(path.id)
    with readers().ledger.read() as connection:
        view = read_incident(connection, number)
        if view is None:
            abort(404, f"There is no incident {path.id}.")
        plant = readers().plants.newest(connection)
        names, cables = names_of(connection, elements_in(view)), readers().spans.of(plant)
        body = candidates.as_json(view, names, plant, cables)
    return jsonify(body)


@api.post("/incidents/<id>/acknowledge", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def acknowledge(path: IncidentPath) -> tuple[str, int]:
    """Note that you look after an incident; holds until it is resolved."""
    number = existing_or_404(path.id)
    try:
        actions.acknowledge(readers().ledger, number, known_visitor().name, now_ms())
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    return "", 204


@api.post("/incidents/<id>/comments", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def comment(path: IncidentPath, body: CommentBody) -> tuple[str, int]:
    """Write a comment under an incident."""
    number = existing_or_404(path.id)
    try:
        actions.comment(readers().ledger, number, known_visitor().name, body.text, now_ms())
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    return "", 204


@api.post("/incidents/<id>/found", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def found_at_closing(path: IncidentPath, body: FoundBody) -> tuple[str, int]:
    """Say what had failed, or that nothing had; said again, the last word counts."""
    number = existing_or_404(path.id)
    try:
        actions.report_found(
            readers().ledger, number, known_visitor().name, FoundCause(body.cause), body.element, body.note, now_ms(),
            false_alarm=body.false_alarm,
        )  # fmt: skip
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    return "", 204


def _found(said: Found) -> dict[str, Any]:
    return {
        "at_ms": said.at_ms,
        "by": said.by,
        "element": said.element,
        "named": said.named,
        "cause": str(said.cause),
        "false_alarm": said.false_alarm,
        "note": said.note,
    }


def _fault(fault: FaultView, names: Mapping[str, ElementName]) -> dict[str, Any]:
    """Return a fault as it is stored, with what it comes to in words of every language."""
    said = {item: explain(fault, names, item, readers().zone).sentences for item in LANGUAGES}
    return {**fault.to_json(), "explanation": said}


def number_or_404(text: str) -> int:
    """Return the number in an incident's id, or answer that there is none."""
    number = incident_number(text)
    if number is None or number >= 2**53:
        abort(404, f"There is no incident {text}.")
    return number


def existing_or_404(text: str) -> int:
    """Return the number of an incident that exists, or answer that there is none."""
    number = number_or_404(text)
    with readers().ledger.read() as connection:
        if read_incident(connection, number) is None:
            abort(404, f"There is no incident {text}.")
    return number
