"""Incidents: a list by pages, one with everything, and what people do to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely
from flask import Response, abort, jsonify

from monitor.incidents import actions
from monitor.incidents.links import links
from monitor.incidents.model import ASKED_FOR, FaultView, incident_id, incident_number
from monitor.incidents.read import incident as read_incident
from monitor.incidents.read import list_incidents, open_incidents_at, timeline
from monitor.incidents.sought import Sought
from monitor.incidents.transitions import transitions
from monitor.ledger import found
from monitor.ledger.found import Found, FoundCause
from monitor.plans.responsibility import units_of
from monitor.telling.catalogue import LANGUAGES
from monitor.telling.explaining import explain
from webui import candidates
from webui.access import known_visitor
from webui.api.blueprint import INCIDENTS, api
from webui.api.problem import Problem
from webui.api.schema import (
    AssignBody,
    Candidates,
    CloseBody,
    CommentBody,
    FoundBody,
    IncidentDetail,
    IncidentPage,
    IncidentPath,
    IncidentsQuery,
    OverrideBody,
    RestorationBody,
    SnoozeBody,
)
from webui.api.schema_orders import OpenBody, OpenedIncident
from webui.confined import entries_shown, links_shown, reason_shown
from webui.context import now_ms
from webui.display import SEVERITIES
from webui.incidents import ElementName, as_json, elements_in, geojson, names_of
from webui.ordering import answered
from webui.readers import readers
from webui.units import asked_units, unit_in


@api.get("/incidents", tags=[INCIDENTS], responses={200: IncidentPage})
def incidents(query: IncidentsQuery) -> Response:
    """List incidents, newest first."""
    states = ASKED_FOR[query.state] if query.state else ()
    before = int(query.cursor) if query.cursor else None
    least = SEVERITIES.index(query.severity) if query.severity else None
    with readers().ledger.read() as connection:
        units = asked_units(connection, query.unit, known_visitor().units)
        sought = Sought(states, units, least, query.q)
        found = list_incidents(connection, sought, before, query.limit + 1)
        shown = found[: query.limit]
        names = names_of(connection, [element for item in shown for element in elements_in(item)])
        plant = readers().plants.newest(connection)
        whose = units_of(connection, [item.number for item in shown])
        items = [{**as_json(item, names, plant, now_ms()), "unit": unit_in(whose, item.number)} for item in shown]
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
        body: dict[str, Any] = as_json(view, names, readers().plants.newest(connection), now_ms())
        units = known_visitor().units
        entries = entries_shown(connection, timeline(connection, number), units)
        said = found.load(connection, number)
        tied = links_shown(connection, links(connection, number), units)
        moves = transitions(connection, number)
        reasons = [reason_shown(connection, move.reason, units) for move in moves]
        body["unit"] = unit_in(units_of(connection, [number]), number)
    body["faults"] = [_fault(fault, names) for fault in view.faults]
    body["area"] = None if view.area is None or shapely.is_empty(view.area) else geojson(view.area)
    body["timeline"] = [
        {"at_ms": entry.at_ms, "actor": entry.actor, "kind": entry.kind, "detail": entry.detail} for entry in entries
    ]
    body["found"] = None if said is None else _found(said)
    body["links"] = [
        {"incident": incident_id(tie.incident), "other": incident_id(tie.other), "kind": str(tie.kind)} for tie in tied
    ]
    body["transitions"] = [
        {
            "at_ms": move.at_ms,
            "actor": move.actor,
            "was": move.was and str(move.was),
            "becomes": str(move.becomes),
            "reason": reason,
        }
        for move, reason in zip(moves, reasons, strict=True)
    ]
    return jsonify(body)


@api.post("/incidents", tags=[INCIDENTS], responses={201: OpenedIncident, 409: Problem})
def open_incident(body: OpenBody) -> tuple[Response, int]:
    """Open an incident at an element though nothing shows that it failed; the reason stays in the trail."""
    try:
        answered(actions.ask_to_open(readers().ledger, body.element, known_visitor().name, body.reason, now_ms()))
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    with readers().ledger.read() as connection:
        there = open_incidents_at(connection, [body.element])
    return jsonify(id=there[0].id if there else None), 201


@api.get("/incidents/<id>/candidates", tags=[INCIDENTS], responses={200: Candidates, 404: Problem})
def incident_candidates(path: IncidentPath) -> Response:
    """Give what may have failed, as the map draws it: places, cables to search, homes that speak against it."""
    number = number_or_404(path.id)
    with readers().ledger.read() as connection:
        view = read_incident(connection, number)
        if view is None:
            abort(404, f"There is no incident {path.id}.")
        plant = readers().plants.newest(connection)
        names, cables = names_of(connection, elements_in(view)), readers().sights.whole.spans.of(plant)
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


@api.post("/incidents/<id>/assign", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def assign(path: IncidentPath, body: AssignBody) -> tuple[str, int]:
    """Give an incident to somebody, or to nobody; refused where it has gone to somebody else since you looked."""
    number = existing_or_404(path.id)
    try:
        actions.assign(readers().ledger, number, known_visitor().name, body.to, body.was, now_ms())
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    return "", 204


@api.post("/incidents/<id>/snooze", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def snooze(path: IncidentPath, body: SnoozeBody) -> tuple[str, int]:
    """Put an incident off until then, or until it gets worse; refused where somebody has done so since you looked."""
    number = existing_or_404(path.id)
    try:
        actions.snooze(readers().ledger, number, known_visitor().name, body.until_ms, body.was_ms, now_ms())
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    return "", 204


@api.post("/incidents/<id>/close", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def close(path: IncidentPath, body: CloseBody) -> tuple[str, int]:
    """Close an incident that is over: what was found has been said, or you say why it will not be."""
    number = existing_or_404(path.id)
    try:
        actions.close(readers().ledger, number, known_visitor().name, body.reason, now_ms())
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    return "", 204


@api.post("/incidents/<id>/override", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem, 503: Problem})
def override(path: IncidentPath, body: OverrideBody) -> tuple[str, int]:
    """End an incident that stands, whatever its terminals do; the reason stays in the trail."""
    number = existing_or_404(path.id)
    try:
        asked = actions.ask_to_override(readers().ledger, number, known_visitor().name, body.reason, now_ms())
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    answered(asked)
    return "", 204


@api.post(
    "/incidents/<id>/restoration", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem, 503: Problem}
)
def expect(path: IncidentPath, body: RestorationBody) -> tuple[str, int]:
    """Say when service will be back, or that nobody knows; receivers are told."""
    number = existing_or_404(path.id)
    between = (body.after_ms, body.before_ms) if body.after_ms is not None and body.before_ms is not None else None
    try:
        asked = actions.ask_to_expect(readers().ledger, number, known_visitor().name, between, now_ms())
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    answered(asked)
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
    """Say what had failed, or that nothing had; said again, the last word counts of those who saw the one before."""
    number = existing_or_404(path.id)
    try:
        actions.report_found(
            readers().ledger, number, known_visitor().name, FoundCause(body.cause), body.element, body.note,
            body.was_ms, now_ms(), false_alarm=body.false_alarm,
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
