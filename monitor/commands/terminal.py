"""What every command shares: its options, how it speaks, how it fails."""

from __future__ import annotations

import json
import os
import pwd
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from collectors.snmp.ber import Malformed
from collectors.snmp.engine import TargetError
from monitor.ledger.errors import LedgerError, PeopleError
from monitor.settings import Settings, SettingsError, find, load


def _whoever() -> str:
    """Return the name of the account of this machine that gives the command, its number where it has no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


ACTOR = f"command line, {_whoever()}"
"""Who the trail says did what a command does."""
FINDING, USAGE = 1, 2
SHOWN = 50
"""Findings printed one by one; the rest is counted."""
NARROWEST = 20
"""Columns that a line of text keeps on the narrowest of terminals."""

Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="Configuration file; else $PLANTWATCH_CONFIG, else ./plantwatch.toml."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def settings_of(config: Path | None) -> Settings:
    """Return the settings a command runs with; ends the command with one sentence where they are wrong."""
    try:
        return load(find(config))
    except SettingsError as error:
        refuse(str(error))


def refuse(sentence: str, status: int = USAGE) -> NoReturn:
    """End the command with one sentence on standard error."""
    err.print(f"plantwatch: {sentence}", markup=False)
    raise typer.Exit(status)


@contextmanager
def failing_clearly() -> Iterator[None]:
    """Turn errors that name what is wrong into one sentence and status 2; anything else is a defect of ours."""
    try:
        yield
    except (LedgerError, PeopleError, SettingsError, TargetError, Malformed) as error:
        refuse(str(error))
    except BrokenPipeError:
        raise
    except OSError as error:
        refuse(said_of(error))


def said_of(error: OSError) -> str:
    """Return what the system said, with the place in front and without its number."""
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def paragraph(text: str, indent: int = 0, first: str = "") -> None:
    """Print a text on standard output; on a terminal no wider than that, with all its lines indented alike.

    first: what stands in the margin of the first line. Where there is no terminal it stays one line, for `grep`.
    """
    margin = first.ljust(indent)
    if not out.is_terminal:
        out.print(f"{margin}{text}", markup=False)
        return
    for number, line in enumerate(Text(text).wrap(out, max(out.width - indent, NARROWEST))):
        out.print(Text(margin if number == 0 else " " * indent) + line)


def tell_findings(findings: Sequence[object], more: str) -> None:
    """Print what is wrong on standard error, of much the first rows. more: how the rest is had."""
    for finding in findings[:SHOWN]:
        err.print(str(finding), markup=False)
    if len(findings) > SHOWN:
        err.print(f"… and {len(findings) - SHOWN} more: {more}")


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print one JSON document on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def progress() -> Progress:
    """Return a progress display on standard error, silent where that is no terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
