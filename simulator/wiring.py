"""The city as arrays, one value per element: what hangs on what, and what is lit when some of it is broken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.city import TERMINAL_KINDS, City

Flags = NDArray[np.bool_]
Numbers = NDArray[np.intp]

BATTERIES = ("line_power_supply", "ups")
"""Kinds of element that give current from a battery when the mains are gone."""
LEAVES = frozenset({*BATTERIES, "switch"})
"""Gear no signal passes through."""
DATA_ONLY = frozenset({"cmts", "cmts_port", "olt", "pon_port", "eoc_head"})
"""Kinds of element that television goes past: it leaves the headend beside the CMTS and passes an EoC head's coax."""
_FED_BY_UPS = frozenset({"hub", "cmts", "olt", "switch"})


@dataclass(frozen=True, slots=True)
class Light:
    """What has power and signal, bool[elements] each."""

    powered: Flags
    signal: Flags
    """Television arrives: cables, and whatever amplifies on the way, are whole."""
    data: Flags
    """Data arrive as well."""
    lit: Flags
    """The element works, and what it is there for arrives."""


class Wiring:
    """A city's tree and power as arrays."""

    def __init__(self, city: City) -> None:
        """Read the city once."""
        elements = city.elements
        self.city = city
        self.count = len(elements)
        kinds = [element.kind for element in elements]
        self.end: Numbers = np.arange(self.count) + np.asarray(city.size, np.intp)
        """One past the last element behind each."""
        self.parent: Numbers = np.array([element.parent for element in elements], np.intp)
        self.terminals: Numbers = np.array(city.terminals, np.intp)
        self.one_way: Flags = np.array([element.one_way for element in elements], bool)
        self.zone: Numbers = np.array([element.zone for element in elements], np.intp)
        self.zones = max(city.zones, int(self.zone.max(initial=0)) + 1)
        self.terminal: Flags = np.array([kind in TERMINAL_KINDS or kind == "set_top_box" for kind in kinds], bool)
        self.data_only: Flags = np.array([kind in DATA_ONLY for kind in kinds], bool)
        self.modem: Flags = np.array([kinds[n] == "cable_modem" for n in city.terminals], bool).reshape(-1)
        """Which of `terminals` are cable modems."""
        self.leaf: Flags = np.array([kind in LEAVES for kind in kinds], bool)
        self.batteries: Numbers = np.array([n for n, kind in enumerate(kinds) if kind in BATTERIES], np.intp)
        self.battery: Numbers = np.full(self.count, -1, np.intp)
        """Of each element: place in `batteries` of the one it lives on, -1 for none."""
        self._connect(kinds)
        heads = [n for n in city.terminals if kinds[n] == "onu" and kinds[elements[n].parent] == "eoc_head"]
        self.built_in: Numbers = np.array(heads, np.intp)
        """ONUs inside EoC heads, which have the head's power."""

    def cover(self, broken: Flags) -> Flags:
        """Tell which elements are broken or hang behind one that is."""
        starts = np.flatnonzero(broken)
        steps = np.zeros(self.count + 1, np.int32)
        steps[starts] = 1
        np.subtract.at(steps, self.end[starts], 1)
        return np.cumsum(steps[:-1]) > 0

    def power(self, dark: Flags, mains: Flags, current: Flags) -> Flags:
        """Return what has electricity; what needs none always has.

        `dark`: elements without power for reasons of their own. `mains`: bool[zones]. `current`: which of
        `batteries` give current.
        """
        powered = np.ones(self.count, bool)
        plugged = self.zone >= 0
        powered[plugged] = mains[self.zone[plugged]]
        fed = self.battery >= 0
        powered[fed] = current[self.battery[fed]]
        powered[self.batteries] = current
        powered &= ~dark
        powered[self.built_in] &= powered[self.parent[self.built_in]]
        return powered

    def battery_mains(self, mains: Flags) -> Flags:
        """Tell which of `batteries` stand where the mains are up, bool[batteries]."""
        zones = self.zone[self.batteries]
        return (zones < 0) | mains[zones]

    def light(self, broken: Flags, broken_data: Flags, powered: Flags) -> Light:
        """Return what is lit when nothing gets past some elements, and no data past others."""
        stopped = ~powered & ~self.terminal & ~self.leaf
        signal = ~self.cover(broken | (stopped & ~self.data_only))
        data = signal & ~self.cover(broken_data | (stopped & self.data_only))
        return Light(powered, signal, data, np.where(self.one_way, signal, data) & powered)

    def _connect(self, kinds: list[str]) -> None:
        """Note whose current everything lives on; a hub's gear lives on the UPS beside it."""
        place = {int(element): number for number, element in enumerate(self.batteries)}
        ups_of = {int(self.parent[n]): place[int(n)] for n in self.batteries if kinds[n] == "ups"}
        for number, element in enumerate(self.city.elements):
            if element.supply >= 0:
                self.battery[number] = place[element.supply]
            elif kinds[number] in _FED_BY_UPS:
                hub = number if kinds[number] == "hub" else element.parent
                self.battery[number] = ups_of.get(hub, -1)
