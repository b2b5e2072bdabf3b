"""Judging a sweep of 100 000 modems × 12 metrics, beside the same rules written plainly in NumPy."""

from __future__ import annotations

import itertools
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.model import Batch, Readings, sole_instances
from thresholds.judge import Judge
from thresholds.model import Level, Rule, RuleType

MODEMS = 100_000
SLICES = 60
"""A sweep arrives in slices of a second, spread over a minute."""
FAMILIES = {
    "cmts_cm": ("us_rx_power_dbmv", "us_snr_db", "us_uncorrectable_ratio", "us_correctable_ratio"),
    "cm_downstream": ("ds_power_dbmv", "ds_snr_db", "ds_uncorrectable_ratio", "ds_correctable_ratio"),
    "cm_upstream": ("us_tx_power_dbmv", "us_ripple_db", "us_delay_us", "us_timing_offset"),
}
METRICS = tuple(metric for metrics in FAMILIES.values() for metric in metrics)
RULES = tuple(
    Rule(metric, RuleType.LIMIT, metric, lolo=-15, lo=-12, hi=12, hihi=15, deadband=1, hold_s=60) for metric in METRICS
)
STANDING = 0.01
"""Share of values beyond a limit sweep after sweep: the alarms a real plant always has."""
UNKNOWN = 0.002
WARM_UP = 3
"""Sweeps that raise what stands, and are not steady state."""
INTERVAL_MS = 60_000

Sweep = dict[str, NDArray[np.float64]]


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the form all benchmarks share
    """Return the figures: milliseconds of the fastest sweep in steady state, ours and the plain peer's.

    The fastest, because whatever else runs on the machine only ever adds.
    """
    sweeps = _sweeps(12 if quick else 40)
    ours_ms, theirs_ms, changes, standing = _measure(sweeps, SLICES)
    ours_whole_ms, theirs_whole_ms, _, _ = _measure(sweeps, 1)
    return {
        "parameters": {"values": MODEMS * len(METRICS), "slices": SLICES, "standing": STANDING, "sweeps": len(sweeps)},
        "figures": {
            "judge_ms": round(ours_ms, 2),
            "judge_one_batch_ms": round(ours_whole_ms, 2),
            "ns_per_value": round(ours_ms * 1e6 / (MODEMS * len(METRICS)), 2),
            "levels_standing": standing,
            "changes": changes,
            "ratio_to_peer": round(ours_ms / theirs_ms, 4),
        },
        "peer": {"plain_numpy_ms": round(theirs_ms, 2), "plain_numpy_one_batch_ms": round(theirs_whole_ms, 2)},
    }


def _measure(sweeps: list[Sweep], slices: int) -> tuple[float, float, int, int]:
    """Return our fewest milliseconds, the peer's, and how many changes and standing levels both came to."""
    judge = Judge(RULES, ("cable_modem",))
    judge.place(np.zeros(MODEMS, dtype=np.uint8))
    plain = {rule.metric: PlainRule(rule) for rule in RULES}
    ours_ms, theirs_ms, ours, theirs = [], [], 0, 0
    for number, sweep in enumerate(sweeps):
        batches = _slices(sweep, number, slices)
        start = time.perf_counter()
        ours += sum(len(judge.judge(batch)) for batch in batches)
        ours_ms.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        theirs += sum(_judge_plainly(plain, batch) for batch in batches)
        theirs_ms.append((time.perf_counter() - start) * 1000)
    assert ours == theirs, (ours, theirs)
    _agree(judge, plain)
    return min(ours_ms[WARM_UP:]), min(theirs_ms[WARM_UP:]), ours, len(judge.standing())


