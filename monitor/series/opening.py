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
    # Their clients are half a second of imports, which a store of our own does not need.
    from monitor.series.remote.influxql import InfluxReader  # noqa: PLC0415 - as above
    from monitor.series.remote.promql import VictoriaReader  # noqa: PLC0415 - as above
    from monitor.series.remote.store import RemoteStore  # noqa: PLC0415 - as above

    reader = InfluxReader(series) if series.store == "influxdb" else VictoriaReader(series)
    return RemoteStore(spool_directory(settings), series, reader)
