"""The command line: `plantwatch`."""

from __future__ import annotations

import importlib.metadata
import sys
from typing import Annotated

import typer

from monitor.commands import credential, demo, device, discovery, history, plant, profile, running, setting_up, user
from monitor.commands.terminal import USAGE, err, out

app = typer.Typer(
    name="plantwatch",
    help="Watch a cable plant: find the fault, see whom it affects, tell those concerned.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for commands in (setting_up, plant, running, history, device, demo):
    commands.add_to(app)
app.add_typer(user.app, name="user")
app.add_typer(credential.app, name="credential")
app.add_typer(profile.app, name="profile")
app.add_typer(discovery.app, name="discovery")


def _tell_version(wanted: bool) -> None:
    if wanted:
        out.print(f"plantwatch {importlib.metadata.version('plantwatch')}", highlight=False)
        raise typer.Exit


@app.callback()
def _before_any(
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; exits 0 for good, 1 for a finding, 2 for wrong usage."""
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
