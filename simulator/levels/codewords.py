"""How many codewords go wrong, from how far the signal stands above the noise."""

from __future__ import annotations

import numpy as np

from simulator.levels.units import Floats

MOST = 0.4


def downstream_errors(mer_db: Floats) -> tuple[Floats, Floats]:
    """Return shares of codewords corrected and lost of 256QAM, which locks down to 28.5 dB."""
    return _share(-2.0 - 0.35 * (mer_db - 30.0)), _share(-3.2 - 0.55 * (mer_db - 30.0))


def upstream_errors(snr_db: Floats) -> tuple[Floats, Floats]:
    """Return shares of codewords corrected and lost of 64QAM, which wants 24 dB."""
    return _share(-1.6 - 0.2 * (snr_db - 25.0)), _share(-2.4 - 0.33 * (snr_db - 25.0))


def timeouts_per_hour(snr_db: Floats) -> Floats:
    """Return T3 time-outs an hour: answers to ranging get lost in the noise."""
    return np.where(snr_db < 22.0, np.clip((22.0 - snr_db) * 3.0, 0.0, 60.0), 0.0).astype(np.float32)


def _share(exponent: Floats) -> Floats:
    return np.minimum(np.power(10.0, exponent), MOST).astype(np.float32)