class PlainRule:
    """One rule over one metric of all modems, as one would write it first: every condition of every value."""

    def __init__(self, rule: Rule) -> None:
        """Start with every modem normal."""
        self.rule = rule
        self.seen = np.zeros((4, MODEMS), dtype=np.bool_)
        self.confirmed = np.zeros((4, MODEMS), dtype=np.bool_)
        self.changed_ms = np.zeros((4, MODEMS), dtype=np.int64)

    def judge(self, part: slice, values: NDArray[np.float64], time_ms: NDArray[np.int64]) -> int:
        """Return how many levels of a run of modems changed; a modem's position is its slot, nothing is looked up."""
        before = self.level(part)
        known = ~np.isnan(values)
        limits = (self.rule.lolo, self.rule.lo, self.rule.hi, self.rule.hihi)
        for bit, limit in enumerate(limits):
            assert limit is not None
            sign = 1.0 if bit < 2 else -1.0
            seen, confirmed, changed_ms = self.seen[bit, part], self.confirmed[bit, part], self.changed_ms[bit, part]
            beyond = sign * values < sign * limit
            held = seen & (sign * values < sign * limit + self.rule.deadband)
            now = np.where(known, beyond | held, seen)
            changed_ms[:] = np.where(now != seen, time_ms, changed_ms)
            seen[:] = now
            ripe = known & (time_ms - changed_ms >= self.rule.hold_s * 1000)
            confirmed[:] = np.where(ripe, now, confirmed)
        return int(np.count_nonzero(before != self.level(part)))

    def level(self, part: slice = slice(None)) -> NDArray[np.uint8]:
        """Return uint8[n] of Level of a run of modems."""
        lolo, lo, hi, hihi = self.confirmed[:, part]
        choices = [Level.LOLO, Level.HIHI, Level.LO, Level.HI]
        return np.select([lolo, hihi, lo, hi], choices, Level.NORMAL).astype(np.uint8)


def _judge_plainly(plain: dict[str, PlainRule], batch: Batch) -> int:
    changes = 0
    for readings in batch.readings:
        part = slice(int(readings.slot[0]), int(readings.slot[-1]) + 1)
        changes += sum(
            plain[metric].judge(part, column, readings.time_ms) for metric, column in readings.values.items()
        )
    return changes


def _time_ms(number: int) -> NDArray[np.int64]:
    return 1_700_000_000_000 + number * INTERVAL_MS + np.arange(MODEMS, dtype=np.int64) * INTERVAL_MS // MODEMS


def _sweeps(count: int) -> list[Sweep]:
    """Return sweeps in which the same few modems stand outside, and all readings move a little."""
    random = np.random.default_rng(7)
    centre = {metric: random.normal(0, 3, MODEMS).clip(-9, 9) for metric in METRICS}
    for column in centre.values():
        outside = random.random(MODEMS) < STANDING
        column[outside] = random.choice([-17, -13, 13, 17], int(outside.sum()))
    sweeps = []
    for _ in range(count):
        sweep = {metric: column + random.normal(0, 0.5, MODEMS) for metric, column in centre.items()}
        for column in sweep.values():
            column[random.random(MODEMS) < UNKNOWN] = np.nan
        sweeps.append(sweep)
    return sweeps


def _slices(sweep: Sweep, number: int, slices: int) -> list[Batch]:
    slot, instance, time_ms = np.arange(MODEMS, dtype=np.int32), sole_instances(MODEMS), _time_ms(number)
    edges = np.linspace(0, MODEMS, slices + 1).astype(int)
    batches = []
    for start, stop in itertools.pairwise(edges):
        part = slice(start, stop)
        readings = tuple(
            Readings(family, slot[part], instance[part], time_ms[part], {name: sweep[name][part] for name in metrics})
            for family, metrics in FAMILIES.items()
        )
        batches.append(Batch("level:docsis-modem", int(time_ms[start]), int(time_ms[stop - 1]), readings))
    return batches


def _agree(judge: Judge, plain: dict[str, PlainRule]) -> None:
    """Refuse figures of two implementations that decide differently."""
    standing = judge.standing()
    for number, rule in enumerate(RULES):
        level = np.zeros(MODEMS, dtype=np.uint8)
        mine = standing.rule == number
        level[standing.slot[mine]] = standing.after[mine]
        assert np.array_equal(level, plain[rule.metric].level()), rule.id
