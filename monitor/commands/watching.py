"""`plantwatch core`: the process that watches the plant."""

from __future__ import annotations

import asyncio

import pyarrow as pa
import typer
import uvloop

from monitor import heap, logs
from monitor.commands.preflight import check_secrets, failing_as_processes_do
from monitor.commands.terminal import Config, settings_of
from monitor.service import core as run_core


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(core)


def core(config: Config = None) -> None:
    """Run core alone: schedules, polling, incidents, notices."""
    heap.keep_small()
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps what it once had
    settings = settings_of(config)
    logs.configure("core")
    with failing_as_processes_do():
        check_secrets(settings)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run_core(settings))
