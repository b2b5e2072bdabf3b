"""The forward path: how levels and noise come down the tree from transmitters to homes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.city import City
from simulator.levels.design import Design
from simulator.levels.optics import arriving_dbm
from simulator.levels.units import CHANNELS, DESIGN_C, LOSS_PER_K, ROOT_HZ, Flags, Floats, Numbers, power, ratio

RF_PER_OPTICAL_DB = 2.0
"""A receiver's current goes with optical power, electrical power with the square of the current."""
AGC_RANGE_DB = 4.0
"""How far from its design an amplifier's input may be before its output follows."""
AGC_LEFT = 0.1
"""Share of a deviation that gain control leaves standing."""
THERMAL_DBMV = -56.8
"""Thermal noise in a channel of 6.9 Msym/s."""
AMPLIFIER_NF_DB, MODEM_NF_DB = 8.0, 9.0
DISTORTION_DB = 53.0
"""Carrier to everything an amplifier adds beside thermal noise."""
LINK_MER_DB, LINK_PER_DB = 44.0, 1.5
"""Carrier to noise of an optical link at 0 dBm, and what each optical dB is worth."""
SENT_MER_DB = 43.0


@dataclass(frozen=True, slots=True)
class Forward:
    """Deviations from the design. `[elements, channels]` float32 unless said otherwise."""

    output_dev_db: Floats
    """Of elements that put out a level of their own; 0 of all others."""
    noise: Floats
    """Noise to carrier, as a power ratio, at the outputs of those."""
    path_db: Floats
    """`[elements]`: what faults add between the feed's output and here, this element's own included."""
    entering_db: Floats
    """`[elements]`: the same for what arrives here, this element's own left out."""
    optical_dbm: Floats
    """`[elements]`: forward light that arrives; NaN where none is meant to."""
    agc_db: Floats
    """`[elements]`: what an amplifier's gain control adds."""


class ForwardPath:
    """Works out the forward path of a city."""

    def __init__(self, city: City, design: Design) -> None:
        """Read the city once."""
        self._design = design
        self._count = len(city.elements)
        self._end = np.arange(self._count) + np.asarray(city.size, np.intp)
        self._optical_dbm = arriving_dbm(city)
        kinds = [element.kind for element in city.elements]
        self._optical: Flags = np.array([kind in {"splitter", "pon_port"} for kind in kinds])
        self._before: Flags = np.array([kind in {"headend", "hub", "cmts", "cmts_port"} for kind in kinds])
        self._node: Flags = np.array([kind == "optical_node" for kind in kinds])

    def work_out(self, down_db: Floats, outside_c: float) -> Forward:
        """Return what the forward path is like with what faults add at each element's output.

        1. Sum up what faults add on the way to each element.
        2. Bring light to the nodes, and their ports to what the light allows.
        3. Go down from amplifier to amplifier: cable, then gain control, then what is wrong with its output.
        """
        design = self._design
        total = self._down(down_db)
        light = self._down(np.where(self._optical, down_db, np.float32(0)))
        optical = self._optical_dbm + light
        path = total - total[design.feed]
        path[design.feed < 0] = 0.0
        before = np.where(design.above >= 0, design.above, design.feed)
        entering = np.where(before >= 0, total - down_db - total[before], np.float32(0)).astype(np.float32)
        warm = np.float32(LOSS_PER_K * (outside_c - DESIGN_C))
        output = np.zeros((self._count, CHANNELS), np.float32)
        noise = np.zeros((self._count, CHANNELS), np.float32)
        agc = np.zeros(self._count, np.float32)
        if design.ranks:
            self._light_up(design.ranks[0], down_db, light, optical, output, noise)
        for members in design.ranks[1:]:
            above = design.above[members]
            came = output[above] + entering[members, None] - design.cable_db[members, None] * warm * ROOT_HZ
            wish = np.clip(came[:, -1] * (1.0 - AGC_LEFT), -AGC_RANGE_DB, AGC_RANGE_DB)
            agc[members] = -np.where(design.agc[members], wish, 0.0)
            output[members] = came + agc[members, None] + down_db[members, None]
            own = AMPLIFIER_NF_DB + THERMAL_DBMV - (design.arriving_dbmv[members, None] + came)
            noise[members] = noise[above] + power(own) + ratio(-DISTORTION_DB)
        return Forward(output, noise, path, entering, optical, agc)

    def _light_up(
        self, ports: Numbers, down_db: Floats, light: Floats, optical: Floats, output: Floats, noise: Floats
    ) -> None:
        """Fill in the elements right behind the fibre: one dB of light is two dB of RF."""
        drive = self._down(np.where(self._before | self._node, down_db, np.float32(0)))
        output[ports] = (RF_PER_OPTICAL_DB * light[ports] + drive[ports] + down_db[ports])[:, None]
        node = self._design.node[ports]
        received = np.where(node >= 0, optical[node], np.float32(0.0))
        link = LINK_MER_DB + LINK_PER_DB * received
        noise[ports] = (power(-link) + ratio(-SENT_MER_DB))[:, None]

    def _down(self, at: Floats) -> Floats:
        """Return, by element, the sum of a quantity over it and all above it."""
        changed = np.flatnonzero(at)
        steps = np.zeros(self._count + 1)
        np.add.at(steps, changed, at[changed])
        np.subtract.at(steps, self._end[changed], at[changed])
        return np.cumsum(steps[:-1]).astype(np.float32)
