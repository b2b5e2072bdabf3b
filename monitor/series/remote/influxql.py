"""History out of an InfluxDB by InfluxQL, the language its versions 1, 2 and 3 share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.series import chart
from monitor.series.model import History, SeriesError
from monitor.series.reading import Question
from monitor.series.remote.asking import Asker
from monitor.series.remote.lines import READING
from monitor.settings import SeriesSettings

Series = tuple[int, NDArray[np.float64]]
"""Instance and rows: time first, in ms, then what was selected."""
SpreadOf = Callable[[NDArray[np.float64], int], chart.Spread]
"""What the rows say of the metric of a number."""
NOT_THERE = "database not found"


class InfluxReader:
    """Asks for readings as they are where they are few, else for means and extremes that the server makes."""

    def __init__(self, settings: SeriesSettings) -> None:
        """Take address and database from the settings."""
        self._asker = Asker(settings)
        self._database = settings.database

    def history(self, family: str, asked: Question) -> History:
        """Return what the question asks for; raises SeriesError where the server cannot say."""
        metrics = list(dict.fromkeys(asked.metrics))
        few = "" if asked.points == sys.maxsize else f" LIMIT {asked.points + 1}"
        fields = ", ".join(map(_quoted, [READING, *metrics]))
        found = self._series(f'SELECT {fields} {_source(family, asked)} GROUP BY "instance"{few}')
        if all(len(table) <= asked.points for _, table in found):
            return _history(found, metrics, _reading, 2 + len(metrics))
        step_ms = -(-(asked.end_ms - asked.start_ms) // asked.points)
        spreads = ", ".join(
            [f"COUNT({_quoted(READING)})", *(f"MEAN({m}), MIN({m}), MAX({m})" for m in map(_quoted, metrics))]
        )
        found = self._series(
            f'SELECT {spreads} {_source(family, asked)} GROUP BY "instance", '
            f"time({step_ms}ms, {asked.start_ms % step_ms}ms) fill(none)"
        )
        return replace(_history(found, metrics, _spread, 2 + 3 * len(metrics)), step_ms=step_ms)

    def close(self) -> None:
        """Give back the connections."""
        self._asker.close()

    def _series(self, statement: str) -> list[Series]:
        """Return the series of the answer."""
        answer = self._asker.get("/query", {"db": self._database, "epoch": "ms", "q": statement}).json()
        results: Sequence[Mapping[str, Any]] = answer.get("results", [{}])
        error = answer.get("error") or next((result["error"] for result in results if "error" in result), None)
        if error is not None:
            if NOT_THERE in error:  # it is made with the first append
                return []
            raise SeriesError(f"{self._asker.url}: cannot read series: {error}")
        return [
            (int(series["tags"]["instance"]), np.array(series["values"], dtype=np.float64))
            for result in results
            for series in result.get("series", [])
        ]


def _source(family: str, asked: Question) -> str:
    one = "" if asked.instance is None else f" AND \"instance\" = '{asked.instance}'"
    return (
        f"FROM {_quoted(family)} WHERE \"slot\" = '{asked.slot}'{one} "
        f"AND time >= {asked.start_ms}ms AND time < {asked.end_ms}ms"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _history(found: Sequence[Series], metrics: Sequence[str], spread: SpreadOf, width: int) -> History:
    instance = np.repeat([one for one, _ in found], [len(table) for _, table in found]).astype(np.uint32)
    table = np.concatenate([np.empty((0, width)), *(table for _, table in found)])
    spreads = {name: spread(table, number) for number, name in enumerate(metrics)}
    return chart.history(instance, table[:, 0].astype(np.int64), spreads, 0, 0, sys.maxsize)


def _reading(table: NDArray[np.float64], number: int) -> chart.Spread:
    return chart.single(table[:, 2 + number])


def _spread(table: NDArray[np.float64], number: int) -> chart.Spread:
    mean, low, high = table[:, 2 + 3 * number : 5 + 3 * number].T
    return chart.Spread(np.clip(mean, low, high), low, high, table[:, 1])
