"""Raw columns made into readings: each row by its own variant, every metric of the family a column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.model import Instances, Readings, Values
from collectors.profiles.model import Metric, Profile, Variant


class Reader:
    """Turns raw numbers into values by each row's own variant; nearly always there is one for all."""

    def __init__(self, variants: Sequence[Variant], row: NDArray[np.intp] | None = None) -> None:
        """Take each device's variant, and of each row its device; one row per device where none are given."""
        self._named = {variant.name: variant for variant in variants if variant.metrics}
        self._of_row = np.empty(0, dtype=np.str_)
        if self._named:
            of_target = np.array([variant.name for variant in variants])
            self._of_row = of_target if row is None else of_target[row]

    def value(self, metric: Metric, raw: Values) -> Values:
        """Return float64[n] in the unit of the metric's name."""
        value = metric.value(raw)
        for name, variant in self._named.items():
            if metric.name in variant.metrics:
                mine = self._of_row == name
                value[mine] = variant.metrics[metric.name].value(raw[mine])
        return value


def reading(
    profile: Profile,
    family: str,
    slot: NDArray[np.int32],
    instance: Instances,
    times: NDArray[np.int64],
    values: dict[str, Values],
) -> Readings:
    """Return the rows that hold anything, with every metric of the family as a column."""
    holds = np.zeros(len(slot), dtype=np.bool_)
    for column in values.values():
        holds |= ~np.isnan(column)
    count = int(holds.sum())
    if count == len(slot):
        given = {name: values[name] if name in values else np.full(count, np.nan) for name in profile.families[family]}
        return Readings(family, slot, instance, times, given)
    full = {
        name: values[name][holds] if name in values else np.full(count, np.nan) for name in profile.families[family]
    }
    return Readings(family, slot[holds], instance[holds], times[holds], full)


def merged(parts: Iterable[Readings]) -> tuple[Readings, ...]:
    """Return readings of the same family and columns joined into one."""
    groups: dict[tuple[str, ...], list[Readings]] = {}
    for part in parts:
        groups.setdefault((part.family, *part.values), []).append(part)
    return tuple(_joined(group) if len(group) > 1 else group[0] for group in groups.values())


def _joined(group: Sequence[Readings]) -> Readings:
    return Readings(
        group[0].family,
        np.concatenate([one.slot for one in group]),
        np.concatenate([one.instance for one in group]),
        np.concatenate([one.time_ms for one in group]),
        {name: np.concatenate([one.values[name] for one in group]) for name in group[0].values},
    )
