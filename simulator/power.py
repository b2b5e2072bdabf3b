"""Current in the plant: zones of the mains, and supplies that live on their batteries while they last."""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from simulator.clock import HOUR_MS, NEVER
from simulator.wiring import Flags, Wiring

RECHARGE_MS = 8 * HOUR_MS
"""From an empty battery to a full one."""
_WORN = 0.15
"""Share of batteries that nobody has replaced in time."""
_EMPTY = 1e-6


class Batteries:
    """Charge of every line power supply and UPS, float[batteries] in the order of `Wiring.batteries`."""

    def __init__(self, wiring: Wiring, now_ms: int) -> None:
        """Start with full ones: two to four hours each, three to six in a hub, minutes where the cells are worn."""
        draw = Random(f"batteries {wiring.city.seed}")
        count = len(wiring.batteries)
        hours = [_hours(draw, wiring.city.elements[number].kind) for number in wiring.batteries]
        self.lasts_ms: NDArray[np.float64] = np.array(hours, np.float64).reshape(count) * HOUR_MS
        """From full to empty."""
        self.draining: Flags = np.zeros(count, bool)
        """Without mains."""
        self.current: Flags = np.ones(count, bool)
        """Giving current: from the mains, or from what is left."""
        self._charge = np.ones(count)
        self._at_ms = now_ms

    def settle(self, mains: Flags, now_ms: int) -> None:
        """Take note which batteries' supplies have mains from `now_ms` on."""
        self._charge = self.charge(now_ms)
        self._at_ms = now_ms
        self.draining = ~mains
        self.current = mains | (self._charge > 0)

    def charge(self, now_ms: int) -> NDArray[np.float64]:
        """Return what is in each, 0 … 1."""
        passed = now_ms - self._at_ms
        left = self._charge + np.where(self.draining, -passed / self.lasts_ms, passed / RECHARGE_MS)
        return np.where(left < _EMPTY, 0.0, np.minimum(left, 1.0))

    def set_charge(self, place: int, charge: float, now_ms: int) -> None:
        """Take charge out of one, or put it in."""
        self._charge = self.charge(now_ms)
        self._at_ms = now_ms
        self._charge[place] = charge

    def empty_ms(self) -> NDArray[np.int64]:
        """Return when each will be empty if nothing changes; NEVER for those that have mains or are empty."""
        lasting = self.draining & (self._charge > 0)
        left = np.ceil(self._charge * self.lasts_ms).astype(np.int64)
        return np.where(lasting, self._at_ms + left, NEVER)


def _hours(draw: Random, kind: str) -> float:
    if draw.random() < _WORN:
        return draw.uniform(0.1, 0.4)
    return draw.uniform(3.0, 6.0) if kind == "ups" else draw.uniform(2.0, 4.0)
