"""`plantwatch check`, `import` and `export`: plant files in and out."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from collectors.clock import AnchoredClock
from maps.model import Plant
from maps.plantfile import Finding, Format, write
from maps.plantfile.diff import differences
from monitor.commands.plant_files import (
    changes_as_json,
    naming_what_is_wrong,
    read_plant,
    report,
    summary,
    tell_changes,
)
from monitor.commands.preflight import check_secrets
from monitor.commands.terminal import (
    ACTOR,
    FINDING,
    Config,
    Json,
    err,
    failing_clearly,
    out,
    print_json,
    progress,
    refuse,
    settings_of,
)
from monitor.ledger import commands
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import load_plant, replace_plant
from monitor.ledger.plant import version as stored_version
from monitor.settings import Settings

DATUMS = "wgs84, gcj02, bd09, cgcs2000 or EPSG:code"

Files = Annotated[
    Path, typer.Argument(metavar="PATH", help="Folder of CSV, GeoJSON or shapefiles; or a .gpkg, .xlsx, .kml or .dxf.")
]
DatumOption = Annotated[
    str, typer.Option("--datum", metavar="DATUM", help=f"Datum of the coordinates, never guessed: {DATUMS}.")
]
FormatOption = Annotated[
    Format | None, typer.Option("--format", help="Form of the files; else by their names, and csv for a new folder.")
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", help="TOML file that says which layer and column feeds which of ours.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(check)
    app.command("import")(import_plant)
    app.command("export")(export_plant)


def check(
    path: Annotated[Path | None, typer.Argument(help="Plant files to check as well.")] = None,
    datum: Annotated[str | None, typer.Option("--datum", help=f"Datum of the coordinates: {DATUMS}.")] = None,
    form: FormatOption = None,
    mapping: MappingOption = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Check configuration and ledger, and plant files where a folder is named; nothing is imported."""
    settings = settings_of(config)
    with failing_clearly():
        check_secrets(settings)
        Ledger.open(settings.ledger_url(), AnchoredClock()).close()
    plant, findings = Plant(), list[Finding]()
    if path is not None:
        if datum is None:
            refuse(f"--datum is required with plant files: {DATUMS}")
        plant, findings = read_plant(path, datum, settings, form, mapping)
    if as_json:
        print_json({"configuration": "good", **summary(plant, findings)})
    else:
        out.print("configuration and ledger are good")
        if path is not None:
            report(plant, findings)
    raise typer.Exit(FINDING if findings else 0)


def import_plant(
    path: Files,
    datum: DatumOption,
    config: Config = None,
    form: FormatOption = None,
    mapping: MappingOption = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Import the good rows even where others are unusable.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change against the stored plant; store nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Import plant files; a running service takes them up by itself."""
    settings = settings_of(config)
    plant, findings = read_plant(path, datum, settings, form, mapping)
    fatal = [finding for finding in findings if finding.fatal]
    if fatal and not partial:
        if as_json:
            print_json({"imported": False, **summary(plant, findings)})
        else:
            report(plant, findings)
            err.print("nothing was imported: mend the rows above, or import the good ones with --partial")
        raise typer.Exit(FINDING)
    if dry_run:
        _tell_what_would_change(settings, plant, findings, as_json)
        raise typer.Exit(FINDING if findings else 0)
    with failing_clearly():
        stored = store(settings, plant, f"{path.name}, {datum}")
    if as_json:
        print_json({"imported": True, "version": stored.version, **summary(plant, findings)})
    else:
        report(plant, findings)
        out.print(
            f"imported as plant version {stored.version}"
            if stored.fresh
            else f"nothing differs from plant version {stored.version}"
        )
    raise typer.Exit(FINDING if findings else 0)


def _tell_what_would_change(settings: Settings, plant: Plant, findings: list[Finding], as_json: bool) -> None:
    with failing_clearly():
        changes = differences(_stored(settings), plant)
    if as_json:
        print_json(
            {"imported": False, "dry_run": True, "changes": changes_as_json(changes), **summary(plant, findings)}
        )
    else:
        report(plant, findings)
        tell_changes(changes)


def export_plant(
    path: Files,
    datum: DatumOption,
    form: FormatOption = None,
    config: Config = None,
) -> None:
    """Write the plant as files that `plantwatch import` reads back unchanged."""
    settings = settings_of(config)
    with naming_what_is_wrong():
        plant = _stored(settings)
        with progress() as display:
            display.add_task("writing plant files", total=None)
            write(plant, path, datum, form)
    out.print(f"wrote {len(plant.elements)} elements and {len(plant.accounts)} accounts to {path}", markup=False)


def _stored(settings: Settings) -> Plant:
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    try:
        with ledger.read() as connection:
            return load_plant(connection)
    finally:
        ledger.close()


class Stored(NamedTuple):
    """What became of a plant that was to be stored."""

    version: int
    fresh: bool
    """It differs from the version before."""


def store(settings: Settings, plant: Plant, note: str) -> Stored:
    """Make this the plant and have a running core take it up.

    The same once more is said to core as well: the import before may have been killed in between.
    """
    clock = AnchoredClock()
    ledger = Ledger.open(settings.ledger_url(), clock)
    try:
        with progress() as display:
            rows = sum(len(getattr(plant, field.name)) for field in fields(plant))
            task = display.add_task("storing the plant", total=2 * rows)  # compared, then written
            with ledger.read() as connection:
                before = stored_version(connection)
            version = replace_plant(
                ledger, plant, ACTOR, note, settings.display.phone_region, lambda some: display.advance(task, some)
            )
        with ledger.write(ACTOR, "plant.reload", str(version)) as connection:
            commands.ask(connection, clock.now_ms(), ACTOR, "plant.reload")
    finally:
        ledger.close()
    return Stored(version, version != before)
