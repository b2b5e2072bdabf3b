"""Constants of the plant's signals, and decibels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ratios = NDArray[np.float64]
Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]

CHANNELS = 4
"""Downstream channels a modem is bonded to."""
UPSTREAMS = 2
"""Upstream channels of a service group; a modem uses one of them."""
CHANNEL_HZ = tuple(602_000_000 + 8_000_000 * channel for channel in range(CHANNELS))
UPSTREAM_WIDTH_HZ = 6_400_000
UPSTREAM_HZ = tuple(24_200_000 + UPSTREAM_WIDTH_HZ * channel for channel in range(UPSTREAMS))
ROOT_HZ: Floats = np.sqrt(np.array(CHANNEL_HZ) / CHANNEL_HZ[0]).astype(np.float32)
"""Loss of cable at each channel, relative to the first: it goes with the root of frequency."""
CODEWORDS_PER_S = 19_000
"""Codewords of one channel."""
STEP_MS = 10_000
"""Simulated time after which levels are worked out anew; weather and noise stand still for that long."""

PORT_OUTPUT_DBMV, AMPLIFIER_OUTPUT_DBMV, HEAD_OUTPUT_DBMV = 48.0, 46.0, 46.0
"""Forward output of a node port, an amplifier and an EoC head, as they are set up."""
RETURN_INPUT_DBMV = 6.0
"""Return level at an amplifier's or node's port at which the path to the CMTS is set up."""
MOST_TX_DBMV = 54.0
"""All a modem can transmit. Source: DOCSIS 2.0, 64QAM."""
LOSS_PER_K = 0.002
"""Share by which the loss of cable grows with each kelvin."""
DESIGN_C = 20.0
"""Temperature at which the plant was set up."""
RETURN_SHARE = 0.25
"""Loss of cable at return frequencies, as a share of its forward loss."""


def power(decibels: Floats | Ratios) -> Ratios:
    """Return the power ratios of decibels."""
    found: Ratios = np.power(10.0, np.asarray(decibels, np.float64) / 10.0)
    return found


def ratio(decibels: float) -> float:
    """Return the power ratio of decibels."""
    return float(10.0 ** (decibels / 10.0))


def decibels(ratios: Ratios) -> Ratios:
    """Return decibels of power ratios."""
    found: Ratios = 10.0 * np.log10(ratios)
    return found
