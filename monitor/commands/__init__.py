"""The command line: `plantwatch`."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from monitor.commands.terminal import USAGE, err, out

COMMANDS = {
    "setting_up": ("init",),
    "plant": ("check", "import", "export"),
    "locate": ("locate",),
    "running": ("run", "web"),
    "watching": ("core",),
    "upkeep": ("jobs",),
    "history": ("export-series",),
    "device": ("poll", "walk"),
    "demo": ("demo",),
    "user": ("user",),
    "credential": ("credential",),
    "units": ("units",),
    "work": ("work",),
    "plans": ("plans",),
    "profile": ("profile",),
    "discovery": ("discovery",),
    "receivers": ("receivers",),
}
"""Which words each module adds, in the order of the help."""


def commands_for(words: Sequence[str]) -> typer.Typer:
    """Return the command line with the one module that the first word asks for, or with all where it names none.

    A module brings what its commands need: what `core` imports takes a second, and `user` needs none of it.
    """
    wanted = [module for module, names in COMMANDS.items() if words and words[0] in names]
    app = typer.Typer(
        name="plantwatch",
        help="Watch a cable plant: find the fault, see whom it affects, tell those concerned.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_before_any)
    for module in wanted or COMMANDS:
        importlib.import_module(f"monitor.commands.{module}").add_to(app)
    return app


def _tell_version(wanted: bool) -> None:
    if wanted:
        out.print(f"plantwatch {importlib.metadata.version('plantwatch')}", highlight=False)
        raise typer.Exit


def _before_any(
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; exits 0 for good, 1 for a finding, 2 for wrong usage."""
    obey(commands_for(sys.argv[1:]))


def obey(app: typer.Typer) -> NoReturn:
    """Do what the words of this process ask for, and exit as `main` says."""
    try:
        status = app(prog_name="plantwatch", standalone_mode=False)
    except typer.TyperException as error:
        _say_what_is_wrong(error)
        status = USAGE
    sys.exit(status)


def _say_what_is_wrong(error: typer.TyperException) -> None:
    """Put what typer says of wrong words, over several lines and in its own style, into one sentence."""
    words = " ".join(error.format_message().replace("Value error, ", "").split())
    if words:  # it has none where it showed the help instead
        command = getattr(getattr(error, "ctx", None), "command_path", "plantwatch")
        err.print(f"{command}: {words.rstrip('.')}; see {command} --help", markup=False)
