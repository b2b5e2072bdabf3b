"""Counters that grow between two snapshots: codewords spoilt and ranging answers missed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.levels.codewords import downstream_errors, timeouts_per_hour, upstream_errors
from simulator.levels.snapshot import Terminals
from simulator.levels.units import CHANNELS, CODEWORDS_PER_S, UPSTREAMS, Flags, Floats, Ratios

COLUMNS = 2 * (CHANNELS + 1) + 1
"""Of each terminal: corrected and lost of each downstream channel, then of the upstream, then T3 time-outs."""
UPSTREAM = CHANNELS
TIMEOUTS = COLUMNS - 1
_PER_MS = CODEWORDS_PER_S / 1000.0


@dataclass(frozen=True, slots=True)
class Counters:
    """Counts at a moment, and how fast they grow; subject × width + column."""

    at_ms: int
    width: int
    counts: memoryview
    per_ms: memoryview

    def read(self, subject: int, column: int, now_ms: int) -> int:
        """Return a count, which never falls."""
        at = subject * self.width + column
        return int(self.counts[at] + self.per_ms[at] * max(now_ms - self.at_ms, 0))


def first(terminals: int, seed: int, at_ms: int) -> Counters:
    """Return what modems have counted before we started."""
    draw = np.random.default_rng([seed, 0xC0])
    counts = 10 ** draw.uniform(0.0, 2.2, (terminals, 1)) * np.array([60.0, 0.06] * (CHANNELS + 1) + [0.0])
    return Counters(at_ms, COLUMNS, np.floor(counts).ravel().data, np.zeros(counts.size).data)


def first_of_channels(groups: int, at_ms: int) -> Counters:
    """Return that upstream channels have spoilt nothing yet: a pair of columns for each channel."""
    nothing = np.zeros((groups, 2 * UPSTREAMS))
    return Counters(at_ms, 2 * UPSTREAMS, nothing.ravel().data, nothing.copy().ravel().data)


def channels_go_on(before: Counters, snr_db: Floats, at_ms: int) -> Counters:
    """Return counters of upstream channels that go on at the pace of `snr_db[groups, channels]`."""
    pace = np.zeros((len(snr_db), before.width))
    pace[:, 0::2], pace[:, 1::2] = upstream_errors(snr_db)
    return Counters(at_ms, before.width, _until(before, at_ms).data, (pace * _PER_MS).ravel().data)


def go_on(before: Counters, read: Terminals, lit: Flags, at_ms: int) -> Counters:
    """Return counters that go on from where others are at `at_ms`, at the pace of new readings."""
    pace = np.zeros((len(lit), COLUMNS))
    pace[:, 0 : UPSTREAM * 2 : 2], pace[:, 1 : UPSTREAM * 2 : 2] = downstream_errors(read.mer_db)
    pace[:, UPSTREAM * 2], pace[:, UPSTREAM * 2 + 1] = upstream_errors(read.snr_db)
    pace[:, :TIMEOUTS] *= _PER_MS
    pace[:, TIMEOUTS] = timeouts_per_hour(read.snr_db) / 3_600_000.0
    pace[~lit] = 0.0
    return Counters(at_ms, COLUMNS, _until(before, at_ms).data, np.nan_to_num(pace).ravel().data)


def _until(before: Counters, at_ms: int) -> Ratios:
    """Return counts as they stand at a moment."""
    counts: Ratios = np.asarray(before.counts) + np.asarray(before.per_ms) * max(at_ms - before.at_ms, 0)
    return counts
