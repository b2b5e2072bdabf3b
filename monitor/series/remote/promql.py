"""History out of a VictoriaMetrics: readings by `/api/v1/export`, means and extremes by PromQL."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from collectors.model import Instances
from monitor.series import chart
from monitor.series.model import History, SeriesError
from monitor.series.reading import Question
from monitor.series.remote.asking import Asker
from monitor.series.remote.lines import READING
from monitor.settings import SeriesSettings

Moments = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Times in ms, ascending and each once, and values."""
Samples = Mapping[int, Moments]
"""By instance."""
NOTHING: Moments = (np.empty(0, np.int64), np.empty(0, np.float64))
PARTS = ("avg", "min", "max")
"""What a bucket comes to. `rollup` gives all three, but widens buckets that are narrower than the readings' pace."""
QUARTER_MS = 0.25
"""The server takes seconds as floats and cuts them to milliseconds; this keeps it from cutting one too many."""


class VictoriaReader:
    """Asks for readings as they are where they are few, else for means and extremes that the server makes."""

    def __init__(self, settings: SeriesSettings) -> None:
        """Take address and database from the settings."""
        self._asker = Asker(settings)
        self._database = settings.database

    def history(self, family: str, asked: Question) -> History:
        """Return what the question asks for; raises SeriesError where the server cannot say."""
        metrics = list(dict.fromkeys(asked.metrics))
        if asked.points == sys.maxsize or self._most(family, asked) <= asked.points:
            return self._single(family, asked, metrics)
        return self._spread(family, asked, metrics)

    def close(self) -> None:
        """Give back the connections."""
        self._asker.close()

    def _most(self, family: str, asked: Question) -> int:
        """Return how many readings the instance with the most of them has."""
        span_ms = asked.end_ms - asked.start_ms
        rows = f"count_over_time({self._selector(family, READING, asked)}[{span_ms}ms])"
        found = self._range(rows, asked.end_ms - 1, asked.end_ms - 1, span_ms)
        return int(max((values.max() for _, _, (_, values) in found), default=0))

    def _single(self, family: str, asked: Question, metrics: Sequence[str]) -> History:
        """Return the readings themselves."""
        query: dict[str, str | list[str]] = {
            "match[]": [self._selector(family, name, asked) for name in (READING, *metrics)],
            "start": _seconds(asked.start_ms),
            "end": _seconds(asked.end_ms - 1),
        }
        found: dict[str, dict[int, list[tuple[list[int], list[float]]]]] = {}
        for line in self._asker.get("/api/v1/export", query).text.splitlines():
            series = json.loads(line)
            name = series["metric"]["__name__"].removeprefix(f"{family}_")
            parts = found.setdefault(name, {}).setdefault(int(series["metric"]["instance"]), [])
            parts.append((series["timestamps"], series["values"]))
        samples = {
            name: {instance: _once(parts) for instance, parts in instances.items()} for name, instances in found.items()
        }
        instance, time_ms = _rows(samples.get(READING, {}))
        spreads = {
            name: chart.single(_placed(samples.get(name, {}), samples.get(READING, {}), len(time_ms)))
            for name in metrics
        }
        return chart.history(instance, time_ms, spreads, asked.start_ms, asked.end_ms, sys.maxsize)

    def _spread(self, family: str, asked: Question, metrics: Sequence[str]) -> History:
        """Return a row per bucket."""
        step_ms = -(-(asked.end_ms - asked.start_ms) // asked.points)
        made = partial(self._buckets, asked, step_ms)
        counts = made(self._selector(family, READING, asked), ["count"])["count"]
        instance, begins = _rows(counts)
        count = _placed(counts, counts, len(begins))
        spreads = {}
        for name in metrics:
            found = made(self._selector(family, name, asked), PARTS)
            mean, low, high = (_placed(found[part], counts, len(begins)) for part in PARTS)
            spreads[name] = chart.Spread(np.clip(mean, low, high), low, high, count)
        history = chart.history(instance, begins, spreads, asked.start_ms, asked.end_ms, sys.maxsize)
        return replace(history, step_ms=step_ms)

    def _buckets(
        self, asked: Question, step_ms: int, selector: str, parts: Sequence[str]
    ) -> dict[str, dict[int, Moments]]:
        """Return what each bucket of a metric comes to, at the bucket's begin: part → instance → samples.

        The server looks back one step from each bucket's last millisecond; the last bucket may be shorter.
        """
        full, rest_ms = divmod(asked.end_ms - asked.start_ms, step_ms)
        last_ms = asked.start_ms + full * step_ms - 1
        spans = [(step_ms, asked.start_ms + step_ms - 1, last_ms)]
        if rest_ms:
            spans.append((rest_ms, last_ms + rest_ms, last_ms + rest_ms))
        found: dict[str, dict[int, Moments]] = {part: {} for part in parts}
        for width_ms, first_ms, to_ms in spans:
            labelled = (f'label_set({part}_over_time({selector}[{width_ms}ms]), "part", "{part}")' for part in parts)
            for part, instance, (times, values) in self._range(
                f"union({','.join(labelled)})", first_ms, to_ms, width_ms
            ):
                before = found[part].get(instance, NOTHING)
                found[part][instance] = (np.r_[before[0], times - width_ms + 1], np.r_[before[1], values])
        return found

    def _selector(self, family: str, name: str, asked: Question) -> str:
        labels = {"__name__": f"{family}_{name}", "db": self._database, "slot": str(asked.slot)}
        if asked.instance is not None:
            labels["instance"] = str(asked.instance)
        return (
            "{" + ",".join(f"{label}={json.dumps(value, ensure_ascii=False)}" for label, value in labels.items()) + "}"
        )

    def _range(self, expression: str, first_ms: int, last_ms: int, step_ms: int) -> Iterator[tuple[str, int, Moments]]:
        """Yield label `part`, instance and values of the expression's series from `first_ms` to `last_ms`."""
        query = {
            "query": expression,
            "start": _seconds(first_ms),
            "end": _seconds(last_ms),
            "step": f"{step_ms}ms",
            "nocache": "1",  # with its cache the server would move start and end to multiples of the step
            "latency_offset": "0s",
        }
        answer = self._asker.get("/api/v1/query_range", query).json()
        if answer.get("status") != "success":
            raise SeriesError(f"{self._asker.url}: cannot read series: {answer.get('error', 'no reason given')}")
        for series in answer["data"]["result"]:
            labels, table = series["metric"], np.array(series["values"], dtype=np.float64)
            yield (
                labels.get("part", ""),
                int(labels["instance"]),
                (np.rint(table[:, 0] * 1000).astype(np.int64), table[:, 1]),
            )


def _seconds(at_ms: int) -> str:
    return f"{(at_ms + QUARTER_MS) / 1000:.5f}"


def _once(parts: Sequence[tuple[list[int], list[float]]]) -> Moments:
    """Return the samples in order of time, one per moment: what was sent twice is kept twice by the server."""
    times = np.concatenate([np.array(part, np.int64) for part, _ in parts])
    values = np.concatenate([np.array(part, np.float64) for _, part in parts])
    moments, first = np.unique(times, return_index=True)
    return moments, values[first]


def _rows(samples: Samples) -> tuple[Instances, NDArray[np.int64]]:
    """Return instance and time of each row, the instances in order."""
    counts = [len(samples[instance][0]) for instance in sorted(samples)]
    times = np.concatenate([NOTHING[0], *(samples[instance][0] for instance in sorted(samples))])
    return np.repeat(sorted(samples), counts).astype(np.uint32), times


def _placed(samples: Samples, rows: Samples, count: int) -> NDArray[np.float64]:
    """Return a metric's values at the rows' instances and moments, float64[count], NaN where it has none."""
    column, begin = np.full(count, np.nan), 0
    for instance in sorted(rows):
        wanted = rows[instance][0]
        times, values = samples.get(instance, NOTHING)
        _, at, have = np.intersect1d(wanted, times, assume_unique=True, return_indices=True)
        column[begin + at] = values[have]
        begin += len(wanted)
    return column
