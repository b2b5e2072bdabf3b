"""When customers switch their equipment off: most never, some every night, a few for good."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.city import City
from simulator.clock import DAY_MS, HOUR_MS, NEVER
from simulator.wiring import Flags

_KIND_SHARE = {"cable_modem": 1.0, "eoc_unit": 1.4, "onu": 0.4}
"""How much likelier one kind of terminal is switched off at night than a modem."""
_BED_H, _BED_SPREAD_H = 10.9, 0.9
"""When a building goes to bed, hours after noon."""
_OWN_SPREAD_H = 0.45
_LATEST_H, _SHRINK_H = 12.6, 2.2
"""The later a building goes to bed, the closer together its households do; at the latest hour all at once."""
_WAKE_H, _WAKE_SPREAD_H = 18.9, 0.6
_KEPT = 0.85
"""Chance that a habit is kept on a night."""


class Habits:
    """Who has switched off, by the time of day; the same city does the same on the same night."""

    def __init__(self, city: City, night_off: float, always_off: float, local_ms: int = 0) -> None:
        """Draw everybody's habit.

        `night_off`, `always_off`: shares of modems, 0 … 1. `local_ms`: what local time is ahead of UTC.
        """
        draw = np.random.default_rng([city.seed, 1])
        count = len(city.terminals)
        self._seed, self._local_ms, self._night = city.seed, local_ms, -1
        shares = np.array([_KIND_SHARE[city.elements[number].kind] for number in city.terminals]).reshape(count)
        parents = np.array([city.elements[number].parent for number in city.terminals], np.intp).reshape(count)
        built_in = np.array([city.elements[parent].kind == "eoc_head" for parent in parents], bool).reshape(count)
        built_in &= np.array([city.elements[number].kind == "onu" for number in city.terminals], bool).reshape(count)
        lot = draw.random((2, count))
        self.always: Flags = (lot[0] < always_off) & ~built_in
        self._nightly = (lot[1] < night_off * shares) & ~built_in & ~self.always
        buildings, building = np.unique(parents, return_inverse=True)
        late_h = draw.normal(_BED_H, _BED_SPREAD_H, len(buildings))[building]
        self._spread_h = _OWN_SPREAD_H * np.clip((_LATEST_H - late_h) / _SHRINK_H, 0.03, 1.0)
        self._bed_h = late_h + draw.normal(0.0, 1.0, count) * self._spread_h
        self._wake_h = draw.normal(_WAKE_H, _WAKE_SPREAD_H, count)
        self._bed: NDArray[np.int64] = np.full(count, NEVER)
        self._wake: NDArray[np.int64] = np.full(count, NEVER)

    def off(self, now_ms: int) -> Flags:
        """Tell which terminals are switched off, bool[terminals]."""
        self._turn_to(now_ms)
        return self.always | ((self._bed <= now_ms) & (now_ms < self._wake))

    def next_change(self, now_ms: int) -> int:
        """Return when somebody next switches off or on."""
        self._turn_to(now_ms)
        changes = np.concatenate((self._bed, self._wake))
        following = int(np.min(changes[changes > now_ms], initial=NEVER))
        return min(following, self._noon(self._night + 1))

    def _turn_to(self, now_ms: int) -> None:
        """Draw the night `now_ms` belongs to, from noon to noon."""
        night = (now_ms + self._local_ms - DAY_MS // 2) // DAY_MS
        if night == self._night:
            return
        draw = np.random.default_rng([self._seed, night])
        count = len(self._nightly)
        kept = self._nightly & (draw.random(count) < _KEPT)
        bed_h = np.clip(self._bed_h + draw.normal(0.0, 0.3, count) * self._spread_h, 8.0, 15.5)
        wake_h = np.clip(self._wake_h + draw.normal(0.0, 0.1, count), 17.0, 22.0)
        noon = self._noon(night)
        self._bed = np.where(kept, noon + (bed_h * HOUR_MS).astype(np.int64), NEVER)
        self._wake = np.where(kept, noon + (wake_h * HOUR_MS).astype(np.int64), NEVER)
        self._night = night

    def _noon(self, night: int) -> int:
        return night * DAY_MS + DAY_MS // 2 - self._local_ms
