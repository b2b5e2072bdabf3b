"""Where the plant file hangs the terminals of a home, and whether the home can be there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from maps.area import METRES_PER_DEGREE
from maps.model import Kind
from monitor.care.neighbours import Ancestor, ancestors
from monitor.care.subscribers import Subscriber, Subscription

DROPS_BEGIN_AT = (Kind.TAP, Kind.BUILDING)
"""Kinds whose homes are close by; what is drawn on anything further up is known to be drawn roughly."""
FARTHEST_M = 300.0
"""From a tap to the address of a home on it: a drop loses its signal in half of that, and an address found on a map
may be a street number or two off."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the plant file hangs a terminal."""

    terminal: str
    above: tuple[Ancestor, ...]
    """What feeds it, nearest first; empty: the file does not have it."""
    misdrawn: bool
    """Whether no drop can reach the home's address from there."""

    @property
    def sound(self) -> bool:
        """Whether the home may be there."""
        return bool(self.above) and not self.misdrawn

    @property
    def close(self) -> bool:
        """Whether the home is there, and not only somewhere behind it."""
        return self.sound and self.above[0].kind in DROPS_BEGIN_AT

    def or_rather(self, other: Place) -> Place:
        """Return where both of two terminals of a home hang: the other's place where this one is wrong or rough."""
        rough = not self.close and self.sound and self.above[0] in other.above
        return other if not self.sound or rough else self


def places_of(connection: Connection, who: Subscriber, terminals: Sequence[Subscription]) -> dict[str, Place]:
    """Return by terminal where each of a home's hangs.

    One that cannot be where it is drawn, or of which only something far above is known, hangs where another does that
    the coax of this home feeds too; fibre is another line.
    """
    drawn = {}
    for item in terminals:
        above = tuple(ancestors(connection, item.terminal))
        drawn[item.terminal] = Place(item.terminal, above, is_misdrawn(above, who.lon, who.lat))
    coaxial = {item.terminal for item in terminals if item.kind != Kind.ONU}
    good = [place for key, place in drawn.items() if key in coaxial and place.sound]
    best = max(good, key=lambda place: place.close, default=None)
    return {key: place if best is None or key not in coaxial else place.or_rather(best) for key, place in drawn.items()}


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
