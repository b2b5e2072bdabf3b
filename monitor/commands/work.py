"""`plantwatch work`: work on the plant that was announced; announcing it, and calling it off."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Column, Table

from maps.model import Service
from monitor.care.planned import incidents_at
from monitor.commands.terminal import ACTOR, Config, Json, out, print_json, refuse, settings_of
from monitor.commands.user import opened
from monitor.ledger import planned_work
from monitor.ledger.planned_work import LONGEST_MS, Announced, WorkRefusedError

AHEAD_MS = 12 * LONGEST_MS

app = typer.Typer(help="Work on the plant that was announced.", no_args_is_help=True)


def add_to(commands: typer.Typer) -> None:
    """Add the commands of this module, behind one word."""
    commands.add_typer(app, name="work")


@app.command("list")
def list_work(config: Config = None, as_json: Json = False) -> None:
    """Show the work that goes on or is to come, with the incidents that it overlaps."""
    zone = ZoneInfo(settings_of(config).display.timezone)
    with opened(config) as ledger, ledger.read() as connection:
        now_ms = ledger.clock.now_ms()
        works = planned_work.current(connection, now_ms, AHEAD_MS)
        incidents = incidents_at(connection, works, now_ms)
    if as_json:
        print_json([asdict(work) | {"incidents": incidents[work.id]} for work in works])
        return
    table = Table("number", "where", Column("from", no_wrap=True), Column("to", no_wrap=True), "services", "incidents")
    for work in works:
        times = [f"{datetime.fromtimestamp(at_ms / 1000, zone):%Y-%m-%d %H:%M}" for at_ms in (work.from_ms, work.to_ms)]
        services, overlaps = ", ".join(work.services) or "all", ", ".join(incidents[work.id])
        table.add_row(str(work.id), work.element or work.area, *times, services, overlaps)
    out.print(table)


@app.command("add")
def add_work(
    begin: Annotated[str, typer.Option("--from", help="Local time, such as 2026-01-31T22:00.")],
    end: Annotated[str, typer.Option("--to", help="Local time.")],
    element: Annotated[str, typer.Option(help="What is worked on, by its id.")] = "",
    area: Annotated[str, typer.Option(help="The area that it is in, instead of an element.")] = "",
    service: Annotated[list[Service] | None, typer.Option(help="A service it may take away; none: all.")] = None,
    zh: Annotated[str, typer.Option(help="What callers are told of it in Chinese.")] = "",
    en: Annotated[str, typer.Option(help="What callers are told of it in English.")] = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Announce work at an element or in an area; callers whom it concerns are told of it while it goes on."""
    zone = ZoneInfo(settings_of(config).display.timezone)
    services = tuple(str(each) for each in service or ())
    work = Announced(element, area, services, _moment(begin, zone), _moment(end, zone), zh, en)
    with opened(config) as ledger:
        try:
            made = planned_work.announce(ledger, ACTOR, work, ledger.clock.now_ms())
        except WorkRefusedError as error:
            refuse(str(error))
    if as_json:
        print_json({"id": made})
    else:
        out.print(f"planned work {made} is announced", markup=False)


@app.command("cancel")
def cancel_work(
    number: Annotated[int, typer.Argument(help="Its number, as `list` shows it.")], config: Config = None
) -> None:
    """Call work off that is to come, or goes on."""
    with opened(config) as ledger:
        try:
            planned_work.cancel(ledger, ACTOR, number, ledger.clock.now_ms())
        except WorkRefusedError as error:
            refuse(str(error))
    out.print(f"planned work {number} is called off", markup=False)


def _moment(text: str, zone: ZoneInfo) -> int:
    """Return a time as somebody types it, UTC ms; one without a zone is local."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"{text!r} is no time such as 2026-01-31T22:00")
    return round((at if at.tzinfo else at.replace(tzinfo=zone)).timestamp() * 1000)
