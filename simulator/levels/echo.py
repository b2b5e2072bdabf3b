"""Pre-equalisation: what a modem's equaliser has to undo, an echo of a damaged span among it.

Source: CM-GL-PNMP (layout of the data, delay of a tap).
"""

from __future__ import annotations

import math
from random import Random

TAPS, MAIN = 24, 8
"""Taps, and the place of the main one, counted from 1."""
NOMINAL = 2047
"""Largest coefficient; many modems use twelve bits."""
SYMBOL_NS = 195.3125
"""A symbol of a channel of 6.4 MHz."""
VELOCITY = 0.87
_METRES_PER_NS = 0.299_792_458
FAINTEST_DBC, LOUDEST_DBC = 46.0, 34.0
"""Micro-reflections of a sound drop."""

Echo = tuple[float, float, float]
"""Metres between the two reflectors, -dBc as a positive number, radians."""


def delay_taps(metres: float) -> float:
    """Return by how many taps an echo comes late that runs back and forth over a cable once."""
    return 2.0 * metres / (VELOCITY * _METRES_PER_NS) / SYMBOL_NS


def modem_taps(seed: int, echoes: list[Echo]) -> bytes:
    """Return what a modem's equaliser has learnt, 100 octets: the inverse of the cable's echoes.

    `seed` makes the small coefficients of this modem's own drop.
    """
    found = _own(seed, FAINTEST_DBC, LOUDEST_DBC)
    for metres, dbc, phase in echoes:
        late = min(delay_taps(metres), TAPS - MAIN - 0.01)
        amplitude = -(10.0 ** (-dbc / 20.0))
        first, part = divmod(late, 1.0)
        place = MAIN - 1 + int(first)
        turned = complex(math.cos(phase), math.sin(phase)) * amplitude
        # half a tap and more apart, an echo still goes mostly to the nearer of two taps
        for at, share in ((place, 1.0 - part), (place + 1, part)):
            if at != MAIN - 1 and at < TAPS:
                found[at] += turned * share / math.hypot(1.0 - part, part)
    return _encoded(found)


def residual_taps(seed: int) -> bytes:
    """Return what is left for the CMTS to correct, 100 octets."""
    return _encoded(_own(seed + 1, 52.0, 40.0))


def _own(seed: int, faintest_dbc: float, loudest_dbc: float) -> list[complex]:
    draw = Random(seed)
    found = [0j] * TAPS
    for at in range(TAPS):
        distance = abs(at - (MAIN - 1))
        size = 10.0 ** (-draw.uniform(loudest_dbc, faintest_dbc) / 20.0) / max(distance, 1)
        angle = draw.uniform(0.0, 2.0 * math.pi)
        found[at] = complex(size * math.cos(angle), size * math.sin(angle))
    found[MAIN - 1] = 1 + 0j
    return found


def _encoded(taps: list[complex]) -> bytes:
    scale = NOMINAL / max(1.0, *(max(abs(one.real), abs(one.imag)) for one in taps))
    numbers = [round(part * scale) for one in taps for part in (one.real, one.imag)]
    return bytes((MAIN, 1, TAPS, 0)) + b"".join(one.to_bytes(2, "big", signed=True) for one in numbers)
