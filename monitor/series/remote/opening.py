"""A series server's store with the reader that speaks its language; whoever has no server never imports this."""

from __future__ import annotations

from pathlib import Path

from monitor.series.remote.influxql import InfluxReader
from monitor.series.remote.promql import VictoriaReader
from monitor.series.remote.store import RemoteStore
from monitor.settings import SeriesSettings


def open_remote(spool: Path, series: SeriesSettings) -> RemoteStore:
    """Open the store of the server that the settings name, with its spool in a directory; the server need not answer.

    Raises SeriesError where the directory cannot be used, SettingsError where a secret's file cannot be read.
    """
    reader = InfluxReader(series) if series.store == "influxdb" else VictoriaReader(series)
    return RemoteStore(spool, series, reader)
