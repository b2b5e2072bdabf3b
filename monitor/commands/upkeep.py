"""`plantwatch jobs`: the process that keeps the series in order."""

from __future__ import annotations

import typer

from monitor import logs
from monitor.commands.preflight import failing_as_processes_do
from monitor.commands.terminal import Config, settings_of
from monitor.jobs import process
from monitor.ledger.lock import check_there


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(jobs)


def jobs(config: Config = None) -> None:
    """Run the jobs alone: compaction, retention, roll-ups."""
    settings = settings_of(config)
    logs.configure("jobs")
    with failing_as_processes_do():
        check_there(settings.data.directory)
        process.run_until_signalled(settings)
