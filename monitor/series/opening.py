"""The one place that chooses where readings are kept."""

from __future__ import annotations

from pathlib import Path

from monitor.series.parquet import ParquetStore
from monitor.series.store import SeriesStore
from monitor.settings import Settings


def series_directory(settings: Settings) -> Path:
    """Return where the Parquet series store of these settings lives."""
    return settings.data.directory / "series"


def spool_directory(settings: Settings) -> Path:
    """Return where readings wait for the series server of these settings; another server's are not mixed in."""
    return settings.data.directory / "spool" / settings.series.store


def open_store(settings: Settings) -> SeriesStore:
    """Open the series store the settings name; a server need not answer for that.

    Raises SeriesError where its directory cannot be used, SettingsError where a secret's file cannot be read.
    """
    series = settings.series
    if series.store == "parquet":
        return ParquetStore(series_directory(settings), series)
    from monitor.series.remote.opening import open_remote  # noqa: PLC0415 - 25 MB of clients that a core without a server never needs

    return open_remote(spool_directory(settings), series)
