"""The plant as the map draws it: columns of every element, kept in memory per plant version."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from maps.model import TERMINALS
from maps.tree import Index, cut_cycles, in_levels, in_preorder
from monitor.ledger import tables as t

SLICE = 5_000
"""Rows held at once while a plant is read."""


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
                with _collector_at_rest():
                    self._plant = read_plant(connection, version, roster)
            return self._plant
        finally:
            self._lock.release()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from what is being read, and from walking through it ever after.

    It would look at a million new objects again and again, for as long as reading them takes, and find nothing.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def read_plant(connection: Connection, version: int, roster: int) -> Plant:
    """Read every element and lay the tree over them; what hangs in a loop of the file stands on its own."""
    ids, kinds, names, parents, lon, lat, shapes, slots = _columns(connection)
    position = dict(zip(ids, range(len(ids)), strict=True))
    kind_codes = {kind: kind in TERMINALS for kind in set(kinds)}
    terminal = np.fromiter(map(kind_codes.__getitem__, kinds), np.bool_, len(ids))
    above = (position.get(key, -1) for key in parents)
    parent = cut_cycles(np.fromiter(above, np.intp, len(ids)))
    first, last = _preorder(parent)
    geometry = {i: shapely.from_wkb(shape) for i, shape in enumerate(shapes) if shape is not None}
    return Plant(
        version=version,
        ids=tuple(ids),
        kinds=tuple(kinds),
        names=tuple(names),
        parent=parent.astype(np.int32),
        first=first,
        last=last,
        lon=np.array(lon, dtype=np.float64),  # None becomes NaN
        lat=np.array(lat, dtype=np.float64),
        slot=np.fromiter((-1 if slot is None else slot for slot in slots), np.int32, len(ids)),
        roster=roster,
        terminal=terminal,
        behind=_behind(first, last, terminal),
        geometry=geometry,
        footprints=tuple(i for i, shape in geometry.items() if shapely.get_dimensions(shape) == 2),
        position=position,
    )


def _columns(connection: Connection) -> list[list[Any]]:
    """Return id, kind, name, parent, lon, lat, geometry and slot of every element, in the plant file's order.

    Read in slices, which keep no rows: a million of them would occupy the collector for seconds, and whoever
    asks for a page meanwhile.
    """
    e = t.element.c
    query = (
        select(e.id, e.kind, e.name, e.parent, e.lon, e.lat, e.geometry, t.subject.c.slot)
        .join(t.subject, t.subject.c.key == e.id, isouter=True)
        .order_by(e.position)
    )
    columns: list[list[Any]] = [[] for _ in query.selected_columns]
    for rows in connection.execute(query, execution_options={"yield_per": SLICE}).partitions():
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
    kinds = columns[1]
    columns[1] = list(map({kind: kind for kind in set(kinds)}.__getitem__, kinds))  # each word once in memory
    return columns


def _preorder(parent: Index) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each element's place in preorder and the place after the last element below it."""
    order, levels = in_levels(parent)
    number, end = in_preorder(len(parent), levels)
    first, last = np.empty_like(order), np.empty_like(order)
    first[order], last[order] = number, end
    return first.astype(np.int32), last.astype(np.int32)


def _behind(first: NDArray[np.int32], last: NDArray[np.int32], terminal: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return int32[n]: terminals in each element's interval, itself not counted."""
    ordered = np.zeros(len(first) + 1, dtype=np.int32)
    ordered[first + 1] = terminal
    running = np.cumsum(ordered, dtype=np.int32)
    counted: NDArray[np.int32] = running[last] - running[first] - terminal
    return counted
