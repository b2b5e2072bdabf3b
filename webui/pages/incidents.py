"""Incidents: the list, and one with why it was opened, whom it affects and who was told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.care.planned import overlapping
from monitor.care.priority import priority_of
from monitor.incidents import actions
from monitor.incidents.attached import Attachment, attached, picture
from monitor.incidents.etr_now import etr_now
from monitor.incidents.links import Tie, links
from monitor.incidents.model import ASKED_FOR, IncidentView, incident_number
from monitor.incidents.read import incident as read_incident
from monitor.incidents.read import list_incidents, open_incidents, open_incidents_at, terminals_of, timeline
from monitor.incidents.sought import Sought
from monitor.ledger import found as recorded
from monitor.ledger.found import FoundCause
from monitor.ledger.people import users
from monitor.orders.read import of_incident
from monitor.plans.responsibility import units_of
from monitor.plans.storm_story import storm_of
from monitor.plans.units import units
from monitor.telling.explaining import explain
from webui.access import HANDS, known_visitor
from webui.candidates import of_fault
from webui.confined import entries_shown, links_shown, theirs
from webui.context import language, now_ms
from webui.display import SEVERITIES
from webui.incident_lists import notices_of, subscribers_of
from webui.incidents import area_feature, as_json, elements_in, names_of
from webui.ordering import answered
from webui.orders import clocks_of, telling
from webui.plans import runs_at
from webui.readers import readers
from webui.seeing import sight
from webui.storm import standing_item
from webui.units import asked_units

incidents = Blueprint("incidents", __name__)

PAGE = 50
HOUR_MS = 3_600_000
LONGEST_SOUGHT = 200
SNOOZES_H = (1, 4, 12, 24, 72)
MOST_TERMINALS = 400
STATES = ("open", "resolved", "closed", "all")


@incidents.get("/incidents")
def listing() -> str:
    """List incidents by state, severity and words, newest first or (the open ones) worst first."""
    state = request.args.get("state", "open")
    state = state if state in STATES else "open"
    severity = request.args.get("sev", "")
    least = SEVERITIES.index(severity) if severity in SEVERITIES else None
    q = request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SOUGHT]
    before = incident_number(request.args.get("before", ""))
    unit = request.args.get("unit", "")
    with readers().ledger.read() as connection:
        known = units(connection)
        whose = asked_units(connection, unit or None, known_visitor().units)
        sought = Sought(ASKED_FOR.get(state, ()), whose, least, q)
        if state == "open":
            views, more = open_incidents(connection, sought), False
        else:
            views = list_incidents(connection, sought, before, PAGE + 1)
            more, views = len(views) > PAGE, views[:PAGE]
        last = views[-1].number if views else None
        names = names_of(connection, [element for view in views for element in elements_in(view)])
        plant = readers().plants.newest(connection)
        rows = [as_json(view, names, plant, now_ms()) for view in views]
        rows.sort(key=lambda row: (row["snoozed_until_ms"] or 0) > now_ms())
        storm = standing_item(connection) if state == "open" and known_visitor().may("plans.storm") else None
    return render_template(
        "incidents.html", page="incidents", rows=rows, state=state, severity=severity,
        q=q, older=last if more else None, severities=SEVERITIES[:0:-1], unit=unit, units=known,
        storm=storm,
    )  # fmt: skip


@incidents.post("/incidents")
def open_one() -> Response:
    """Open one by hand at the element that the form names, and show it."""
    element, reason = request.form.get("element", "").strip(), request.form.get("reason", "")
    try:
        answered(actions.ask_to_open(readers().ledger, element, known_visitor().name, reason, now_ms()))
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    with readers().ledger.read() as connection:
        there = open_incidents_at(connection, [element])
    return redirect(f"/incidents/{there[0].id}" if there else "/incidents")


@incidents.get("/incidents/<number>")
def one(number: str) -> str:
    """Show one incident."""
    view, units_seen = _view_or_404(number), known_visitor().units
    with readers().ledger.read() as connection:
        plant = readers().plants.newest(connection)
        names = names_of(connection, elements_in(view))
        shown = as_json(view, names, plant, now_ms())
        feature = area_feature(view)
        context = {
            "view": view,
            "shown": shown,
            "etr": etr_now(view.etr, now_ms()),
            "names": names,
            "explained": [explain(fault, names, language(), readers().zone).sentences for fault in view.faults],
            "suspects": [of_fault(fault) for fault in view.faults],
            "found": recorded.load(connection, view.number),
            "causes_found": list(FoundCause),
            "tie_kinds": (Tie.CAUSED_BY, Tie.NESTED),
            "ties": links_shown(connection, links(connection, view.number), units_seen),
            "merged_into": next(iter(theirs(connection, filter(None, [view.merged_into]), units_seen)), None),
            "storm": storm_of(connection, view.number) if known_visitor().may("plans.storm") else None,
            "works": overlapping(connection, view, now_ms()) if units_seen is None else [],
            "plan_runs": runs_at(connection, view.number),
            "whose": units_of(connection, [view.number]).get(view.number),
            "unit_names": {unit.id: unit.name for unit in units(connection)},
            "colleagues": [user.name for user in users(connection) if user.active and user.role in HANDS],
            "entries": entries_shown(connection, reversed(timeline(connection, view.number)), units_seen),
            "work_orders": [(order, telling(clocks_of(order))) for order in of_incident(connection, view.number)],
            "evidence": attached(connection, view.number),
            "notices": notices_of(connection, view.number),
            "terminals": terminals_of(connection, view.number)[:MOST_TERMINALS],
            "subscribers": subscribers_of(connection, view.number),
            "first": priority_of(connection, view.number),
            "start": json.dumps({"incident": shown, "area": feature, "bounds": sight().plant(connection).bounds()}),
        }
    return render_template(
        "incident.html", page="incidents", most_terminals=MOST_TERMINALS, snoozes_h=SNOOZES_H, **context
    )


@incidents.get("/incidents/<number>/still")
def still(number: str) -> Response:
    """Give the picture of the site's camera, as it was taken when the incident opened."""
    view = _view_or_404(number)
    with readers().ledger.read() as connection:
        kept, found = attached(connection, view.number).get(Attachment.STILL), picture(connection, view.number)
    if kept is None or found is None:
        abort(404)
    return Response(found, mimetype=str(kept.detail["type"]))


