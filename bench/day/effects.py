"""What faults that only degrade do to signals and services: compared right before and after one comes or goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.city import City
from simulator.eoc import LOW_BAND
from simulator.households import Households
from simulator.levels import Levels
from simulator.plant import Plant

FEWEST = 5
"""Terminals whose trouble makes an incident."""
HEARD_DB = 1.0
"""By so much less than before a terminal stands out of the noise for that noise to be its trouble too."""

NOISE = 3
"""Place of the signal to noise at the CMTS in a row of signals."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Felt:
    """How everybody fares at one moment."""

    signal: NDArray[np.float64]
    """float64[terminals, 4] in dB: received level, sent level, level at the CMTS, signal to noise there.

    All that an EoC head tells of a unit is its loss in the low band.
    """
    poor: frozenset[int]
    """Homes, by place in `City.subscribers`, of which the city itself holds a service for poor."""

    def worst_db(self, before: Felt, first: Felt | None, served: Flags) -> float:
        """Return how much the signal changed since `before` for the fifth worst of those served (bool[terminals]).

        first: how everybody fared before anything came or went in this moment. What was let through by another that
        went in it, and goes with this one, nobody could read.
        """
        moved = np.abs(self.signal - before.signal)
        if first is not None:
            moved[before.signal != first.signal] = 0.0
        worst = np.sort(np.nan_to_num(moved[served]).max(axis=1, initial=0.0))[::-1]
        return float(worst[FEWEST - 1]) if len(worst) >= FEWEST else 0.0

    def noisy(self, before: Felt) -> Flags:
        """Tell, bool[terminals], whose signal stands less or more out of the noise at the CMTS than `before`."""
        flags: Flags = np.abs(self.signal[:, NOISE] - before.signal[:, NOISE]) >= HEARD_DB
        return flags

    def touched(self, before: Felt, first: Felt | None) -> frozenset[int]:
        """Return the homes that became poor since `before`, or ceased to be; `first` as for `worst_db`."""
        suffered = before.poor if first is None else before.poor & first.poor
        return (self.poor - before.poor) | (suffered - self.poor)


class Effects:
    """Looks at a city as its homes and the readers of its signals do."""

    def __init__(self, city: City, plant: Plant, households: Households) -> None:
        """Look at `plant`."""
        self._city, self._plant, self._households = city, plant, households
        self._on_eoc = np.array([city.elements[number].kind == "eoc_unit" for number in city.terminals], bool)

    def at(self, now_ms: int) -> Felt:
        """Return how everybody fares now."""
        now = Levels(self._city, self._plant).at(now_ms)
        received = np.array(now.ds_power, np.float64).reshape(len(self._on_eoc), -1).mean(axis=1)
        signal = np.c_[received, np.array(now.us_tx), np.array(now.us_rx), np.array(now.us_snr)] / 10.0
        signal[self._on_eoc] *= (LOW_BAND, 0.0, 0.0, 0.0)
        ailing = self._households.ailing(now_ms)
        return Felt(signal, frozenset(home for home, lacks in ailing.items() if "poor" in lacks.values()))
