"""UTC that never runs backwards: wall time anchored once to the monotonic clock."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

MAX_SLEW = 0.5
"""Our clock runs at most this much slower than real time while it waits for a wall clock set back."""


class Clock(Protocol):
    """Where the loops get the time; everything below the loops takes time as an argument."""

    def now_ms(self) -> int:
        """Return UTC in milliseconds since 1970-01-01; never less than the value returned before."""
        ...


@dataclass(slots=True)
class AnchoredClock:
    """UTC derived from the monotonic clock, following steps of the wall clock without running back.

    1. Time advances with the monotonic clock, so a wall clock set back cannot repeat a minute.
    2. A wall clock ahead of ours is followed at once (the machine was asleep, or NTP corrected it).
    3. A wall clock behind ours is waited for: ours runs at half speed until both agree.
    """

    _utc_ms: float = field(default_factory=lambda: time.time() * 1000.0)
    _monotonic_s: float = field(default_factory=time.monotonic)

    def now_ms(self) -> int:
        """Return UTC in milliseconds since 1970-01-01; never less than the value returned before."""
        monotonic_s, wall_ms = time.monotonic(), time.time() * 1000.0
        self._utc_ms = follow(self._utc_ms, (monotonic_s - self._monotonic_s) * 1000.0, wall_ms)
        self._monotonic_s = monotonic_s
        return int(self._utc_ms)


def follow(utc_ms: float, elapsed_ms: float, wall_ms: float) -> float:
    """Return our next time, given our last one, what the monotonic clock counted since, and the wall clock."""
    if wall_ms >= utc_ms + elapsed_ms:
        return wall_ms
    return max(wall_ms, utc_ms + elapsed_ms * (1.0 - MAX_SLEW))