@incidents.post("/incidents/<number>/acknowledge")
def acknowledge(number: str) -> Response:
    """Acknowledge from the form, without scripts."""
    view = _view_or_404(number)
    return _done(view, lambda: actions.acknowledge(readers().ledger, view.number, known_visitor().name, now_ms()))


@incidents.post("/incidents/<number>/assign")
def assign(number: str) -> Response:
    """Give it to whom the form says."""
    view, form = _view_or_404(number), request.form
    return _done(view, lambda: actions.assign(
        readers().ledger, view.number, known_visitor().name, form.get("to", ""), form.get("was", ""), now_ms()
    ))  # fmt: skip


@incidents.post("/incidents/<number>/snooze")
def snooze(number: str) -> Response:
    """Put it off for as many hours as the form says; none wakes it."""
    view, hours, was_ms = _view_or_404(number), request.form.get("hours", ""), _was_ms()
    if not (hours.isascii() and hours.isdigit() and len(hours) < 5):
        abort(422)
    until_ms = now_ms() + int(hours) * HOUR_MS
    return _done(view, lambda: actions.snooze(
        readers().ledger, view.number, known_visitor().name, until_ms, was_ms, now_ms()
    ))  # fmt: skip


@incidents.post("/incidents/<number>/close")
def close(number: str) -> Response:
    """Close it from the form."""
    view, reason = _view_or_404(number), request.form.get("reason", "")
    return _done(view, lambda: actions.close(readers().ledger, view.number, known_visitor().name, reason, now_ms()))


@incidents.post("/incidents/<number>/override")
def override(number: str) -> Response:
    """End it from the form, whatever its terminals do."""
    view, reason = _view_or_404(number), request.form.get("reason", "")
    return _done(view, lambda: answered(
        actions.ask_to_override(readers().ledger, view.number, known_visitor().name, reason, now_ms())
    ))  # fmt: skip


@incidents.post("/incidents/<number>/restoration")
def expect(number: str) -> Response:
    """Say between when service is expected back, in the installation's time; both empty: nobody knows."""
    view, zone = _view_or_404(number), readers().zone
    written = [request.form.get(name, "").strip() for name in ("after", "before")]
    try:
        times = [
            round(datetime.fromisoformat(each).replace(tzinfo=zone).timestamp() * 1000) for each in written if each
        ]
    except (ValueError, OverflowError):
        abort(422)
    between = (times[0], times[-1]) if times else None
    return _done(view, lambda: answered(
        actions.ask_to_expect(readers().ledger, view.number, known_visitor().name, between, now_ms())
    ))  # fmt: skip


@incidents.post("/incidents/<number>/comment")
def comment(number: str) -> Response:
    """Comment from the form."""
    view = _view_or_404(number)
    try:
        actions.comment(readers().ledger, view.number, known_visitor().name, request.form.get("text", ""), now_ms())
    except actions.ActionRefusedError as error:
        abort(422, str(error))
    return redirect(f"/incidents/{view.id}#timeline")


@incidents.post("/incidents/<number>/found")
def found(number: str) -> Response:
    """Say from the form what had failed."""
    view = _view_or_404(number)
    cause, false_alarm = request.form.get("cause", ""), "false_alarm" in request.form
    element = "" if false_alarm else request.form.get("element", "").strip()
    if cause not in set(FoundCause):
        abort(422, f"There is no cause {cause!r}.")
    try:
        actions.report_found(
            readers().ledger, view.number, known_visitor().name, FoundCause(cause),
            element, request.form.get("note", "").strip(), _was_ms(), now_ms(),
            false_alarm=false_alarm,
        )  # fmt: skip
    except actions.OvertakenError as error:
        abort(409, str(error))
    except actions.ActionRefusedError as error:
        abort(422, str(error))
    return redirect(f"/incidents/{view.id}#found")


def _was_ms() -> int | None:
    """Return the time that stood on the page when the form was filled in; None: there was none."""
    written = request.form.get("was", "")
    if written and not (written.isascii() and written.isdigit() and len(written) < 16):
        abort(422)
    return int(written) if written else None


def _done(view: IncidentView, work: Callable[[], None]) -> Response:
    """Do what a form asks and go back to the incident; answers 409 with the reason where that is refused."""
    try:
        work()
    except actions.ActionRefusedError as error:
        abort(409, str(error))
    return redirect(f"/incidents/{view.id}")


def _view_or_404(text: str) -> IncidentView:
    number = incident_number(text)
    with readers().ledger.read() as connection:
        view = read_incident(connection, number) if number is not None else None
    if view is None:
        abort(404)
    return view
