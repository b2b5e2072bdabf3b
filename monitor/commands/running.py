"""`plantwatch run`, and the processes it is made of: core, jobs, web."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
import uvloop

from monitor import logs
from monitor.commands.preflight import PortError, check_ready, check_secrets
from monitor.commands.terminal import FINDING, Config, refuse, settings_of
from monitor.jobs import process as jobs_process
from monitor.ledger.errors import LedgerError
from monitor.ledger.lock import DirectoryError, check_there
from monitor.series.model import SeriesError
from monitor.service import core as run_core
from monitor.settings import SettingsError, find
from monitor.supervisor import commands, supervise


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(run)
    app.command()(core)
    app.command()(jobs)
    app.command()(web)


def run(config: Config = None) -> None:
    """Run the whole service: core, jobs and web, restarted when they die. Ctrl-C ends it."""
    settings = settings_of(config)
    with _failing_as_processes_do():
        check_ready(settings)
    logs.configure("supervisor")
    raise typer.Exit(supervise(commands(find(config))))


def core(config: Config = None) -> None:
    """Run core alone: schedules, polling, incidents, notices."""
    settings = settings_of(config)
    logs.configure("core")
    with _failing_as_processes_do():
        check_secrets(settings)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run_core(settings))


def jobs(config: Config = None) -> None:
    """Run the jobs alone: compaction, retention, roll-ups."""
    settings = settings_of(config)
    logs.configure("jobs")
    with _failing_as_processes_do():
        check_there(settings.data.directory)
        jobs_process.run_until_signalled(settings)


@contextmanager
def _failing_as_processes_do() -> Iterator[None]:
    """End with status 2 where the process can never run as configured, with 1 where trying again may help."""
    try:
        yield
    except (DirectoryError, SettingsError, PortError) as error:
        refuse(str(error))
    except (LedgerError, SeriesError) as error:
        refuse(str(error), FINDING)


def web(config: Config = None) -> None:
    """Run the web process alone: pages, API, event stream."""
    settings_of(config)
    where = find(config)
    arguments = [sys.executable, "-m", "webui", *(["--config", str(where)] if where else [])]
    os.execv(sys.executable, arguments)  # noqa: S606 - our own program takes this process over
