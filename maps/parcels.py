"""Which ground each premises stands on: its own by account, else by address, else the one it lies on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.area import METRES_PER_DEGREE, Degrees, Shapes
from maps.model import Account, Parcel

NOWHERE = -1
AROUND_M = 40.0
"""An area reaches no farther from the premises it is drawn about."""


class Parcels:
    """Outlines of the ground of a plant's premises, by position of the account."""

    def __init__(self, parcels: Sequence[Parcel], accounts: Sequence[Account], lon: Degrees, lat: Degrees) -> None:
        """Take a plant's parcels and accounts; lon, lat: float64[accounts], WGS-84, NaN for one without a place."""
        known = [
            parcel for parcel in parcels if parcel.geometry is not None and shapely.get_dimensions(parcel.geometry) == 2
        ]
        self._shapes: Shapes = np.array([parcel.geometry for parcel in known], dtype=object)
        self._tree = shapely.STRtree(self._shapes)
        self._of = np.full(len(accounts), NOWHERE, dtype=np.intp)
        """intp[accounts]: which parcel, NOWHERE for none."""
        if known:
            self._by_place(lon, lat)
            self._by_words(known, accounts)

    def places(self, lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
        """Return where each account's premises are: where nobody knows, somewhere on their ground; NaN for the rest."""
        lost = np.flatnonzero(~(np.isfinite(lon) & np.isfinite(lat)) & (self._of != NOWHERE))
        points = shapely.point_on_surface(self._shapes[self._of[lost]])
        lon, lat = lon.copy(), lat.copy()
        lon[lost], lat[lost] = shapely.get_x(points), shapely.get_y(points)
        return lon, lat

    def of(self, positions: NDArray[np.int32]) -> Shapes:
        """Return object[n]: the outline of each account's ground, WGS-84; None where there is none."""
        at = self._of[positions]
        found: Shapes = np.full(len(at), None, dtype=object)
        found[at != NOWHERE] = self._shapes[at[at != NOWHERE]]
        return found

    def beside(self, positions: NDArray[np.int32], lon: Degrees, lat: Degrees) -> Shapes:
        """Return object[k]: the ground of other premises near those at `positions`, and of none of these.

        lon, lat: float64[n], where they are.
        """
        if not len(self._shapes):
            return self._shapes
        own = np.unique(self._of[positions])
        placed = np.isfinite(lon) & np.isfinite(lat)
        points = np.column_stack([lon[placed], lat[placed]])
        about = np.concatenate([shapely.bounds(self._shapes[own[own != NOWHERE]]), np.hstack([points, points])])
        by_lat = AROUND_M / METRES_PER_DEGREE
        by_lon = by_lat / np.cos(np.radians(np.clip(np.abs(about[:, 1]), 0.0, 89.0)))
        west, south, east, north = about.T
        near = self._tree.query(shapely.box(west - by_lon, south - by_lat, east + by_lon, north + by_lat))[1]
        others: Shapes = self._shapes[np.setdiff1d(np.intersect1d(near, self._of), own)]
        return others

    def _by_place(self, lon: Degrees, lat: Degrees) -> None:
        """Put premises on the parcel they lie on, the smallest where parcels overlap."""
        placed = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        row, parcel = self._tree.query(shapely.points(lon[placed], lat[placed]), predicate="intersects")
        largest_first = np.argsort(-shapely.area(self._shapes[parcel]), kind="stable")
        self._of[placed[row[largest_first]]] = parcel[largest_first]

    def _by_words(self, parcels: Sequence[Parcel], accounts: Sequence[Account]) -> None:
        """Put premises on the parcel that says whose it is or where it is, whatever lies where."""
        at_address: defaultdict[str, list[int]] = defaultdict(list)
        position = {account.account: index for index, account in enumerate(accounts)}
        for index, account in enumerate(accounts):
            if account.address:
                at_address[account.address.casefold()].append(index)
        for number, parcel in enumerate(parcels):
            if not parcel.account and parcel.address:
                self._of[at_address.get(parcel.address.casefold(), [])] = number
        for number, parcel in enumerate(parcels):
            if parcel.account in position:
                self._of[position[parcel.account]] = number
