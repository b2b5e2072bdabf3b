"""Who lives behind which terminal: accounts and their places, indexed by slot."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from collectors.roster import Roster
from maps.area import Shapes
from maps.model import Plant
from maps.parcels import Parcels


class Premises:
    """Accounts by terminal slot, with coordinates; built anew for every plant version."""

    def __init__(self, plant: Plant, roster: Roster) -> None:
        """Take a plant whose terminals are on the roster."""
        self.accounts = tuple(account.account for account in plant.accounts)
        position = {account: i for i, account in enumerate(self.accounts)}
        place = {element.id: (element.lon, element.lat) for element in plant.elements if element.lon is not None}
        by_slot: defaultdict[int, set[int]] = defaultdict(set)
        lonlat = [(account.lon, account.lat) for account in plant.accounts]
        for row in plant.services:
            at = position.get(row.account)
            slot = roster.slot(row.terminal) if row.terminal else None
            if at is None or slot is None:
                continue
            by_slot[slot].add(at)
            if lonlat[at][0] is None:
                lonlat[at] = place.get(row.terminal, (None, None))
        slots = sorted(by_slot)
        self._slot = np.array(slots, dtype=np.int32)
        counts = [len(by_slot[slot]) for slot in slots]
        self._start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._account = np.array([at for slot in slots for at in sorted(by_slot[slot])], dtype=np.int32)
        east = np.array([np.nan if lon is None else lon for lon, _ in lonlat], dtype=np.float64)
        north = np.array([np.nan if lat is None else lat for _, lat in lonlat], dtype=np.float64)
        self._parcels = Parcels(plant.parcels, plant.accounts, east, north)
        self._lon, self._lat = self._parcels.places(east, north)

    def behind(self, slots: Slots) -> NDArray[np.int32]:
        """Return int32[n] positions in `accounts` of those with a service at any of the terminals, ascending."""
        rows = self._row(np.unique(slots))
        rows = rows[rows >= 0]
        start = self._start[rows]
        count = self._start[rows + 1] - start
        every = np.repeat(start - (np.cumsum(count) - count), count) + np.arange(count.sum())
        return np.unique(self._account[every])

    def homes(self, last: Slots) -> Slots:
        """Return int32[accounts]: a terminal of each account, one of `last` only where it has no other; -1: none."""
        slot = np.repeat(self._slot, np.diff(self._start))
        homes = np.full(len(self.accounts), -1, dtype=np.int32)
        for chosen in (np.isin(slot, last), ~np.isin(slot, last)):
            homes[self._account[chosen]] = slot[chosen]
        return homes

    def _row(self, slots: Slots) -> NDArray[np.intp]:
        """Return intp[n]: where each slot stands among those with an account, -1 for one without."""
        if not len(self._slot):
            return np.full(len(slots), -1, dtype=np.intp)
        row = np.minimum(np.searchsorted(self._slot, slots), len(self._slot) - 1)
        return np.where(self._slot[row] == slots, row, -1)

    def strangers(self, slots: Slots) -> int:
        """Return how many of the terminals belong to no account that is known."""
        return int(np.count_nonzero(self._row(slots) < 0))

    def names(self, positions: NDArray[np.int32]) -> list[str]:
        """Return account ids at positions."""
        return [self.accounts[i] for i in positions]

    def places(self, positions: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return float64[n] longitudes and latitudes, degrees WGS-84; NaN where a premises has no place."""
        return self._lon[positions], self._lat[positions]

    def parcels(self, positions: NDArray[np.int32]) -> tuple[Shapes, Shapes]:
        """Return object[n]: the ground of premises, None where it is not known; object[k]: that of others beside it."""
        return self._parcels.of(positions), self._parcels.beside(positions, *self.places(positions))

    def others(self, positions: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the positions of every account not among `positions`."""
        among = np.ones(len(self.accounts), dtype=np.bool_)
        among[positions] = False
        return np.flatnonzero(among).astype(np.int32)
