"""The series store as SQL: a family's live files as a DuckDB view, for questions across many subjects."""

from __future__ import annotations

import duckdb

from monitor.series.model import RAW
from monitor.series.parquet import ParquetStore


def create_view(
    connection: duckdb.DuckDBPyConnection, store: ParquetStore, family: str, start_ms: int, end_ms: int
) -> None:
    """Create or replace the view `family` of its readings in [start_ms, end_ms).

    Columns: slot, instance, time_ms and the metrics, DECIMAL or FLOAT, NULL where missing. The files it
    names stay for ten minutes at least: create it for a question, not for a day. Raises ValueError where
    the family has no readings then.
    """
    paths = [str(path) for _, path in store.files(family, start_ms, end_ms, RAW)]
    if not paths:
        msg = f"family {family}: no readings between {start_ms} and {end_ms}"
        raise ValueError(msg)
    relation = connection.read_parquet(paths, union_by_name=True)
    window = f"time_ms >= {int(start_ms)} AND time_ms < {int(end_ms)}"
    relation.filter(window).create_view(family, replace=True)
