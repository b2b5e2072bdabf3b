"""Plans: the list, one with its text, dry run and runs; and the list of a storm."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.incidents.model import incident_number
from monitor.ledger import tables as t
from monitor.plans import book, reaching, rota, runs
from monitor.plans.book import Kept, PlanError
from monitor.plans.model import Plan
from monitor.plans.problems import Problem
from monitor.plans.runs import RunError
from monitor.plans.trying import Tried, try_plan
from monitor.plans.units import units
from webui.access import known_visitor
from webui.context import now_ms
from webui.plans import place_of, shown_runs, step_templates
from webui.readers import readers
from webui.storm import storm_json

MOST_NAMED, MOST_VISITS = 20, 100
"""Incidents of one visit or one moment of a storm that are named, and visits; of more the number is told."""
plans = Blueprint("plans", __name__)

DAY_MS = 86_400_000
TRIED_DAYS = (1, 7, 30, 90)
BLANK: dict[str, Any] = {
    "name": "new-plan",
    "title": {"zh": "新预案", "en": "New plan"},
    "when": {"severity": "major", "subscribers": 50},
    "steps": [
        {"do": "page_on_call", "receiver": ""},
        {"do": "escalate", "receiver": "", "after_min": 10},
        {"do": "open_ticket"},
    ],
}
"""What somebody who writes a plan begins with."""


@plans.get("/plans")
def listing() -> str:
    """List plans, what runs now, and who is on call."""
    with readers().ledger.read() as connection:
        found, shown = book.plans(connection), shown_runs(connection, limit=20)
        known, shifts = units(connection), rota.load(connection)
    called = {
        unit.id: [
            each for people in rota.on_call(shifts, unit.id, now_ms(), readers().zone).values() for each in people
        ]
        for unit in known
    }
    by = readers().settings.plans.run_by
    return render_template(
        "plans.html", page="plans", plans=found, runs=shown, units=known, called=called, run_by=by,
        examples=[each for each in book.examples() if each.name not in {kept.plan.name for kept in found}],
    )  # fmt: skip


@plans.get("/plans/<name>")
def one(name: str) -> str:
    """Show a plan; a name nobody has used begins a new one, with the example of that name if there is one."""
    with readers().ledger.read() as connection:
        kept = book.load(connection, name)
    if kept is None and not known_visitor().may("plans.save"):
        abort(404)
    begun = kept.plan if kept is not None else next((each for each in book.examples() if each.name == name), None)
    text = BLANK | {"name": name} if begun is None else begun.model_dump(mode="json", exclude_defaults=True)
    return _page(kept, json.dumps(text, ensure_ascii=False, indent=2), plan=begun)


@plans.post("/plans")
def save() -> Response | tuple[str, int]:
    """Keep the plan of the form, or show what is wrong with it."""
    text, active = request.form.get("plan", ""), "active" in request.form
    try:
        parsed = book.from_json(text)
        reaching.check(parsed, readers().settings)
    except PlanError as error:
        return _page(None, text, problems=error.problems), 422
    book.save(readers().ledger, known_visitor().name, parsed, now_ms(), active=active)
    return redirect(f"/plans/{parsed.name}")


@plans.post("/plans/try")
def dry_run() -> str | tuple[str, int]:
    """Show what the plan of the form would have done; nothing is kept."""
    text, asked = request.form.get("plan", ""), request.form.get("days", "")
    days = int(asked) if asked in {str(each) for each in TRIED_DAYS} else TRIED_DAYS[1]
    try:
        parsed = book.from_json(text)
    except PlanError as error:
        return _page(None, text, problems=error.problems), 422
    with readers().ledger.read() as connection:
        kept = book.load(connection, parsed.name)
        tried = try_plan(connection, parsed, now_ms() - days * DAY_MS, readers().zone)
    return _page(kept, text, tried=tried, days=days, plan=parsed)


@plans.post("/incidents/<number>/plan-runs/<int:run>/steps/<int:step>/done")
def tick_off(number: str, run: int, step: int) -> Response:
    """Say that a step that is people's has been done."""
    incident = incident_number(number)
    if incident is None:
        abort(404)
    try:
        runs.tick_off(readers().ledger, incident, run, step, known_visitor().name, now_ms())
    except RunError as error:
        abort(409, str(error))
    return redirect(f"/incidents/{number}#plans")


@plans.get("/storm")
def storm() -> str:
    """Show where a crew brings most homes back per visit; `id`: what a storm of the past came to."""
    number = request.args.get("id", "")
    past = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    with readers().ledger.read() as connection:
        found = storm_json(connection, past)
    if past is not None and found["storm"] is None:
        abort(404)
    limits = readers().settings.plans
    return render_template(
        "storm.html", page="storm", limits=limits, most_named=MOST_NAMED, most_visits=MOST_VISITS, **found
    )


def _templates() -> dict[str, dict[str, Any]]:
    """Return by kind a step to begin with, told by a receiver that takes words to people, if there is one."""
    names = [receiver.name for receiver in readers().settings.receivers if receiver.takes_words]
    return step_templates(names[0] if names else "desk")


def _page(
    kept: Kept | None,
    text: str,
    *,
    plan: Plan | None = None,
    problems: list[Problem] | None = None,
    tried: list[Tried] | None = None,
    days: int = TRIED_DAYS[1],
) -> str:
    shown = plan or (kept.plan if kept is not None else None)
    with readers().ledger.read() as connection:
        history = book.versions(connection, kept.plan.name) if kept is not None else []
        of_it = shown_runs(connection, t.plan_run.c.plan == kept.plan.name, limit=20) if kept is not None else []
    return render_template(
        "plan.html", page="plans", kept=kept, plan=shown, text=text, tried=tried, days=days,
        tried_days=TRIED_DAYS, versions=history, runs=of_it, templates=_templates(),
        problems=[(place_of(each), each) for each in problems or []],
    )  # fmt: skip
