"""The time in the city: it may start at another hour than ours and run faster."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
NEVER = 1 << 62
"""Later than anything happens."""
SLOWEST, FASTEST = 1.0, 120.0
"""Simulated seconds that pass in a real one."""


def wall_ms() -> int:
    """Return UTC in milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Time at one speed."""

    real_ms: int
    now_ms: int
    speed: float


class Clock:
    """Simulated UTC in milliseconds, called like a function; at speed 1 and without a start hour it is UTC."""

    def __init__(self, speed: float = 1.0, start_hour: float | None = None, real: Callable[[], int] = wall_ms) -> None:
        """Start now, or at the nearest moment when it is `start_hour` o'clock in the local time of this machine."""
        self._real = real
        self._lock = threading.Lock()
        began_ms = real()
        self.local_ms = time.localtime(began_ms / 1000).tm_gmtoff * 1000
        """What local time is ahead of UTC."""
        shift = 0
        if start_hour is not None:
            shift = round(start_hour * HOUR_MS) - (began_ms + self.local_ms) % DAY_MS
            shift = (shift + DAY_MS // 2) % DAY_MS - DAY_MS // 2
        self._stretches = [_Stretch(began_ms, began_ms + shift, _speed(speed))]

    def __call__(self) -> int:
        """Return the simulated moment it is."""
        last = self._stretches[-1]
        return last.now_ms + round((self._real() - last.real_ms) * last.speed)

    @property
    def speed(self) -> float:
        """Simulated seconds that pass in a real one."""
        return self._stretches[-1].speed

    def run_at(self, speed: float) -> None:
        """Go on from now at another speed. Raises ValueError outside 1 … 120."""
        wanted = _speed(speed)
        with self._lock:
            last, real_ms = self._stretches[-1], self._real()
            now_ms = last.now_ms + round((real_ms - last.real_ms) * last.speed)
            self._stretches = [*self._stretches, _Stretch(real_ms, now_ms, wanted)]

    def real_ms(self, at_ms: int) -> int:
        """Return the real moment of a simulated one; before the start both ran alike."""
        stretches = self._stretches
        place = bisect_right(stretches, at_ms, key=lambda one: one.now_ms) - 1
        if place < 0:
            return stretches[0].real_ms - (stretches[0].now_ms - at_ms)
        found = stretches[place]
        return found.real_ms + round((at_ms - found.now_ms) / found.speed)

    def hour(self, at_ms: int) -> float:
        """Return the local hour of the day, 0 … 24."""
        return (at_ms + self.local_ms) / HOUR_MS % 24


def _speed(speed: float) -> float:
    if not SLOWEST <= speed <= FASTEST:
        msg = f"speed {speed:g}: time runs {SLOWEST:g} to {FASTEST:g} times as fast as ours"
        raise ValueError(msg)
    return speed
