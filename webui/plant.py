"""The plant as the map draws it: columns of every element, kept in memory per plant version."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from maps.model import TERMINALS
from monitor.ledger import tables as t


@dataclass(frozen=True, slots=True)
class Plant:
    """Elements in the order of the plant file, with the tree over their signal parents."""

    version: int
    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    parent: NDArray[np.int32]
    """int32[n]: position of the parent; -1 for a root."""
    first: NDArray[np.int32]
    """int32[n]: place in preorder; everything fed through element i has `first[i] <= first < last[i]`."""
    last: NDArray[np.int32]
    lon: NDArray[np.float64]
    """float64[n]: degrees east, WGS-84; NaN where nobody knows."""
    lat: NDArray[np.float64]
    slot: NDArray[np.int32]
    """int32[n]: -1 where the element was not on the roster when this was read."""
    roster: int
    """Slots that had been given out by then."""
    terminal: NDArray[np.bool_]
    behind: NDArray[np.int32]
    """int32[n]: terminals fed through each element."""
    geometry: dict[int, shapely.Geometry]
    """Spans and footprints, for the elements whose file has one."""
    footprints: tuple[int, ...]
    """Positions of the elements whose geometry is an outline on the ground."""
    position: dict[str, int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north of everything that has a place; None for an empty map."""
        if not np.isfinite(self.lon).any():
            return None
        return (
            float(np.nanmin(self.lon)), float(np.nanmin(self.lat)),
            float(np.nanmax(self.lon)), float(np.nanmax(self.lat)),
        )  # fmt: skip

    def is_current(self, version: int, roster: int) -> bool:
        """Return whether plant `version`, now that so many slots are given out, would be read as this is."""
        return self.version == version and (self.roster == roster or bool((self.slot >= 0).all()))

    def within(self, west: float, south: float, east: float, north: float) -> NDArray[np.bool_]:
        """Return bool[n]: which elements lie in a box."""
        return (self.lon >= west) & (self.lon <= east) & (self.lat >= south) & (self.lat <= north)

    def segment(self, element: str) -> tuple[int, int] | None:
        """Return the preorder interval of everything fed through an element, itself included."""
        at = self.position.get(element)
        return None if at is None else (int(self.first[at]), int(self.last[at]))


class Plants:
    """Gives the newest plant, reading it again only when its version has changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._plant: Plant | None = None

    def newest(self, connection: Connection) -> Plant:
        """Return the plant as the snapshot of `connection` has it.

        While one request reads a new version, a matter of seconds for a large plant, the others go on
        with the version before. Where a version was read before core gave all its elements slots, it is
        read again when more slots are out.
        """
        version = connection.execute(select(func.max(t.plant_version.c.version))).scalar_one() or 0
        highest = connection.execute(select(func.max(t.subject.c.slot))).scalar_one()
        roster = 0 if highest is None else highest + 1
        known = self._plant
        if known is not None and known.is_current(version, roster):
            return known
        if not self._lock.acquire(blocking=known is None):
            return known or self.newest(connection)
        try:
            if self._plant is None or not self._plant.is_current(version, roster):
                self._plant = read_plant(connection, version, roster)
            return self._plant
        finally:
            self._lock.release()


def read_plant(connection: Connection, version: int, roster: int) -> Plant:
    """Read every element and lay the tree over them; a loop in the file is cut where it closes."""
    e = t.element.c
    rows = connection.execute(
        select(e.id, e.kind, e.name, e.parent, e.lon, e.lat, e.geometry, t.subject.c.slot)
        .join(t.subject, t.subject.c.key == e.id, isouter=True)
        .order_by(e.position)
    ).all()
    ids = tuple(row.id for row in rows)
    position = {name: i for i, name in enumerate(ids)}
    parent = np.array([position.get(row.parent, -1) for row in rows], dtype=np.int32)
    terminal = np.array([row.kind in TERMINALS for row in rows], dtype=np.bool_)
    first, last = _preorder(parent)
    geometry = {i: shapely.from_wkb(row.geometry) for i, row in enumerate(rows) if row.geometry is not None}
    return Plant(
        version=version,
        ids=ids,
        kinds=tuple(row.kind for row in rows),
        names=tuple(row.name for row in rows),
        parent=parent,
        first=first,
        last=last,
        lon=np.array([np.nan if row.lon is None else row.lon for row in rows], dtype=np.float64),
        lat=np.array([np.nan if row.lat is None else row.lat for row in rows], dtype=np.float64),
        slot=np.array([-1 if row.slot is None else row.slot for row in rows], dtype=np.int32),
        roster=roster,
        terminal=terminal,
        behind=_behind(first, last, terminal),
        geometry=geometry,
        footprints=tuple(i for i, shape in geometry.items() if shapely.get_dimensions(shape) == 2),
        position=position,
    )


def _preorder(parent: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each element's place in preorder and the place after the last element below it."""
    n = len(parent)
    children: list[list[int]] = [[] for _ in range(n)]
    roots: list[int] = []
    for i, above in enumerate(parent.tolist()):
        (children[above] if above >= 0 else roots).append(i)
    first = np.full(n, -1, dtype=np.int32)
    last = np.full(n, -1, dtype=np.int32)
    place = 0
    for root in (*roots, *range(n)):  # what hangs in a loop has no root: any of it will do
        stack = [root]
        while stack:
            at = stack.pop()
            if at < 0:
                last[~at] = place
            elif first[at] < 0:
                first[at] = place
                place += 1
                stack.append(~at)
                stack.extend(reversed(children[at]))
    return first, last


def _behind(first: NDArray[np.int32], last: NDArray[np.int32], terminal: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return int32[n]: terminals in each element's interval, itself not counted."""
    ordered = np.zeros(len(first) + 1, dtype=np.int32)
    ordered[first + 1] = terminal
    running = np.cumsum(ordered, dtype=np.int32)
    counted: NDArray[np.int32] = running[last] - running[first] - terminal
    return counted
