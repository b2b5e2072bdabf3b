"""Figures from trials: shares that are exact, what there is to search, how sure is how right."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.outage.scoring import Mark
from bench.outage.trials import Trial

BINS = 10
CONFIDENCE = 0.05
DENSITIES = ((0.0, 0.1, "few"), (0.1, 0.5, "some"), (0.5, 1.01, "many"))
DEPTHS = ((0, 4, "top"), (4, 7, "middle"), (7, 99, "deep"))


@dataclass(frozen=True, slots=True)
class Miss:
    """A fault that was not named exactly."""

    trial: str
    documented: str
    fault: str
    lost: int
    right: tuple[str, ...]
    said: str


def exact_scenes(trials: Iterable[Trial], method: str) -> tuple[int, int]:
    """Return (scenes in which every fault that counts was named exactly, scenes with any that counts)."""
    marks = [[one for one in trial.heard[method].marks if one.counts] for trial in trials]
    marks = [those for those in marks if those]
    return sum(all(one.exact for one in those) for those in marks), len(marks)


def counted(trials: Iterable[Trial], method: str) -> list[Mark]:
    """Return the marks of the faults that count."""
    return [one for trial in trials for one in trial.heard[method].marks if one.counts]


def share(part: int, whole: int) -> float | None:
    """Return a share, rounded; None of nothing."""
    return round(part / whole, 4) if whole else None


def figures(trials: Sequence[Trial], method: str) -> dict[str, float | int | str | None]:
    """Return what is known of one method."""
    found: dict[str, float | int | str | None] = {}
    for name in dict.fromkeys(trial.scene.conditions.name for trial in trials):
        those = [trial for trial in trials if trial.scene.conditions.name == name]
        right, scenes = exact_scenes(those, method)
        marks = counted(those, method)
        found[f"exact_{name}"] = share(right, scenes)
        found[f"scenes_{name}"] = scenes
        found[f"exact_faults_{name}"] = share(sum(one.exact for one in marks), len(marks))
        found[f"missed_{name}"] = share(sum(one.verdict is None for one in marks), len(marks))
    for sort in dict.fromkeys(trial.scene.sort for trial in trials):
        found[f"exact_{sort}"] = share(*exact_scenes([one for one in trials if one.scene.sort == sort], method))
    for documented in dict.fromkeys(trial.scene.documented for trial in trials):
        those = [one for one in trials if one.scene.documented == documented]
        found[f"exact_documented_{documented}"] = share(*exact_scenes(those, method))
    for low, high, name in DENSITIES:
        _searched(found, f"transponders_{name}", trials, method, lambda t, _m, a=low, b=high: a <= t.density < b)
    for low, high, name in DEPTHS:
        _searched(found, f"depth_{name}", trials, method, lambda _t, m, a=low, b=high: a <= m.truth.depth < b)
    apart = [one.told_apart for one in counted(trials, method)]
    told = [one for one in apart if one is not None]
    found["power_told_apart"] = share(sum(told), len(told))
    found["power_told_of"] = len(told)
    seconds = [
        second
        for trial in trials
        for one, second in zip(trial.heard[method].marks, trial.heard[method].seconds, strict=True)
        if one.counts and second is not None and one.truth.kind != "supply_battery"
    ]
    found["seconds_median"] = round(float(np.median(seconds)), 1) if seconds else None
    found["seconds_95"] = round(float(np.quantile(seconds, 0.95)), 1) if seconds else None
    found["strangers"] = sum(len(trial.heard[method].strangers) for trial in trials)
    sure = [pair for trial in trials for pair in trial.heard[method].sure]
    found["calibration_error"] = calibration_error(sure)
    found["calibrated_on"] = len(sure)
    return found


def _searched(
    found: dict[str, float | int | str | None],
    name: str,
    trials: Sequence[Trial],
    method: str,
    belongs: Callable[[Trial, Mark], bool],
) -> None:
    """Add what there is to search in some of the scenes."""
    marks = [one for trial in trials for one in trial.heard[method].marks if one.counts and belongs(trial, one)]
    said = [one for one in marks if one.verdict is not None]
    found[f"{name}_exact"] = share(sum(one.exact for one in marks), len(marks))
    if said:
        found[f"{name}_candidates"] = round(float(np.mean([one.candidates for one in said])), 2)
        found[f"{name}_equal"] = round(float(np.mean([one.truth.equal for one in said])), 2)
        found[f"{name}_metres"] = round(float(np.median([one.metres for one in said])))
        ranks = [one.rank for one in said if one.rank is not None]
        found[f"{name}_rank"] = round(float(np.mean(ranks)), 2) if ranks else None


def calibration_error(sure: Sequence[tuple[float, bool]]) -> float | None:
    """Return the expected calibration error: by how much being sure and being right differ, in ten bins."""
    if not sure:
        return None
    probability = np.array([pair[0] for pair in sure])
    right = np.array([pair[1] for pair in sure], dtype=np.float64)
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    error = sum(
        abs(probability[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)
    )
    return round(float(error), 4)


def upper_bound(count: int, months: float) -> float:
    """Return the rate a month below which a Poisson process that gave `count` events lies with 95 of 100."""
    low, high = 0.0, 10.0 * (count + 3.0)
    for _ in range(80):
        mean = (low + high) / 2.0
        below = sum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(count + 1))
        low, high = (mean, high) if below > CONFIDENCE else (low, mean)
    return high / months


def misses(trials: Iterable[Trial], method: str) -> list[Miss]:
    """Return every fault that counts and was not named exactly."""
    return [
        Miss(
            trial.name,
            trial.scene.documented,
            f"{one.truth.kind} {one.truth.element}",
            len(one.truth.lost),
            tuple(sorted(one.truth.accepted)),
            "nothing" if one.verdict is None else f"{one.verdict.cause} {', '.join(one.verdict.candidates)}",
        )
        for trial in trials
        for one in trial.heard[method].marks
        if one.counts and not one.exact
    ]
