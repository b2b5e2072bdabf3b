"""Times as the inference counts them, and which states prove a path up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from collectors.states import RF_PATH_UP

Floats = NDArray[np.float64]
Offsets = NDArray[np.int64]
"""Times as milliseconds from now: small numbers, exact, and sortable together with an index."""

NEVER = -(1 << 41)
"""Milliseconds before now that stand for "never seen": some seventy years."""

IS_UP = np.zeros(256, dtype=np.bool_)
"""Whether a state proves the RF path up, by its code."""
IS_UP[[int(state) for state in RF_PATH_UP]] = True


def offsets(time_ms: NDArray[np.int64], now_ms: int) -> Offsets:
    """Return times as milliseconds from now; 0, which stands for none, as NEVER."""
    return np.where(time_ms > 0, np.maximum(time_ms - now_ms, NEVER), NEVER)


def log_added(one: Floats, other: Floats) -> Floats:
    """Return log(exp(one) + exp(other)) in a third of the time of `np.logaddexp`; of each two, one is finite."""
    larger, total = np.maximum(one, other), np.minimum(one, other)
    total -= larger
    np.log1p(np.exp(total, out=total), out=total)  # in place: new memory costs more than the logarithm
    total += larger
    return total


def is_up(state: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return bool[n]: whether each state proves the RF path up; of a million ten times as fast as the table."""
    up = np.zeros(len(state), dtype=np.bool_)
    for code in RF_PATH_UP:
        up |= state == np.uint8(code)
    return up
