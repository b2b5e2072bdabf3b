"""Plausible readings of modems for the store's benchmark: levels in device steps, counters, ratios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings

FAMILY = "cmts_cm"
STEP_MS = 60_000
LEVELS = {  # metric: typical value, chance of a step per minute; both in tenths of a dB
    "us_rx_power_dbmv": (0, 0.15),
    "us_snr_db": (360, 0.25),
    "ds_power_dbmv": (30, 0.10),
    "ds_snr_db": (390, 0.20),
    "us_tx_power_dbmv": (430, 0.05),
}
NOISY = 0.15
"""Share of modems with codeword errors worth the name."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Twelve metrics of some modems over some minutes: float64[modems, minutes] each."""

    time_ms: NDArray[np.int64]
    """int64[modems, minutes] from 0: each modem at its own moment of the minute, give or take 0.2 s."""
    values: dict[str, NDArray[np.float64]]

    def readings(self, modems: NDArray[Any], minutes: slice, first_slot: int, start_ms: int) -> Readings:
        """Return the minutes of the chosen modems (one may stand for many) in slots from `first_slot`."""
        time_ms = self.time_ms[modems, minutes]
        slots = np.repeat(np.arange(first_slot, first_slot + len(modems), dtype=np.int32), time_ms.shape[1])
        return Readings(
            FAMILY,
            slots,
            np.zeros(len(slots), dtype=np.int32),
            start_ms + time_ms.ravel(),
            {name: column[modems, minutes].ravel() for name, column in self.values.items()},
        )


def draw(rng: np.random.Generator, modems: int, minutes: int) -> Fleet:
    """Return readings of `modems` drawn at random over `minutes`."""
    shape = (modems, minutes)
    values = {name: _level(rng, shape, typical, chance) for name, (typical, chance) in LEVELS.items()}
    traffic = rng.poisson(rng.lognormal(9, 1.5, (modems, 1)) * rng.gamma(2, 0.5, shape))
    noisy = rng.random((modems, 1)) < NOISY
    corrected = rng.poisson(np.where(noisy, 5.0, 0.02), shape)
    lost = rng.poisson(np.where(noisy, 0.5, 0.002), shape)
    total = np.maximum(traffic + corrected + lost, 1)
    before = rng.integers(0, 2**36, (modems, 1))
    values["codewords_unerrored"] = (before + np.cumsum(traffic, axis=1)).astype(np.float64)
    values["codewords_corrected"] = np.cumsum(corrected, axis=1).astype(np.float64)
    values["codewords_uncorrectable"] = np.cumsum(lost, axis=1).astype(np.float64)
    values["correctable_ratio"], values["uncorrectable_ratio"] = corrected / total, lost / total
    values["t3_timeouts"] = np.cumsum(rng.random(shape) < 0.001, axis=1).astype(np.float64)
    values["t4_timeouts"] = np.cumsum(rng.random(shape) < 0.0002, axis=1).astype(np.float64)
    moment = rng.integers(0, 50_000, (modems, 1)) + rng.integers(0, 400, shape)
    return Fleet(np.arange(minutes) * STEP_MS + moment, values)


def _level(rng: np.random.Generator, shape: tuple[int, int], typical: float, chance: float) -> NDArray[np.float64]:
    """Return a level that steps by 0.1 dB now and then, drifts with the day's temperature, and stays in reach."""
    dice = rng.random(shape, dtype=np.float32)
    walk = np.clip(np.cumsum((dice < chance).astype(np.int8) - (dice > 1 - chance).astype(np.int8), axis=1), -15, 15)
    drift = np.rint(8 * np.sin(np.linspace(0, 2 * np.pi * shape[1] / 1440, shape[1])))
    level: NDArray[np.float64] = (np.rint(rng.normal(typical, 20, (shape[0], 1))) + walk + drift) / 10
    return level
