"""Plans and their runs as pages and the API show them: each step with its clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection

from monitor.incidents.model import incident_id
from monitor.ledger import tables as t
from monitor.plans import book, runs
from monitor.plans.book import Kept, PlanError
from monitor.plans.model import Conditions, Contact, Plan, RunState, Step, StepKind, StepState, Words
from monitor.plans.problems import Problem
from monitor.plans.runs import Run, StepKept
from monitor.plans.steps import deadline_ms, due_ms
from monitor.plans.trying import Tried

GOOD = frozenset({StepState.DONE})
BAD = frozenset({StepState.FAILED, StepState.OVERDUE})


FIELDS = frozenset({
    *Plan.model_fields, *Step.model_fields, *Words.model_fields, *Contact.model_fields
})  # fmt: skip
"""Names of a plan's parts, conditions left aside."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of a run: what it is, how far it has come, and when its time comes or came."""

    index: int
    step: Step
    kept: StepKept
    due_ms: int | None
    """None: the step before it has to end first."""
    deadline_ms: int | None
    """Until when people have to have done it."""

    @property
    def open_to_people(self) -> bool:
        """Whether somebody may still say that it was done."""
        return self.step.by_hand and self.kept.state in (StepState.WAITING, StepState.OVERDUE)


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A plan at an incident, with its steps."""

    run: Run
    plan: Plan
    steps: tuple[ShownStep, ...]

    @property
    def running(self) -> bool:
        """Whether anything of it is still to come."""
        return self.run.state is RunState.RUNNING


def step_templates(receiver: str) -> dict[str, dict[str, Any]]:
    """Return a step of each kind to begin with; those that tell somebody do it by a receiver."""
    told = {"receiver": receiver}
    words = {"text": {"zh": "请填写内容", "en": "Say what is to be done"}}
    return {
        StepKind.NOTIFY: {**told, "to": "on_call", **words},
        StepKind.OPEN_TICKET: {},
        StepKind.PAGE_ON_CALL: {**told, **words},
        StepKind.ESCALATE: {"after_min": 10, **told},
        StepKind.PUBLISH: {**told, **words},
        StepKind.RUN_PROBE: {},
        StepKind.SET_ETR: {"etr_min": [60, 120]},
        StepKind.NOTE: {"after_min": 15, "within_min": 30, **words},
    }


def place_of(problem: Problem) -> list[tuple[str, dict[str, Any]]]:
    """Return where a mistake is as keys of words with what they have places for, from the outside inwards.

    A field that there is none of is left out: its name in code says it.
    """
    found: list[tuple[str, dict[str, Any]]] = []
    for part in problem.place:
        if isinstance(part, int):
            if found:
                found[-1] = ("plan.nth", {"what": found[-1][0], "n": part + 1})
        elif part in Conditions.model_fields:
            found.append((f"plan.condition.{part}", {}))
        elif part in FIELDS:
            found.append((f"plan.field.{part}", {}))
    return found


def shown_runs(connection: Connection, *which: ColumnElement[bool], limit: int = 50) -> list[ShownRun]:
    """Return runs with the plan each began with, the newest first; those of a plan nobody can read are left out."""
    found = []
    for run in reversed(runs.load(connection, *which, limit=limit)):
        try:
            kept = book.load(connection, run.plan, run.version)
        except PlanError:
            continue
        if kept is not None:
            found.append(ShownRun(run, kept.plan, _steps(kept.plan, run)))
    return found


def runs_at(connection: Connection, number: int) -> list[ShownRun]:
    """Return what plans do, or did, at an incident, the newest first."""
    return shown_runs(connection, t.plan_run.c.incident == number)


def _steps(plan: Plan, run: Run) -> tuple[ShownStep, ...]:
    made = []
    for index, (step, kept) in enumerate(zip(plan.steps, run.steps, strict=True)):
        due = due_ms(plan, index, run.started_ms, run.step_runs)
        made.append(ShownStep(index, step, kept, due, None if due is None else deadline_ms(step, due)))
    return tuple(made)


def run_json(shown: ShownRun) -> dict[str, Any]:
    """Return a run as the API gives it."""
    run = shown.run
    return {
        "id": run.id,
        "incident": incident_id(run.incident),
        "plan": run.plan,
        "version": run.version,
        "state": str(run.state),
        "reason": run.reason,
        "started_ms": run.started_ms,
        "ended_ms": run.ended_ms,
        "steps": [
            {
                "do": str(each.step.do),
                "state": str(each.kept.state),
                "due_ms": each.due_ms,
                "deadline_ms": each.deadline_ms,
                "at_ms": each.kept.at_ms,
                "by": each.kept.by,
                "result": dict(each.kept.result),
            }
            for each in shown.steps
        ],
    }


def plan_json(kept: Kept) -> dict[str, Any]:
    """Return a plan as the API gives it."""
    return {
        "plan": kept.plan.model_dump(mode="json"),
        "active": kept.active,
        "version": kept.version,
        "at_ms": kept.at_ms,
        "by": kept.by,
    }


def tried_json(tried: Sequence[Tried]) -> list[dict[str, Any]]:
    """Return a dry run as the API gives it."""
    return [
        {
            "incident": each.incident.id,
            "started_ms": each.started_ms,
            "against": list(each.against),
            "steps": [{"do": str(step.do), "due_ms": step.due_ms, "after_end": step.after_end} for step in each.steps],
        }
        for each in tried
    ]
