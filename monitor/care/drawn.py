"""Whether the plant file hangs a terminal where its home can be: no drop is as long as some drawings would have it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from maps.area import METRES_PER_DEGREE
from maps.model import Kind
from monitor.care.neighbours import Ancestor

DROPS_BEGIN_AT = (Kind.TAP, Kind.BUILDING)
"""Kinds whose homes are close by; what is drawn on anything further up is known to be drawn roughly."""
FARTHEST_M = 300.0
"""From a tap to the address of a home on it: a drop loses its signal in half of that, and an address found on a map
may be a street number or two off."""


def is_misdrawn(above: Sequence[Ancestor], lon: float | None, lat: float | None) -> bool:
    """Return whether a terminal, by what feeds it, hangs too far from its home at lon, lat (WGS-84 degrees).

    False where nobody knows one of the places.
    """
    if not above or above[0].kind not in DROPS_BEGIN_AT:
        return False
    tap = above[0]
    if lon is None or lat is None or tap.lon is None or tap.lat is None:
        return False
    east = (lon - tap.lon) * math.cos(math.radians(lat))
    return math.hypot(east, lat - tap.lat) * METRES_PER_DEGREE > FARTHEST_M
