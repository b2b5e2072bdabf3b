"""What stands where it hardly can: far from what feeds it, in the place of another, at the end of no drop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from maps.area import METRES_PER_DEGREE
from maps.courses import feeders, parents, places
from maps.finding import Wrong
from maps.model import TERMINALS, Element, Kind
from maps.plantfile.columns import ELEMENTS

FARTHEST_M = {
    Kind.AMPLIFIER: 2000.0,
    Kind.NODE_PORT: 500.0,
    Kind.TAP: 1500.0,
    **dict.fromkeys(TERMINALS, 1500.0),
}
"""What hangs on coaxial cable, and how far from what feeds it at most: trunk cable loses its signal in half of that."""

COAXIAL = frozenset({Kind.NODE_PORT, Kind.OPTICAL_NODE, Kind.AMPLIFIER, Kind.TAP, Kind.BUILDING, Kind.EOC_HEAD})
"""What feeds them over such cable; from anything else there is fibre between, of any length."""

ON_ITS_OWN = (Kind.OPTICAL_NODE, Kind.AMPLIFIER, Kind.BUILDING, Kind.LINE_POWER_SUPPLY)
"""Kinds of which no two stand in exactly one place; the taps of a house do, and its terminals."""

SAME_PLACE_DIGITS = 7
"""Digits of a degree, a centimetre."""

FEEDS_NO_HOME = TERMINALS | {
    Kind.HEADEND, Kind.HUB, Kind.TRANSMITTER, Kind.EDFA, Kind.LINE_POWER_SUPPLY, Kind.UPS, Kind.AMPLIFIER,
}  # fmt: skip
"""Kinds at which no drop begins."""

ELSEWHERE_M = 500_000.0
"""From here on it is the place itself that is wrong, which `out_of_the_way` says."""


def between_places(elements: Sequence[Element]) -> Iterator[Wrong]:
    """Yield elements that stand where they hardly can, by index."""
    parent = parents(elements)
    yield from _far_from_parent(elements, parent)
    yield from _in_one_place(elements)
    yield from _without_a_tap(elements, parent)


def metres_between(
    lon: NDArray[np.float64], lat: NDArray[np.float64], to_lon: NDArray[np.float64], to_lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return float64[n] metres east and north from one place to another, true over a city."""
    return (to_lon - lon) * METRES_PER_DEGREE * np.cos(np.radians(lat)), (to_lat - lat) * METRES_PER_DEGREE


def _far_from_parent(elements: Sequence[Element], parent: NDArray[np.intp]) -> Iterator[Wrong]:
    lon, lat = places(elements)
    above = feeders(parent, lon)
    fed = np.flatnonzero((above >= 0) & np.isfinite(lon))
    metres = np.hypot(*metres_between(lon[above[fed]], lat[above[fed]], lon[fed], lat[fed]))
    for far in np.flatnonzero((metres > min(FARTHEST_M.values())) & (metres < ELSEWHERE_M)).tolist():
        element, feeder = elements[fed[far]], elements[above[fed[far]]]
        if metres[far] > FARTHEST_M.get(element.kind, np.inf) and feeder.kind in COAXIAL:
            message = f"lies {metres[far] / 1000:.1f} km from {feeder.id!r}, which feeds it over coaxial cable"
            yield ELEMENTS, int(fed[far]), element.id, message, False


def _in_one_place(elements: Sequence[Element]) -> Iterator[Wrong]:
    first: dict[tuple[Kind, float, float], Element] = {}
    for index, element in enumerate(elements):
        if element.kind not in ON_ITS_OWN or element.lon is None or element.lat is None:
            continue
        key = element.kind, round(element.lon, SAME_PLACE_DIGITS), round(element.lat, SAME_PLACE_DIGITS)
        other = first.setdefault(key, element)
        if other.id != element.id:
            yield ELEMENTS, index, element.id, f"stands in the same place as the {element.kind} {other.id!r}", False


def _without_a_tap(elements: Sequence[Element], parent: NDArray[np.intp]) -> Iterator[Wrong]:
    for index, element in enumerate(elements):
        if element.kind not in TERMINALS:
            continue
        if parent[index] >= 0:
            feeder = elements[parent[index]]
            if feeder.kind in FEEDS_NO_HOME:
                message = f"hangs on the {feeder.kind} {feeder.id!r} itself: the tap between is missing"
                yield ELEMENTS, index, element.id, message, False
        elif not element.parent:
            yield ELEMENTS, index, element.id, "hangs on nothing: neither a tap nor anything else feeds it", False
