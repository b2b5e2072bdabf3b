"""Where every subject stands, as metres on a plane, by slot."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from collectors.roster import Roster
from maps.area import METRES_PER_DEGREE
from maps.model import Element

FARTHEST_UP = 4
"""Elements above one without a place at which a place is looked for: beyond, it says too little."""


class Places:
    """Metres east and north of the plant's middle; NaN where nobody knows."""

    def __init__(self, elements: Iterable[Element], roster: Roster) -> None:
        """Take the elements of a plant; one without a place stands where what feeds it does."""
        by_id = {element.id: element for element in elements}
        lonlat = np.full((len(roster), 2), np.nan)
        for element in by_id.values():
            slot = roster.slot(element.id)
            placed = _placed(element, by_id)
            if slot is not None and placed is not None:
                lonlat[slot] = placed.lon, placed.lat
        known = np.isfinite(lonlat[:, 0])
        middle = lonlat[known].mean(axis=0) if known.any() else np.zeros(2)
        scale = np.array([METRES_PER_DEGREE * np.cos(np.radians(middle[1])), METRES_PER_DEGREE])
        self.metres: NDArray[np.float64] = (lonlat - middle) * scale
        """float64[slots, 2]: by slot."""

    def of(self, slots: Slots) -> NDArray[np.float64]:
        """Return float64[n, 2] metres east and north of slots."""
        places = np.full((len(slots), 2), np.nan)
        known = (slots >= 0) & (slots < len(self.metres))
        places[known] = self.metres[slots[known]]
        return places


def _placed(element: Element, by_id: dict[str, Element]) -> Element | None:
    """Return the nearest element at or above one that has a place."""
    for _ in range(FARTHEST_UP):
        if element.lon is not None and element.lat is not None:
            return element
        above = by_id.get(element.parent)
        if above is None:
            return None
        element = above
    return None
