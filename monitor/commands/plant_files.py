"""What the commands on plant files share: reading with progress, and telling of findings and changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path

from rich.progress import Progress, TaskID

from collectors.profiles.loading import load_profiles
from collectors.profiles.model import Profile
from collectors.snmp.engine import Secret, TargetError, target
from maps.model import DeviceRow, Plant
from maps.plantfile import Finding, Format, read
from maps.plantfile.diff import TableChange
from maps.plantfile.mapping import MappingError, load
from maps.plantfile.read import CHECKING
from maps.plantfile.tables import UnwritableError
from maps.reference import DatumError
from monitor.commands.introductions import known_secrets
from monitor.commands.terminal import failing_clearly, out, paragraph, progress, refuse, tell_findings
from monitor.settings import Settings


@contextmanager
def naming_what_is_wrong() -> Iterator[None]:
    """End the command with the one sentence that a wrong datum, mapping or form is refused with."""
    try:
        with failing_clearly():
            yield
    except (DatumError, MappingError, UnwritableError) as error:
        refuse(str(error))


def read_plant(
    path: Path, datum: str, settings: Settings, form: Format | None = None, mapping: Path | None = None
) -> tuple[Plant, list[Finding]]:
    """Return the plant at a path and what is wrong with it, showing how far reading has come."""
    if not path.exists():
        refuse(f"there is no {path}")
    why_not_asked = partial(_why_not_asked, known_secrets(settings), load_profiles())
    with naming_what_is_wrong(), progress() as display:
        rules = load(mapping) if mapping is not None else None
        return read(path, datum, why_not_asked, form=form, mapping=rules, told=Rows(display))


class Rows:
    """A bar for each table, as long as its rows are many."""

    def __init__(self, display: Progress) -> None:
        """Draw on a display that is being shown."""
        self._display = display
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, table: str, done: int, rows: int | None) -> None:
        """Show how many rows of a table have been read, of about how many."""
        if table not in self._tasks:
            said = "checking the rows" if table == CHECKING else f"reading {table}"
            self._tasks[table] = self._display.add_task(said, total=rows)
        self._display.update(self._tasks[table], completed=done, total=max(done, rows) if rows is not None else None)


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


def report(plant: Plant, findings: Sequence[Finding]) -> None:
    """Print what is wrong, and how much there is."""
    tell_findings(findings, "--json lists them all")
    kinds = Counter(str(element.kind) for element in plant.elements)
    counts = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    paragraph(f"{len(plant.elements)} elements" + (f" ({counts})" if counts else ""))
    out.print(f"{len(plant.devices)} devices, {len(plant.accounts)} accounts, {len(plant.services)} services")


def summary(plant: Plant, findings: Sequence[Finding]) -> dict[str, object]:
    """Return the same as JSON has it."""
    return {
        "elements": len(plant.elements),
        "devices": len(plant.devices),
        "accounts": len(plant.accounts),
        "services": len(plant.services),
        "findings": [
            {"file": f.file, "row": f.row, "key": f.key, "message": f.message, "fatal": f.fatal} for f in findings
        ],
    }


def tell_changes(changes: Sequence[TableChange]) -> None:
    """Print what an import would change."""
    for change in changes:
        if not change:
            continue
        out.print(f"{change.table}: {change.added} added, {change.removed} removed, {change.changed} changed")
        for sign, keys, count in (("+", change.first_added, change.added), ("-", change.first_removed, change.removed)):
            if keys:
                more = f" … {count - len(keys)} more" if count > len(keys) else ""
                out.print(f"  {sign} {', '.join(keys)}{more}", markup=False)
        for one in change.first_changes:
            out.print(f"  ~ {one.key}: {one.column} {one.old!r} → {one.new!r}", markup=False)
        if change.changed and change.columns:
            often = ", ".join(f"{column} {count}" for column, count in change.columns)
            out.print(f"  columns that differ: {often}", markup=False)
    if not any(changes):
        out.print("nothing would change")


def changes_as_json(changes: Sequence[TableChange]) -> dict[str, object]:
    """Return the same as JSON has it, by table."""
    return {
        change.table: {
            "added": change.added,
            "removed": change.removed,
            "changed": change.changed,
            "first_added": list(change.first_added),
            "first_removed": list(change.first_removed),
            "first_changes": [asdict(one) for one in change.first_changes],
            "columns": dict(change.columns),
        }
        for change in changes
    }
