"""`plantwatch export-series`: the history in the data directory, copied to a series server."""

from __future__ import annotations

import typer

from monitor import logs
from monitor.commands.terminal import Config, Json, failing_clearly, out, print_json, progress, refuse, settings_of
from monitor.ledger.lock import check_there
from monitor.series.opening import series_directory, spool_directory
from monitor.series.parquet import ParquetStore


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("export-series")(export_series)


def export_series(config: Config = None, as_json: Json = False) -> None:
    """Copy the history kept in the data directory to the series server the configuration names.

    The service may run meanwhile. Giving the command again does no harm.
    """
    from monitor.series.moving import move  # noqa: PLC0415 - nobody but this command needs a server's client
    from monitor.series.remote.opening import open_remote  # noqa: PLC0415 - as above

    settings = settings_of(config)
    logs.configure("export-series")
    with failing_clearly():
        check_there(settings.data.directory)
        if settings.series.store == "parquet":
            refuse("series.store is parquet: set it to the server the history is to be copied to")
        target = open_remote(spool_directory(settings), settings.series)
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
