"""The store's peer: one long row per value, one Parquet file a day in order of arrival, read by DuckDB."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

METRICS, DAYS, MINUTES = 12, 7, 1440

WRITE = """
COPY (
  SELECT minute * 60000 + {day} * 86400000 AS time_ms, modem::INTEGER AS slot, metric::UTINYINT AS metric,
         (380 + (hash(modem, metric) % 40)::INTEGER + (hash(modem, metric, minute // 7) % 5)::INTEGER) / 10 AS value
  FROM range({minutes}) AS m(minute), range({modems}) AS s(modem), range({metrics}) AS k(metric)
  ORDER BY minute, modem, metric
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""
CHART = """
SELECT time_ms // 1209600 AS bucket, metric, avg(value), min(value), max(value)
FROM read_parquet(?) WHERE slot = ? AND metric IN (1, 2) GROUP BY ALL ORDER BY ALL
"""


def long_rows(folder: Path, *, quick: bool) -> dict[str, Any]:
    """Measure the same week and chart of a smaller plant, kept as long rows."""
    modems = 200 if quick else 2_000
    connection = duckdb.connect()
    connection.execute("SET parquet_metadata_cache = true")
    begin = time.perf_counter()
    paths = [str(folder / f"long-{day}.parquet") for day in range(DAYS)]
    for day, path in enumerate(paths):
        connection.execute(WRITE.format(day=day, minutes=MINUTES, modems=modems, metrics=METRICS, path=path))
    written_s = time.perf_counter() - begin
    spent = []
    for slot in range(6):
        begin = time.perf_counter()
        rows = connection.execute(CHART, [paths, slot * 31]).fetchall()
        spent.append((time.perf_counter() - begin) * 1000)
        assert len(rows) == 2 * 500
    return {
        "long_rows_modems": modems,
        "long_rows_series_7d_ms": round(median(spent[1:]), 1),
        "long_rows_rows_per_s": round(modems * MINUTES * DAYS / written_s),
    }
