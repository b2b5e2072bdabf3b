"""Contingency plans, what they do at incidents, who is on call, and storms."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, abort, jsonify
from flask_openapi3.models.tag import Tag

from monitor.ledger import tables as t
from monitor.plans import book, reaching, rota, runs
from monitor.plans.book import PlanError
from monitor.plans.runs import RunError
from monitor.plans.trying import try_plan
from monitor.plans.units import units as all_units
from webui.access import known_visitor
from webui.api.blueprint import api
from webui.api.incidents import number_or_404
from webui.api.plan_schema import (
    PlanBody,
    PlanItem,
    PlanList,
    PlanPath,
    PlanSaved,
    RunList,
    RunsQuery,
    StepPath,
    StormNow,
    TriedList,
    TryBody,
    UnitList,
)
from webui.api.problem import Problem
from webui.api.schema import NoArguments
from webui.context import now_ms
from webui.plans import plan_json, run_json, shown_runs, tried_json
from webui.readers import readers
from webui.storm import storm_json

PLANS = Tag(name="plans", description="What starts by itself at an incident, and who is on call.")


@api.get("/plans", tags=[PLANS], responses={200: PlanList})
def plans(query: NoArguments) -> Response:
    """List contingency plans."""
    del query
    with readers().ledger.read() as connection:
        return jsonify(items=[plan_json(kept) for kept in book.plans(connection)])


@api.get("/plans/<name>", tags=[PLANS], responses={200: PlanItem, 404: Problem})
def plan(path: PlanPath) -> Response:
    """Give a plan in the version in force."""
    with readers().ledger.read() as connection:
        kept = book.load(connection, path.name)
    if kept is None:
        abort(404, f"There is no plan {path.name}.")
    return jsonify(plan_json(kept))


@api.post("/plans", tags=[PLANS], responses={200: PlanSaved, 422: Problem})
def save_plan(body: PlanBody) -> Response:
    """Keep a plan, as a new version where it says something else; what runs goes on with the version it began with."""
    try:
        parsed = book.parsed(body.plan)
        reaching.check(parsed, readers().settings)
    except PlanError as error:
        abort(422, str(error))
    version = book.save(readers().ledger, known_visitor().name, parsed, now_ms(), active=body.active)
    return jsonify(name=parsed.name, version=version)


@api.post("/plans/try", tags=[PLANS], responses={200: TriedList, 422: Problem})
def dry_run(body: TryBody) -> Response:
    """Say what a plan would have done at incidents of the past; nothing is done."""
    try:
        parsed = book.parsed(body.plan)
    except PlanError as error:
        abort(422, str(error))
    with readers().ledger.read() as connection:
        tried = try_plan(connection, parsed, body.since_ms, readers().zone)
    return jsonify(items=tried_json(tried))


@api.get("/plan-runs", tags=[PLANS], responses={200: RunList, 404: Problem})
def plan_runs(query: RunsQuery) -> Response:
    """List what plans do, or did, with the clock of each step."""
    which = [] if query.incident is None else [t.plan_run.c.incident == number_or_404(query.incident)]
    with readers().ledger.read() as connection:
        return jsonify(items=[run_json(shown) for shown in shown_runs(connection, *which, limit=query.limit)])


@api.post(
    "/incidents/<id>/plan-runs/<int:run>/steps/<int:step>/done",
    tags=[PLANS],
    responses={204: None, 404: Problem, 409: Problem},
)
def tick_off(path: StepPath) -> tuple[str, int]:
    """Say that a step that is people's has been done."""
    number = number_or_404(path.id)
    try:
        runs.tick_off(readers().ledger, number, path.run, path.step, known_visitor().name, now_ms())
    except RunError as error:
        abort(409, str(error))
    return "", 204


@api.get("/units", tags=[PLANS], responses={200: UnitList})
def units(query: NoArguments) -> Response:
    """List units, with who of each is on call now."""
    del query
    with readers().ledger.read() as connection:
        found, shifts = all_units(connection), rota.load(connection)
    return jsonify(
        items=[
            {
                **asdict(unit),
                "on_call": [
                    {"person": each.person, "phone": each.phone, "level": each.level}
                    for people in rota.on_call(shifts, unit.id, now_ms(), readers().zone).values()
                    for each in people
                ],
            }
            for unit in found
        ]
    )


@api.get("/storm", tags=[PLANS], responses={200: StormNow})
def storm(query: NoArguments) -> Response:
    """Give the storm there is, with where a crew brings most homes back per visit first."""
    del query
    with readers().ledger.read() as connection:
        return jsonify(storm_json(connection))
