"""`plantwatch check`, `import` and `export`: plant files in and out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from collectors.clock import AnchoredClock
from collectors.profiles.loading import load_profiles
from collectors.profiles.model import Profile
from collectors.snmp.engine import Secret, TargetError, target
from maps.datum import Datum
from maps.model import DeviceRow, Plant
from maps.plantfile import Finding, read, write
from monitor.commands.introductions import known_secrets
from monitor.commands.preflight import check_secrets
from monitor.commands.terminal import (
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

ACTOR = "command line"
SHOWN = 50
"""Findings printed one by one; the rest is counted."""

Folder = Annotated[Path, typer.Argument(help="Folder with elements.csv, devices.csv, accounts.csv, …")]
DatumOption = Annotated[Datum, typer.Option("--datum", help="Datum of the coordinates in the files; never guessed.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(check)
    app.command("import")(import_plant)
    app.command("export")(export_plant)


def check(
    folder: Annotated[Path | None, typer.Argument(help="Plant files to check as well.")] = None,
    datum: Annotated[Datum | None, typer.Option("--datum", help="Datum of the coordinates in the files.")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Check configuration and ledger, and plant files where a folder is named; nothing is imported."""
    settings = settings_of(config)
    with failing_clearly():
        check_secrets(settings)
        Ledger.open(settings.ledger_url(), AnchoredClock()).close()
    plant, findings = Plant(), list[Finding]()
    if folder is not None:
        if datum is None:
            refuse("--datum is required with plant files: wgs84 or gcj02")
        plant, findings = _read(folder, datum, settings)
    if as_json:
        print_json({"configuration": "good", **_summary(plant, findings)})
    else:
        out.print("configuration and ledger are good")
        if folder is not None:
            _report(plant, findings)
    raise typer.Exit(FINDING if findings else 0)


def import_plant(
    folder: Folder,
    datum: DatumOption,
    config: Config = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Import the good rows even where others are unusable.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Import plant files; a running service takes them up by itself."""
    settings = settings_of(config)
    plant, findings = _read(folder, datum, settings)
    fatal = [finding for finding in findings if finding.fatal]
    if fatal and not partial:
        if as_json:
            print_json({"imported": False, **_summary(plant, findings)})
        else:
            _report(plant, findings)
            err.print("nothing was imported: mend the rows above, or import the good ones with --partial")
        raise typer.Exit(FINDING)
    with failing_clearly():
        stored = store(settings, plant, f"{folder.name}, {datum}")
    if as_json:
        print_json({"imported": True, "version": stored.version, **_summary(plant, findings)})
    else:
        _report(plant, findings)
        out.print(
            f"imported as plant version {stored.version}"
            if stored.fresh
            else f"nothing differs from plant version {stored.version}"
        )
    raise typer.Exit(FINDING if findings else 0)


def export_plant(
    folder: Folder,
    datum: DatumOption,
    config: Config = None,
) -> None:
    """Write the plant as files that `plantwatch import` reads back unchanged."""
    settings = settings_of(config)
    with failing_clearly():
        ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
        try:
            with ledger.read() as connection:
                plant = load_plant(connection)
        finally:
            ledger.close()
        with progress() as display:
            display.add_task("writing plant files", total=None)
            folder.mkdir(parents=True, exist_ok=True)
            write(plant, folder, datum)
    out.print(f"wrote {len(plant.elements)} elements and {len(plant.accounts)} accounts to {folder}", markup=False)


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
            display.add_task("storing the plant", total=None)
            with ledger.read() as connection:
                before = stored_version(connection)
            version = replace_plant(ledger, plant, ACTOR, note, settings.display.phone_region)
        with ledger.write(ACTOR) as connection:
            commands.ask(connection, clock.now_ms(), ACTOR, "plant.reload")
    finally:
        ledger.close()
    return Stored(version, version != before)


def _read(folder: Path, datum: Datum, settings: Settings) -> tuple[Plant, list[Finding]]:
    if not folder.is_dir():
        refuse(f"{folder} is not a folder")
    with failing_clearly(), progress() as display:
        display.add_task(f"reading {folder}", total=None)
        return read(folder, datum, partial(_why_not_asked, known_secrets(settings), load_profiles()))


def _why_not_asked(secrets: Mapping[str, Secret], profiles: Mapping[str, Profile], row: DeviceRow) -> str:
    """Return why the running service could not ask a device; empty where it could."""
    if row.profile and row.profile not in profiles:
        return f"no profile is called {row.profile!r}"
    pinged = row.profile and profiles[row.profile].ping is not None  # which needs no introduction
    secret = "" if pinged else secrets.get(row.credential)
    if secret is None:
        return f"no credential is called {row.credential!r} in the configuration or the ledger"
    try:
        target(row.address, row.port, "2c" if pinged else row.snmp_version, secret)
    except TargetError as error:
        return str(error)
    return ""


def _report(plant: Plant, findings: list[Finding]) -> None:
    for finding in findings[:SHOWN]:
        err.print(str(finding), markup=False)
    if len(findings) > SHOWN:
        err.print(f"… and {len(findings) - SHOWN} more")
    kinds = Counter(str(element.kind) for element in plant.elements)
    counts = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    out.print(f"{len(plant.elements)} elements" + (f" ({counts})" if counts else ""), markup=False)
    out.print(f"{len(plant.devices)} devices, {len(plant.accounts)} accounts, {len(plant.services)} services")


def _summary(plant: Plant, findings: list[Finding]) -> dict[str, object]:
    return {
        "elements": len(plant.elements),
        "devices": len(plant.devices),
        "accounts": len(plant.accounts),
        "services": len(plant.services),
        "findings": [
            {"file": f.file, "row": f.row, "key": f.key, "message": f.message, "fatal": f.fatal} for f in findings
        ],
    }
