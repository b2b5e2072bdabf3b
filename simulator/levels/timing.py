"""Ranging: how much earlier a modem has to send than the CMTS's clock says, for its cable's sake and its maker's.

Source: DOCS-IF-MIB docsIfCmtsCmStatusTimingOffset (there and back, in ticks of 6.25 microseconds / 64).
"""

from __future__ import annotations

import numpy as np

from simulator.city import City
from simulator.levels.design import span_m
from simulator.levels.units import Floats

TICK_S = 6.25e-6 / 64
LIGHT_M_PER_S = 299_792_458.0
COAX_VELOCITY, FIBRE_VELOCITY = 0.87, 0.68
AT_NOUGHT = 640
"""Ticks of a modem of the quickest maker right at the CMTS."""
MOST_BY_MAKER, MODELS = 48, 4
"""Makers differ by so many ticks; each has so many models, of which each takes one tick more than the one before."""
FIBRE_TO = frozenset({"hub", "transmitter", "edfa", "cmts", "splitter", "optical_node"})
"""What stands at the far end of a fibre."""


def timing_offsets(city: City) -> Floats:
    """Return float32[terminals], ticks, without what ranging leaves over."""
    late_s = [0.0] * len(city.elements)
    for number, element in enumerate(city.elements):
        velocity = FIBRE_VELOCITY if element.kind in FIBRE_TO else COAX_VELOCITY
        before = late_s[element.parent] if element.parent >= 0 else 0.0
        late_s[number] = before + 2.0 * span_m(element) / (velocity * LIGHT_M_PER_S)
    ticks = [AT_NOUGHT + late_s[number] / TICK_S + _of_make(city.elements[number].id) for number in city.terminals]
    return np.array(ticks, np.float32)


def _of_make(terminal: str) -> int:
    """Return the ticks that a modem's own circuits take, by its MAC; 0 for what has none."""
    octets = terminal.split(":")
    if len(octets) != 6:
        return 0
    maker = int("".join(octets[:3]), 16) * 2_654_435_761 % 4_294_967_296
    return maker * MOST_BY_MAKER // 4_294_967_296 + int(octets[4], 16) % MODELS
