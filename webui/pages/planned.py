"""Planned work: what is announced, and the form that announces or calls off."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from maps.model import Service
from monitor.care.planned import incidents_at
from monitor.ledger import planned_work
from monitor.ledger.planned_work import LONGEST_MS, LONGEST_TEXT, Announced, WorkRefusedError
from webui.access import known_visitor
from webui.context import now_ms
from webui.incidents import names_of
from webui.readers import readers

planned = Blueprint("planned", __name__)


@planned.get("/planned")
def page() -> str:
    """Show the work that goes on or is to come."""
    with readers().ledger.read() as connection:
        works = planned_work.current(connection, now_ms(), LONGEST_MS * 12)
        places = names_of(connection, [work.element for work in works])
        incidents = incidents_at(connection, works, now_ms())
    return render_template(
        "planned.html", page="planned", works=works, places=places, services=list(Service), longest=LONGEST_TEXT,
        at=request.args.get("at", ""), incidents=incidents,
    )  # fmt: skip


@planned.post("/planned")
def announce() -> Response:
    """Announce work; times are those of the installation's zone."""
    form = request.form
    area = form.get("area", "").strip()
    work = Announced(
        form.get("element", "").strip(), area, tuple(form.getlist("service")), _moment(form.get("from", "")),
        _moment(form.get("to", "")), form.get("text_zh", "").strip(), form.get("text_en", "").strip(),
    )  # fmt: skip
    try:
        planned_work.announce(readers().ledger, known_visitor().name, work, now_ms())
    except WorkRefusedError as error:
        abort(422, f"{error}.")
    return redirect("/planned")


@planned.post("/planned/<int:number>/cancel")
def cancel(number: int) -> Response:
    """Call work off."""
    try:
        planned_work.cancel(readers().ledger, known_visitor().name, number, now_ms())
    except WorkRefusedError as error:
        abort(409, f"{error}.")
    return redirect("/planned")


def _moment(text: str) -> int:
    """Return a time as a form's field gives it, UTC ms."""
    try:
        return round(datetime.fromisoformat(text).replace(tzinfo=readers().zone).timestamp() * 1000)
    except (ValueError, OverflowError):
        abort(422, f"{text!r} is no time.")
