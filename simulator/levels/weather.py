"""The temperature of the air, which every outdoor cable follows."""

from __future__ import annotations

import math

import numpy as np

WARMEST_HOUR = 15.0
SWING_C = 7.0
"""Half the difference between the warmest hour and the coldest."""
DAY_MS = 86_400_000


class Weather:
    """Degrees by hour and day; the same seed has the same weather."""

    def __init__(self, seed: int) -> None:
        """Draw a year of warmer and colder days."""
        self._days: list[float] = np.random.default_rng([seed, 0x77]).normal(18.0, 2.5, 366).tolist()

    def outside_c(self, now_ms: int, hour: float) -> float:
        """Return °C at a moment, `hour` of the day where the city is."""
        day, part = divmod(now_ms / DAY_MS, 1.0)
        today, tomorrow = self._days[int(day) % 366], self._days[int(day + 1) % 366]
        mean = today + (tomorrow - today) * part
        return mean + SWING_C * math.cos((hour - WARMEST_HOUR) / 24.0 * 2.0 * math.pi)
