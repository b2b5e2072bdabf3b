"""The command line: `plantwatch`."""

from __future__ import annotations

import typer

from monitor.commands import demo, device, plant, running, setting_up, user

app = typer.Typer(
    name="plantwatch",
    help="Watch a cable plant: find the fault, see whom it affects, tell those concerned.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for commands in (setting_up, plant, running, device, demo):
    commands.add_to(app)
app.add_typer(user.app, name="user")


def main() -> None:
    """Run the command line; exits 0 for good, 1 for a finding, 2 for wrong usage."""
    app()
