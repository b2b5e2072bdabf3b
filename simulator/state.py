"""What follows from the faults that stand: current, light, sessions, and when that changes by itself."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from simulator.city import City
from simulator.clock import NEVER
from simulator.faults import Damage, Fault, damage
from simulator.habits import Habits
from simulator.power import Batteries
from simulator.sessions import Delays, Sessions
from simulator.wiring import Flags, Light, Numbers, Wiring

BOOT_MS = {"cmts": 180_000, "olt": 90_000, "eoc_head": 40_000}
"""From the current's return to carrying data again, for gear that has software to start."""
HABIT_STEP_MS = 5000
"""Customers' switches are looked at this often, all of that time together."""


class State:
    """Everything that is so at a moment in a city; whoever calls `settle` keeps others from it.

    Nothing is added and taken away again: each call works the whole state out anew from the faults that
    stand, the batteries and customers' habits, so that a repair leads back exactly to the state before,
    in whatever order.
    """

    def __init__(self, city: City, delays: Delays, habits: Habits | None, now_ms: int) -> None:
        """Start with nothing broken, and those dark for long who are switched off at this hour."""
        self.wiring = Wiring(city)
        self.sessions = Sessions(city, delays, now_ms)
        self.batteries = Batteries(self.wiring, now_ms)
        self._habits = habits
        slow = [number for number, one in enumerate(city.elements) if one.kind in BOOT_MS]
        self._slow: Numbers = np.array(slow, np.intp)
        self._boot_ms: NDArray[np.int64] = np.array([BOOT_MS[city.elements[n].kind] for n in slow], np.int64)
        self._up_ms: NDArray[np.int64] = np.zeros(len(slow), np.int64)
        """When each of `_slow` has started, or will have."""
        self._fresh: Flags = np.zeros(len(city.terminals), bool)
        """Terminals that have lost their power since they were last in service."""
        everything = np.ones(self.wiring.count, bool)
        self.light = Light(everything, everything, everything, everything)
        """What has power and signal; another object after each change."""
        self.damage = damage(self.wiring, (), now_ms)
        self.version = 0
        """Grows with every change that levels or states follow from."""
        self.next_ms = NEVER
        """When something will change by itself."""
        self.settle((), now_ms)
        self.sessions.missed(np.flatnonzero(~self.light.lit[self.wiring.terminals]))

    def settle(self, faults: Collection[Fault], now_ms: int) -> None:
        """Work out what is so from `now_ms` on, nothing having changed since the last call.

        1. What is broken, and who is switched off.
        2. Who has current: from the mains, or from a battery.
        3. Whom a signal reaches, and what of it is new to the terminals.
        """
        found = damage(self.wiring, faults, now_ms)
        if self._habits is not None:
            found.dark[self.wiring.terminals] |= self._habits.off(now_ms)
        self.batteries.settle(self.wiring.battery_mains(found.mains) & ~found.unplugged, now_ms)
        current = self.batteries.current & ~found.dark[self.wiring.batteries]
        powered = self.wiring.power(found.dark, found.mains, current)
        booting = self._start(powered, now_ms)
        light = self.wiring.light(found.broken, found.broken_data | booting, powered)
        self._tell_terminals(found, light, now_ms)
        if self._differs(found, light):
            self.version += 1
        self.damage, self.light = found, light
        self.next_ms = self._next_change(found, now_ms)

    def under(self, fault: Fault, *, batteries_empty: bool) -> Light:
        """Return what would be lit if one fault stood alone."""
        return self._alone(fault, np.full(len(self.wiring.batteries), not batteries_empty))

    def darkened(self, fault: Fault) -> Flags:
        """Tell which elements one fault would darken if it stood alone, batteries being as they are now."""
        dark: Flags = ~self._alone(fault, self.batteries.current).lit
        return dark

    def _alone(self, fault: Fault, charged: Flags) -> Light:
        """Return what would be lit if one fault stood alone; charged: bool[batteries] that hold without mains."""
        found = damage(self.wiring, (fault,), fault.started_ms)
        fed = self.wiring.battery_mains(found.mains) & ~found.unplugged
        current = (fed | charged) & ~found.dark[self.wiring.batteries]
        powered = self.wiring.power(found.dark, found.mains, current)
        return self.wiring.light(found.broken, found.broken_data, powered)

    def _start(self, powered: Flags, now_ms: int) -> Flags:
        """Let gear boot whose current is back, and return what has not booted yet."""
        returned = powered[self._slow] & ~self.light.powered[self._slow]
        self._up_ms[returned] = now_ms + self._boot_ms[returned]
        booting = np.zeros(self.wiring.count, bool)
        booting[self._slow] = self._up_ms > now_ms
        return booting

    def _tell_terminals(self, found: Damage, light: Light, now_ms: int) -> None:
        """Let terminals boot, lose or get their addresses, fall silent and come back."""
        own = self.wiring.terminals
        was, lit, powered = self.light.lit[own], light.lit[own], light.powered[own]
        self._fresh |= ~powered
        self.sessions.boot(np.flatnonzero(powered & ~self.light.powered[own]), now_ms)
        before, after = self.damage.lease_ms, found.lease_ms
        self.sessions.take_back(np.flatnonzero(np.isfinite(before) & np.isinf(after)), now_ms)
        losing = np.flatnonzero(after < before)
        self.sessions.let_go(losing, after[losing], now_ms, was[losing])
        self.sessions.darken(np.flatnonzero(was & ~lit), now_ms)
        back = np.flatnonzero(lit & ~was)
        self.sessions.light(back, now_ms, booted=self._fresh[back], hang=np.isfinite(after[back]))
        self._fresh[back] = False

    def _differs(self, found: Damage, light: Light) -> bool:
        old, was = self.damage, self.light
        pairs = (
            (light.lit, was.lit), (light.powered, was.powered), (found.mute, old.mute), (found.mains, old.mains),
            (found.unplugged, old.unplugged), (found.lease_ms, old.lease_ms), (found.down_db, old.down_db),
            (found.ingress_db, old.ingress_db), (found.echo_dbc, old.echo_dbc),
        )  # fmt: skip
        return not all(np.array_equal(new, before) for new, before in pairs)

    def _next_change(self, found: Damage, now_ms: int) -> int:
        moments = [found.changes_ms, int(np.min(self.batteries.empty_ms(), initial=NEVER))]
        moments.append(int(np.min(self._up_ms[self._up_ms > now_ms], initial=NEVER)))
        if self._habits is not None:
            moments.append(-(-self._habits.next_change(now_ms) // HABIT_STEP_MS) * HABIT_STEP_MS)
        return max(min(moments), now_ms + 1)
