"""What outside-plant gear measures of itself and of the signal that passes it."""

from __future__ import annotations

import numpy as np

from simulator.city import City
from simulator.gear.models import share
from simulator.gear.power import LinePower
from simulator.levels import Levels
from simulator.levels.forward import AGC_RANGE_DB
from simulator.levels.optics import arriving_dbm
from simulator.plant import Plant

AGC_CENTRE_V, AGC_V_PER_DB = 7.5, 0.75
"""Control voltage of a gain control at rest, and what each dB of correction takes."""
RAIL_V, LEAST_LINE_V = 24.0, 38.0
"""The regulated rail, and the line voltage below which it cannot be held."""
UP_FOR_MS = 17 * 86_400_000
"""How long gear had been up when the simulator started."""
SILENT_DBMV = -99.0
"""No signal: below anything a detector shows."""


class Gear:
    """Readings of all nodes and amplifiers; a device shows them in its own units.

    Levels are dBmV, optical power mW, temperatures °C, at simulated UTC milliseconds.
    """

    def __init__(self, city: City, plant: Plant, levels: Levels) -> None:
        """Share what is worked out for the whole plant."""
        self.city, self.plant = city, plant
        self.power = LinePower(city, plant)
        self.levels = levels
        self._light_dbm = arriving_dbm(city)
        self._powered = plant.light.powered
        self._booted_ms: dict[int, int] = {}

    def look(self, now_ms: int) -> None:
        """Take note of gear whose current has come back since somebody last looked."""
        powered = self.plant.light.powered
        if powered is not self._powered:
            returned = np.flatnonzero(powered & ~self._powered)
            self._booted_ms.update(dict.fromkeys(returned.tolist(), now_ms))
            self._powered = powered

    def booted_ms(self, element: int) -> int:
        """Return when gear was last powered up."""
        return self._booted_ms.get(element, self.plant.started_ms - UP_FOR_MS)

    def noise(self, element: int, purpose: int, now_ms: int) -> float:
        """Return a number around 0, about ±1, that changes every ten seconds."""
        return self.levels.noise(element, purpose, now_ms)

    def share(self, element: int, purpose: int) -> float:
        """Return a fixed number 0 … 1 of an element."""
        return share(self.city, element, purpose) / 999

    def outside_c(self, now_ms: int) -> float:
        """Return the temperature of the air: the same for all gear."""
        return self.levels.outside_c(now_ms)

    def case_c(self, element: int, now_ms: int) -> float:
        """Return the temperature inside a housing, by where it hangs and what it burns."""
        return self.outside_c(now_ms) + 16.0 + 8.0 * self.share(element, 21) + 0.5 * self.noise(element, 90, now_ms)

    def rail_v(self, element: int, now_ms: int) -> float:
        """Return the regulated voltage, which holds as long as enough line voltage arrives."""
        held = min(self.power.volts(element) / LEAST_LINE_V, 1.0)
        return held * (RAIL_V + 0.4 * (self.share(element, 22) - 0.5) + 0.03 * self.noise(element, 91, now_ms))

    def commissioned_dbm(self, node: int) -> float:
        """Return the light a node was put up with."""
        return float(self._light_dbm[node])

    def optical_mw(self, node: int, now_ms: int) -> float:
        """Return the light at a node's receiver, 0 where none arrives."""
        if not self.plant.light.signal[self.city.elements[node].parent]:
            return 0.0
        return float(10.0 ** (self.levels.optical_dbm(node, now_ms) / 10.0))

    def passes(self, element: int) -> bool:
        """Tell whether television leaves an element, whatever has become of the data beside it."""
        return bool(self.plant.light.signal[element]) and self.plant.powered(element)

    def lasts_ms(self, supply: int) -> float:
        """Return for how long a full battery of a supply or UPS lasts."""
        plant = self.plant
        return float(plant.state.batteries.lasts_ms[int(np.searchsorted(plant.wiring.batteries, supply))])

    def output_dbmv(self, element: int, now_ms: int) -> float:
        """Return the forward level a node's port or an amplifier puts out."""
        if not self.passes(element):
            return SILENT_DBMV
        return self.levels.output_dbmv(element, now_ms) + 0.1 * self.noise(element, 94, now_ms)

    def input_dbmv(self, amplifier: int, now_ms: int) -> float:
        """Return the forward level that arrives at an amplifier."""
        if not self.plant.light.signal[self.city.elements[amplifier].parent]:
            return SILENT_DBMV
        return self.levels.input_dbmv(amplifier, now_ms) + 0.1 * self.noise(amplifier, 95, now_ms)

    def has_agc(self, amplifier: int) -> bool:
        """Tell whether an amplifier holds its output."""
        return bool(self.levels.design.agc[amplifier])

    def control_v(self, amplifier: int, now_ms: int) -> float:
        """Return the control voltage of an amplifier's gain control; in the dark it asks for all there is."""
        if not self.plant.light.signal[self.city.elements[amplifier].parent]:
            return AGC_CENTRE_V + AGC_V_PER_DB * AGC_RANGE_DB
        return AGC_CENTRE_V + AGC_V_PER_DB * self.levels.agc_db(amplifier, now_ms)
