"""`plantwatch run`, which starts core, jobs and web; and `plantwatch web`, the pages alone."""

from __future__ import annotations

import os
import sys

import typer

from monitor import logs
from monitor.commands.preflight import check_ready, failing_as_processes_do
from monitor.commands.terminal import Config, settings_of
from monitor.settings import find
from monitor.supervisor import commands, supervise


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(run)
    app.command()(web)


def run(config: Config = None) -> None:
    """Run the whole service: core, jobs and web, restarted when they die. Ctrl-C ends it."""
    settings = settings_of(config)
    with failing_as_processes_do():
        check_ready(settings)
    logs.configure("supervisor")
    raise typer.Exit(supervise(commands(find(config))))


def web(config: Config = None) -> None:
    """Run the web process alone: pages, API, event stream."""
    settings_of(config)
    where = find(config)
    arguments = [sys.executable, "-m", "webui", *(["--config", str(where)] if where else [])]
    os.execv(sys.executable, arguments)  # noqa: S606 - our own program takes this process over
