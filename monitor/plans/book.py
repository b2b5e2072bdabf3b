"""Plans in the ledger: every version is kept, one of each is in force."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select, update

from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.plans.model import Plan
from monitor.plans.problems import Code, Problem, problems_of

EXAMPLES = Path(__file__).parent / "examples"


class PlanError(ValueError):
    """A plan that cannot be used; `problems` say where and what."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.sentence for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan as the ledger has it."""

    plan: Plan
    active: bool
    version: int
    at_ms: int
    by: str


def parsed(body: Mapping[str, Any]) -> Plan:
    """Return a plan; raises PlanError naming every place that is wrong."""
    try:
        return Plan.model_validate(body)
    except ValidationError as error:
        raise PlanError(problems_of(error)) from error


def from_json(text: str) -> Plan:
    """Return the plan of a JSON text; raises PlanError."""
    try:
        body = json.loads(text)
    except json.JSONDecodeError as error:
        at = {"line": error.lineno, "column": error.colno}
        raise PlanError([Problem(Code.JSON, f"JSON: {error}", values=at)]) from error
    except (ValueError, RecursionError) as error:
        raise PlanError([Problem(Code.OTHER, f"JSON: {error}")]) from error
    if not isinstance(body, dict):
        raise PlanError([Problem(Code.OBJECT, "JSON: an object is meant, { … }")])
    return parsed(body)


def from_toml(text: str) -> Plan:
    """Return the plan of a TOML text; raises PlanError."""
    try:
        return parsed(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PlanError([Problem(Code.OTHER, str(error))]) from error


def examples() -> list[Plan]:
    """Return the plans that come with the product, by name; none is in force until somebody keeps it."""
    return [from_toml(path.read_text(encoding="utf-8")) for path in sorted(EXAMPLES.glob("*.toml"))]


def save(ledger: Ledger, by: str, plan: Plan, at_ms: int, *, active: bool) -> int:
    """Keep a plan, as a new version where it says something else, in force or not; return its version."""
    detail: dict[str, Any] = {"active": active}
    body = plan.model_dump(mode="json")
    with ledger.write(by, "plan.save", plan.name, detail) as connection:
        before = load(connection, plan.name)
        version = before.version if before is not None else 0
        if before is None:
            connection.execute(insert(t.plan).values(name=plan.name, active=active, version=1))
        if before is None or before.plan != plan:
            version += 1
            connection.execute(
                insert(t.plan_version).values(plan=plan.name, version=version, at_ms=at_ms, by=by, body=body)
            )
        connection.execute(update(t.plan).where(t.plan.c.name == plan.name).values(active=active, version=version))
        detail["version"] = version
        changes.announce(connection, at_ms, "plan", plan.name, {"version": version})
    return version


def load(connection: Connection, name: str, version: int | None = None) -> Kept | None:
    """Return a plan, the version in force where none is asked for; None: there is none."""
    p, v = t.plan.c, t.plan_version.c
    query = (
        select(p.active, v.version, v.at_ms, v.by, v.body)
        .join(t.plan_version, v.plan == p.name)
        .where(p.name == name, v.version == (p.version if version is None else version))
    )
    row = connection.execute(query).first()
    return None if row is None else Kept(parsed(row.body), row.active, row.version, row.at_ms, row.by)


def plans(connection: Connection, *, active: bool | None = None) -> list[Kept]:
    """Return the plans by name in the versions in force; active: those that are, or are not."""
    p, v = t.plan.c, t.plan_version.c
    query = (
        select(p.active, v.version, v.at_ms, v.by, v.body)
        .join(t.plan_version, (v.plan == p.name) & (v.version == p.version))
        .order_by(p.name)
    )
    if active is not None:
        query = query.where(p.active == active)
    return [Kept(parsed(row.body), row.active, row.version, row.at_ms, row.by) for row in connection.execute(query)]


def versions(connection: Connection, name: str) -> list[tuple[int, int, str]]:
    """Return (version, when, by whom) of a plan, the newest first."""
    v = t.plan_version.c
    rows = connection.execute(select(v.version, v.at_ms, v.by).where(v.plan == name).order_by(v.version.desc()))
    return [(row.version, row.at_ms, row.by) for row in rows]
