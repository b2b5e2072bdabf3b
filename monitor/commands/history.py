"""`plantwatch export-series`: the history in the data directory, copied to a series server."""

from __future__ import annotations

import typer

from monitor import logs
from monitor.commands.terminal import Config, Json, failing_clearly, out, print_json, progress, refuse, settings_of
from monitor.ledger.lock import check_there
from monitor.series.moving import move
from monitor.series.opening import open_store, series_directory
from monitor.series.parquet import ParquetStore
from monitor.series.remote.store import RemoteStore


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("export-series")(export_series)


def export_series(config: Config = None, as_json: Json = False) -> None:
    """Copy the history kept in the data directory to the series server the configuration names.

    The service may run meanwhile. Giving the command again does no harm.
    """
    settings = settings_of(config)
    logs.configure("export-series")
    with failing_clearly():
        check_there(settings.data.directory)
        target = open_store(settings)
        if not isinstance(target, RemoteStore):
            refuse("series.store is parquet: set it to the server the history is to be copied to")
        source = ParquetStore(series_directory(settings), settings.series)
        try:
            with progress() as display:
                task = display.add_task("copying readings", total=None)
                rows = move(source, target, lambda done, total: display.update(task, completed=done, total=total))
        finally:
            source.close()
            target.close()
    if as_json:
        print_json({"rows": rows, "url": settings.series.url})
    else:
        out.print(f"{rows} rows of readings are at {settings.series.url}.", markup=False)
