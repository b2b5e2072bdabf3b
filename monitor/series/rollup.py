"""Roll-ups as blocks: a metric becomes four columns, its least, mean, greatest and count per step of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.series.block import Block
from monitor.series.chart import Spread, reduce, single
from monitor.series.columns import SCALES, Column, fit
from monitor.series.model import DAY_MS, QUARTER_MS, Tier

STEP_MS = {Tier.QUARTER: QUARTER_MS, Tier.DAILY: DAY_MS}
PARTS = ("_mean", "_min", "_max", "_n")
MEAN_PLACES = 2
"""A mean keeps this many decimal places more than the readings had, as far as columns can."""


def parts(metrics: Sequence[str]) -> list[str]:
    """Return the columns of a roll-up that hold `metrics`."""
    return [metric + part for metric in metrics for part in PARTS]


def metrics_of(columns: Sequence[str]) -> list[str]:
    """Return the metrics whose roll-up has these columns."""
    return [name.removesuffix("_n") for name in columns if name.endswith("_n") and name[:-2] + "_mean" in columns]


def spread(block: Block, tier: Tier, metric: str) -> Spread:
    """Return a metric of a block read from `tier`; all missing where the block lacks it."""
    if tier not in STEP_MS:
        column = block.metrics.get(metric)
        return single(np.full(len(block), np.nan) if column is None else column.floats())
    columns = [block.metrics.get(name) for name in parts([metric])]
    mean, low, high, count = (np.full(len(block), np.nan) if column is None else column.floats() for column in columns)
    return Spread(mean, low, high, np.nan_to_num(count))


def roll(block: Block, source: Tier, target: Tier) -> Block:
    """Return the roll-up of a sorted block: one row per slot, instance and step that had readings."""
    step_ms = STEP_MS[target]
    step = block.time_ms // step_ms
    changes = (np.diff(block.slot) != 0) | (np.diff(block.instance) != 0) | (np.diff(step) != 0)
    first = np.flatnonzero(np.r_[True, changes])
    names = list(block.metrics) if source not in STEP_MS else metrics_of(list(block.metrics))
    columns: dict[str, Column] = {}
    for name in names:
        reduced = reduce(spread(block, source, name), first)
        scale = block.metrics[name + "_min" if source in STEP_MS else name].scale
        mean = reduced.mean if scale is None else np.round(reduced.mean, mean_places(scale))
        for part, values in zip(PARTS, (mean, reduced.low, reduced.high, reduced.count), strict=True):
            columns[name + part] = fit(values)
    return Block(block.slot[first], block.instance[first], step[first] * step_ms, columns)


def mean_places(scale: int) -> int:
    """Return the decimal places kept of a mean of readings that had `scale`."""
    return min(scale + MEAN_PLACES, SCALES[-1])
