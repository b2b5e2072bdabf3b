"""Light: what leaves a transmitter, what fibre and splitters take, and what arrives at nodes and ONUs."""

from __future__ import annotations

import math

import numpy as np

from simulator.city import City
from simulator.levels.design import span_m
from simulator.levels.units import Floats

FIBRE_DB_PER_KM = 0.35
"""At 1310 nm; 0.25 at 1550 nm."""
CONNECTOR_DB = 0.4
TRANSMITTERS_DBM = (3.0, 6.0, 8.0, 10.0, 13.0, 16.0, 19.0, 22.0)
"""Powers that transmitters and fibre amplifiers are sold with."""
NODE_DBM = (-1.8, -0.4)
"""What nodes are padded to when they are put up."""
PON_DBM = 4.0
"""What a PON port transmits."""
ONU_DBM = (-21.5, -16.0)
"""What arrives at ONUs that have been put up well."""
_LIGHT = frozenset({"cmts_port", "pon_port", "splitter", "optical_node", "onu", "eoc_head"})


def arriving_dbm(city: City) -> Floats:
    """Return dBm of forward light that arrives at each node and ONU; float32[elements], NaN at all others.

    A node has an attenuator that brings it to what it is made for; a PON has none, but is drawn with a
    split that suits it.
    """
    found = np.full(len(city.elements), np.nan, np.float32)
    loss = losses_db(city)
    draw = np.random.default_rng([city.seed, 0x0B])
    targets = draw.uniform(*NODE_DBM, len(city.elements))
    for number, element in enumerate(city.elements):
        if element.kind == "optical_node":
            sent = next(
                (dbm for dbm in TRANSMITTERS_DBM if dbm - loss[number] >= targets[number]), TRANSMITTERS_DBM[-1]
            )
            found[number] = min(targets[number], sent - loss[number])
        elif element.kind == "onu":
            found[number] = np.clip(PON_DBM - loss[number], *ONU_DBM) + 0.4 * math.sin(number)
    return found


def losses_db(city: City) -> list[float]:
    """Return dB of fibre, connectors and splitters from the transmitter to each element; 0 where no light goes."""
    children = [0] * len(city.elements)
    for element in city.elements:
        if element.parent >= 0 and element.kind in _LIGHT:
            children[element.parent] += 1
    loss = [0.0] * len(city.elements)
    for number, element in enumerate(city.elements):
        if element.kind not in _LIGHT:
            continue
        above = city.elements[element.parent]
        taken = splitter_db(children[element.parent]) if above.kind == "splitter" else 0.0
        fibre = span_m(element) / 1000.0 * FIBRE_DB_PER_KM
        loss[number] = loss[element.parent] + taken + fibre + CONNECTOR_DB
    return loss


def splitter_db(ways: int) -> float:
    """Return what splitting light takes: 3.5 dB for each time it is halved."""
    return 3.5 * math.ceil(math.log2(max(ways, 2)))
