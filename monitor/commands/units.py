"""`plantwatch units`: the organisations responsible for areas, and who of them is on call."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from monitor.commands.terminal import ACTOR, Config, Json, out, print_json, refuse, settings_of
from monitor.commands.user import opened
from monitor.plans import rota
from monitor.plans.unit_files import ROTA_COLUMNS, UNIT_COLUMNS, read_rota, read_units
from monitor.plans.units import UnitsError, members, replace_units, units

app = typer.Typer(help="Units responsible for areas, and who of them is on call.", no_args_is_help=True)


def add_to(commands: typer.Typer) -> None:
    """Add the commands of this module, behind one word."""
    commands.add_typer(app, name="units")


@app.command("import")
def import_units(
    file: Annotated[Path, typer.Argument(help=f"CSV with the columns {','.join(UNIT_COLUMNS)}; members: user;user.")],
    config: Config = None,
) -> None:
    """Make a file's units the units; the rota of those that stay is kept."""
    try:
        found, belong = read_units(file)
        with opened(config) as ledger:
            replace_units(ledger, ACTOR, found, belong)
    except UnitsError as error:
        refuse(str(error))
    out.print(f"{len(found)} units with {len(belong)} members", markup=False)


@app.command("list")
def list_units(config: Config = None, as_json: Json = False) -> None:
    """Show the units, with their members."""
    with opened(config) as ledger, ledger.read() as connection:
        found, belong = units(connection), members(connection)
    shown = [
        {
            "id": unit.id,
            "name": unit.name,
            "kind": str(unit.kind),
            "parent": unit.parent,
            "members": [user for of, user in belong if of == unit.id],
        }
        for unit in found
    ]
    if as_json:
        print_json(shown)
        return
    table = Table("unit", "name", "kind", "part of", "members")
    for row in shown:
        table.add_row(str(row["id"]), str(row["name"]), str(row["kind"]), str(row["parent"]), ", ".join(row["members"]))
    out.print(table)


@app.command("rota")
def show_rota(
    file: Annotated[
        Path | None,
        typer.Argument(help=f"CSV with the columns {','.join(ROTA_COLUMNS)}, to make it the rota; without: show."),
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show who is on call now, or make a file's shifts the rota."""
    zone = ZoneInfo(settings_of(config).display.timezone)
    with opened(config) as ledger:
        if file is not None:
            try:
                rota.replace_rota(ledger, ACTOR, shifts := read_rota(file, zone))
            except UnitsError as error:
                refuse(str(error))
            out.print(f"{len(shifts)} shifts", markup=False)
            return
        with ledger.read() as connection:
            shifts, known = rota.load(connection), units(connection)
        now_ms = ledger.clock.now_ms()
    people = [
        {"unit": unit.id, "level": level, "person": each.person, "phone": each.phone}
        for unit in known
        for level, found in rota.on_call(shifts, unit.id, now_ms, zone).items()
        for each in found
    ]
    if as_json:
        print_json(people)
        return
    table = Table("unit", "level", "on call now", "phone")
    for row in people:
        table.add_row(*(str(value) for value in row.values()))
    out.print(table)
