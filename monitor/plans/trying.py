"""What a plan would have done: a dry run over incidents of the past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from monitor.incidents import read
from monitor.incidents.model import IncidentView
from monitor.ledger import tables as t
from monitor.plans.attending import FactFinder
from monitor.plans.matching import against
from monitor.plans.model import Plan, StepKind
from monitor.plans.responsibility import NOBODY, Responsibility, units_of
from monitor.plans.steps import planned_ms

MOST = 2000
"""Incidents looked at, the newest first."""


@dataclass(frozen=True, slots=True)
class TriedStep:
    """A step as it would have been."""

    do: StepKind
    due_ms: int
    after_end: bool
    """Whether the incident was over by then, so that the step would have been skipped."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a plan would have done at one incident."""

    incident: IncidentView
    started_ms: int | None
    """When it would have started; None: it would not have."""
    against: tuple[str, ...]
    """Conditions that did not hold when it came closest; none where it would have started."""
    steps: tuple[TriedStep, ...]


def try_plan(connection: Connection, plan: Plan, since_ms: int, zone: ZoneInfo) -> list[Tried]:
    """Return what a plan would have done at each incident opened since, the newest first.

    Of incidents from before units were kept, where they lie now decides.
    """
    c = t.incident.c
    query = select(c.number).where(c.opened_ms >= since_ms).order_by(c.number.desc()).limit(MOST)
    finder, where = FactFinder(zone), Responsibility()
    found = []
    for number in connection.execute(query).scalars().all():
        view = read.incident(connection, number)
        if view is not None:
            found.append(_tried(connection, plan, view, finder, where))
    return found


def _tried(connection: Connection, plan: Plan, view: IncidentView, finder: FactFinder, where: Responsibility) -> Tried:
    accounts = read.accounts_of(connection, view.number)
    whose = units_of(connection, [view.number]).get(view.number) or where.of(connection, view, accounts) or NOBODY
    closest: tuple[str, ...] | None = None
    for told in _as_told(connection, view):
        missing = against(plan.when, finder.of(connection, told, accounts, whose, [plan], told.updated_ms))
        if not missing:
            return Tried(view, told.updated_ms, (), _steps(plan, told.updated_ms, view.resolved_ms))
        if closest is None or len(missing) < len(closest):
            closest = missing
    return Tried(view, None, closest or (), ())


def _as_told(connection: Connection, view: IncidentView) -> Sequence[IncidentView]:
    """Return an incident as it was told, oldest first."""
    return [revision for _, revision in read.revisions(connection, view)] or [view]


def _steps(plan: Plan, started_ms: int, resolved_ms: int | None) -> tuple[TriedStep, ...]:
    def made() -> Iterator[TriedStep]:
        for step, due in zip(plan.steps, planned_ms(plan, started_ms), strict=True):
            yield TriedStep(step.do, due, resolved_ms is not None and due >= resolved_ms)

    return tuple(made())
