"""What is drawn for whom: the whole plant, or the part of some units; each with its own tiles, so that none leak."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from sqlalchemy import Connection

from webui.part import Part, part_of
from webui.plant import Plant, Plants
from webui.spans import LatestSpans
from webui.tiles.store import MOST_OCTETS, Tiles
from webui.trouble import Trouble, Troubles

MOST_SIGHTS = 16
"""Contractors whose parts are kept at a time, beside the whole."""
MOST_OCTETS_OF_A_PART = 4 << 20
"""Of its tiles kept, compressed."""


class Sight:
    """The plant as all those see it who are confined to the same units, or to none."""

    def __init__(self, plants: Plants, units: frozenset[str] | None) -> None:
        """Show what stands in the areas of these units; None: everything."""
        self._plants = plants
        self._units = units
        self._lock = Lock()
        self._known: Part | None = None
        self._troubles = Troubles(units)
        self.tiles = Tiles(MOST_OCTETS if units is None else MOST_OCTETS_OF_A_PART)

    @property
    def spans(self) -> LatestSpans:
        """Cables of what is seen."""
        return self.tiles.spans

    def part(self, connection: Connection) -> Part:
        """Return what is seen of the newest plant; worked out once for each version."""
        whole = self._plants.newest(connection)
        known = self._known
        if known is not None and known.whole is whole:
            return known
        with self._lock:  # one works it out, the others find it done
            known = self._known
            if known is None or known.whole is not whole:
                seen = Part(whole, whole, None) if self._units is None else part_of(connection, whole, self._units)
                known = self._known = seen
        return known

    def plant(self, connection: Connection) -> Plant:
        """Return what is seen of the newest plant, as a plant of its own."""
        return self.part(connection).plant

    def trouble(self, connection: Connection, part: Part) -> Trouble:
        """Return what is wrong in a part: of incidents, those of the units alone."""
        found = self._troubles.now(connection, part.whole)
        return found if part.kept is None else found.taken(part.kept)


class Sights:
    """Gives each visitor's sight; those seen last are kept."""

    def __init__(self, plants: Plants) -> None:
        """Look at these plants."""
        self._plants = plants
        self._lock = Lock()
        self.whole = Sight(plants, None)
        self._parts: OrderedDict[frozenset[str], Sight] = OrderedDict()

    def of(self, units: frozenset[str] | None) -> Sight:
        """Return the sight of whoever is confined to some units; None: to none."""
        if units is None:
            return self.whole
        with self._lock:
            sight = self._parts.pop(units, None) or Sight(self._plants, units)
            self._parts[units] = sight
            while len(self._parts) > MOST_SIGHTS:
                self._parts.popitem(last=False)
        return sight
