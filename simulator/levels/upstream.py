"""The return path: the noise of all branches runs together where they do, and everybody on the channel hears it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.city import City
from simulator.levels.design import Design
from simulator.levels.units import LOSS_PER_K, RETURN_SHARE, UPSTREAMS, Floats, Ratios, decibels, ratio

NODE_DB, AMPLIFIER_DB, HOME_DB = -38.5, -54.0, -62.0
"""Noise each adds at the CMTS, relative to the level the return path is set up for."""
EVENING_DB = 1.5
"""How far the noise of homes goes up and down with people being there."""
INGRESS_SHARE = (1.0, 0.5)
"""What ingress puts on each upstream channel: the lower hears more of it."""

CABLE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Upstream:
    """What the CMTS hears."""

    noise: Ratios
    """`[elements + 1, channels]`: noise of all elements before each, to be subtracted pairwise."""
    group_snr_db: Floats
    """`[groups, channels]`."""


class ReturnPath:
    """Works out the noise of a city's return paths."""

    def __init__(self, city: City, design: Design) -> None:
        """Read the city once."""
        self._end = np.arange(len(city.elements)) + np.asarray(city.size, np.intp)
        kinds = [element.kind for element in city.elements]
        fixed = {"optical_node": NODE_DB, "amplifier": AMPLIFIER_DB}
        self._gear = np.array([ratio(fixed[kind]) if kind in fixed else 0.0 for kind in kinds])
        self._homes = np.array([ratio(HOME_DB) if kind in _AT_HOME else 0.0 for kind in kinds])
        self._groups = np.array(design.groups, np.intp)
        self._group_of = _group_of(city, design)

    def work_out(self, ingress_db: Floats, hour: float) -> Upstream:
        """Return the noise of the return paths.

        `ingress_db` is by how much what enters at an element exceeds the clean noise there: at a home that of the
        home alone, on a street cable that of all behind it and `CABLE_SHARE` of its service group's at least,
        for a cable catches more than a room. Amplification makes up for cable, so noise counts the same wherever
        it comes from. Noise that a cut keeps out is the caller's matter.
        """
        evening = ratio(EVENING_DB * math.cos((hour - 20.5) / 24.0 * 2.0 * math.pi))
        clean = self._sums((self._gear + self._homes * evening)[:, None] * np.ones(UPSTREAMS))
        own = clean[1:] - clean[:-1]
        for element in np.flatnonzero(ingress_db):
            lead = self._group_of[element]
            if lead >= 0:
                floor = clean[self._end[element]] - clean[element]
                if not self._homes[element]:
                    floor = np.maximum(floor, CABLE_SHARE * (clean[self._end[lead]] - clean[lead]))
                own[element] += floor * ratio(float(ingress_db[element])) * np.array(INGRESS_SHARE)
        noise = self._sums(own)
        heard = noise[self._end[self._groups]] - noise[self._groups]
        return Upstream(noise, -decibels(heard).astype(np.float32))

    def at(self, upstream: Upstream, element: int) -> Ratios:
        """Return the noise that comes out of an element towards the CMTS, a power ratio per channel."""
        found: Ratios = upstream.noise[self._end[element]] - upstream.noise[element]
        return found

    @staticmethod
    def _sums(own: Ratios) -> Ratios:
        return np.vstack([np.zeros((1, UPSTREAMS)), np.cumsum(own, axis=0)])


_AT_HOME = frozenset({"cable_modem", "set_top_box"})


def _group_of(city: City, design: Design) -> list[int]:
    """Return, by element, the one where its service group's noise comes together; -1 for none."""
    leads = set(design.groups)
    found = [-1] * len(city.elements)
    for number, element in enumerate(city.elements):
        found[number] = number if number in leads else found[element.parent] if element.parent >= 0 else -1
    return found


def needed_tx(design: Design, path_db: Floats, outside_dev_k: float) -> Floats:
    """Return dBmV[terminals] a modem would have to transmit: what cables lose more than they did, it makes up."""
    own = design.terminals
    warm = design.cable_db[own] * np.float32(RETURN_SHARE * LOSS_PER_K * outside_dev_k)
    return design.tx_dbmv + warm - np.minimum(path_db[own], 0.0) * np.float32(0.5)
