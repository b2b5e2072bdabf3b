"""Many rows of one subject as few points: least, mean and greatest per bucket of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Instances
from monitor.series.model import History

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """One metric, row by row: mean, least and greatest of `count` readings; NaN and 0 where there were none.

    For readings as they were collected all three are the reading and the count is 1.
    """

    mean: Floats
    low: Floats
    high: Floats
    count: Floats


def single(values: Floats) -> Spread:
    """Return readings as spreads of one reading each."""
    return Spread(values, values, values, (~np.isnan(values)).astype(np.float64))


def history(
    instance: Instances,
    time_ms: NDArray[np.int64],
    spreads: Mapping[str, Spread],
    start_ms: int,
    end_ms: int,
    points: int,
) -> History:
    """Return the rows of [start_ms, end_ms) as they are where they are few, else one per bucket and instance.

    Buckets are of equal width, counted from `start_ms`; a row of a roll-up belongs where its time stands.
    """
    order = np.lexsort((time_ms, instance))
    instance, time_ms = instance[order], time_ms[order]
    spreads = {name: Spread(s.mean[order], s.low[order], s.high[order], s.count[order]) for name, s in spreads.items()}
    most = int(np.unique(instance, return_counts=True)[1].max()) if len(instance) else 0
    if most <= points:
        return _as_history(time_ms, instance, spreads, 0)
    step_ms = -(-(end_ms - start_ms) // points)
    bucket = (time_ms - start_ms) // step_ms
    first = np.flatnonzero(np.r_[True, (instance[1:] != instance[:-1]) | (bucket[1:] != bucket[:-1])])
    reduced = {name: reduce(spread, first) for name, spread in spreads.items()}
    return _as_history(start_ms + bucket[first] * step_ms, instance[first], reduced, step_ms)


def reduce(spread: Spread, first: NDArray[np.intp]) -> Spread:
    """Return one row per run of rows; `first` has the index at which each run begins."""
    count = np.add.reduceat(spread.count, first)
    total = np.add.reduceat(np.where(spread.count > 0, spread.mean * spread.count, 0.0), first)
    with np.errstate(invalid="ignore"):
        mean = np.where(count > 0, total / np.maximum(count, 1.0), np.nan)
    low, high = np.fmin.reduceat(spread.low, first), np.fmax.reduceat(spread.high, first)
    return Spread(np.clip(mean, low, high), low, high, count)


def _as_history(
    time_ms: NDArray[np.int64], instance: Instances, spreads: Mapping[str, Spread], step_ms: int
) -> History:
    return History(
        time_ms,
        instance,
        {name: spread.mean for name, spread in spreads.items()},
        {name: spread.low for name, spread in spreads.items()},
        {name: spread.high for name, spread in spreads.items()},
        step_ms,
    )
