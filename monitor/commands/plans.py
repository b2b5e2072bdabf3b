"""`plantwatch plans`: contingency plans, and what one would have done."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from monitor.commands.terminal import ACTOR, USAGE, Config, Json, out, print_json, refuse, settings_of
from monitor.commands.user import opened
from monitor.plans import book, reaching
from monitor.plans.book import PlanError
from monitor.plans.model import Plan
from monitor.plans.trying import Tried, TriedStep, try_plan

UNITS_MS = {"h": 3_600_000, "d": 86_400_000}
SPAN = re.compile(r"^(\d{1,4})([hd])$")
PlanFile = Annotated[Path, typer.Argument(help="The plan, a TOML file.")]

app = typer.Typer(help="Contingency plans, and what one would have done.", no_args_is_help=True)


def add_to(commands: typer.Typer) -> None:
    """Add the commands of this module, behind one word."""
    commands.add_typer(app, name="plans")


@app.command("list")
def list_plans(config: Config = None, as_json: Json = False) -> None:
    """Show the plans."""
    with opened(config) as ledger, ledger.read() as connection:
        found = book.plans(connection)
    if as_json:
        print_json(
            [{**kept.plan.model_dump(mode="json"), "active": kept.active, "version": kept.version} for kept in found]
        )
        return
    table = Table("plan", "title", "in force", "version", "steps")
    for kept in found:
        plan = kept.plan
        table.add_row(plan.name, plan.title.en, "yes" if kept.active else "no", str(kept.version), str(len(plan.steps)))
    out.print(table)


@app.command("save")
def save(
    file: PlanFile,
    inactive: Annotated[bool, typer.Option("--inactive", help="Keep it without putting it in force.")] = False,
    config: Config = None,
) -> None:
    """Keep a plan, and put it in force; what runs goes on with the version it began with."""
    plan = _read(file)
    try:
        reaching.check(plan, settings_of(config))
    except PlanError as error:
        refuse(f"{file}: {error}")
    with opened(config) as ledger:
        version = book.save(ledger, ACTOR, plan, ledger.clock.now_ms(), active=not inactive)
    out.print(f"{plan.name} version {version} is {'kept' if inactive else 'in force'}", markup=False)


@app.command("try")
def dry_run(
    file: PlanFile,
    since: Annotated[str, typer.Option("--since", help="How far back, such as 12h or 30d.")] = "30d",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show what a plan would have done at incidents of the past; nothing is done."""
    plan, found = _read(file), SPAN.match(since)
    if found is None:
        refuse(f"--since {since}: a number of hours or days is meant, such as 12h or 30d", USAGE)
    zone = ZoneInfo(settings_of(config).display.timezone)
    with opened(config) as ledger, ledger.read() as connection:
        since_ms = ledger.clock.now_ms() - int(found[1]) * UNITS_MS[found[2]]
        tried = try_plan(connection, plan, since_ms, zone)
    if as_json:
        print_json([_as_json(each) for each in tried])
        return
    started = [each for each in tried if each.started_ms is not None]
    out.print(f"{len(started)} of {len(tried)} incidents would have started {plan.name}", markup=False)
    table = Table("incident", "element", "subscribers", "steps", "or why not")
    for each in tried:
        steps = ", ".join(_said(step, each.started_ms or 0) for step in each.steps)
        view = each.incident
        table.add_row(view.id, view.element, str(view.subscribers), steps, ", ".join(each.against))
    out.print(table)


def _said(step: TriedStep, started_ms: int) -> str:
    return f"{step.do} +{(step.due_ms - started_ms) / 60_000:g} min" + (" (skipped)" if step.after_end else "")


def _as_json(tried: Tried) -> dict[str, object]:
    return {
        "incident": tried.incident.id,
        "started_ms": tried.started_ms,
        "against": list(tried.against),
        "steps": [{"do": str(step.do), "due_ms": step.due_ms, "after_end": step.after_end} for step in tried.steps],
    }


def _read(file: Path) -> Plan:
    try:
        return book.from_toml(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{file}: cannot be read: {error}")
    except PlanError as error:
        refuse(f"{file}: {error}")
