"""The plant as the map draws it: columns of every element, kept in memory per plant version."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import DTypeLike, NDArray
from sqlalchemy import Connection, Row, Select, func, select

from maps.model import TERMINALS, Path
from maps.tree import Index, cut_cycles, in_levels, in_preorder
from monitor.ledger import tables as t

SLICE = 5_000
"""Rows held at once while a plant is read."""
PAUSE_S = 0.01
"""Between slices."""


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
    other: dict[int, int] = field(default_factory=dict)
    """Position of each element that two routes feed → that of its parent on the other."""

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

    def feeders(self, at: int) -> set[int]:
        """Return the positions of an element's parents: of two where two routes feed it."""
        return {int(self.parent[at]), self.other.get(at, -1)} - {-1}

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
    """Read every element and lay the tree over them; what hangs in a loop of the file stands on its own.

    In slices, with pauses: one who reads a million elements in one go keeps everybody's answers waiting.
    """
    made = _Columns()
    for rows in connection.execute(_ELEMENTS, execution_options={"yield_per": SLICE}).partitions():
        made.take(rows)
        time.sleep(PAUSE_S)
    above: list[NDArray[np.intp]] = []
    for start in range(0, len(made.ids), SLICE):  # a parent may stand below its children in the file
        parents = made.parents[start : start + SLICE]
        above.append(np.fromiter((made.position.get(key, -1) for key in parents), np.intp, len(parents)))
    parent = cut_cycles(np.concatenate([*above, np.empty(0, np.intp)]))
    first, last = in_tree_order(parent)
    terminal = made.array("terminal", np.bool_)
    return Plant(
        version=version,
        ids=tuple(made.ids),
        kinds=tuple(made.kinds),
        names=tuple(made.names),
        parent=parent.astype(np.int32),
        first=first,
        last=last,
        lon=made.array("lon", np.float64),
        lat=made.array("lat", np.float64),
        slot=made.array("slot", np.int32),
        roster=roster,
        terminal=terminal,
        behind=terminals_behind(first, last, terminal),
        geometry=made.geometry,
        footprints=tuple(i for i, shape in made.geometry.items() if shapely.get_dimensions(shape) == 2),
        position=made.position,
        other=_other_routes(connection, made.position),
    )


def _other_routes(connection: Connection, position: Mapping[str, int]) -> dict[int, int]:
    link = t.link.c
    rows = connection.execute(select(link.element, link.parent).where(link.path == str(Path.PROTECTION)))
    return {position[row.element]: position[row.parent] for row in rows if {row.element, row.parent} <= position.keys()}


_ELEMENTS: Select[Any] = (
    select(
        *(t.element.c[name] for name in ("id", "kind", "name", "parent", "lon", "lat", "geometry")), t.subject.c.slot
    )
    .join(t.subject, t.subject.c.key == t.element.c.id, isouter=True)
    .order_by(t.element.c.position)
)


class _Columns:
    """The elements read so far, as columns; it keeps no rows, which the garbage collector would walk through."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.kinds: list[str] = []
        self.names: list[str] = []
        self.parents: list[str] = []
        self.position: dict[str, int] = {}
        self.geometry: dict[int, shapely.Geometry] = {}
        self._parts: dict[str, list[NDArray[Any]]] = {}
        self._kinds: dict[str, str] = {}

    def take(self, rows: Sequence[Row[Any]]) -> None:
        """Add rows of _ELEMENTS."""
        start, count = len(self.ids), len(rows)
        ids, kinds, names, parents, lon, lat, shapes, slots = zip(*rows, strict=True)
        self.ids += ids
        self.kinds += [self._kinds.setdefault(kind, kind) for kind in kinds]  # each word once in memory
        self.names += names
        self.parents += parents
        self.position.update(zip(ids, range(start, start + count), strict=True))
        self.geometry |= {start + i: shapely.from_wkb(shape) for i, shape in enumerate(shapes) if shape is not None}
        self._add("lon", np.array(lon, dtype=np.float64))  # None becomes NaN
        self._add("lat", np.array(lat, dtype=np.float64))
        self._add("slot", np.fromiter((-1 if slot is None else slot for slot in slots), np.int32, count))
        self._add("terminal", np.fromiter((kind in TERMINALS for kind in kinds), np.bool_, count))

    def array(self, name: str, dtype: DTypeLike) -> NDArray[Any]:
        """Return a column of numbers."""
        return np.concatenate([np.empty(0, dtype), *self._parts.get(name, ())]).astype(dtype, copy=False)

    def _add(self, name: str, values: NDArray[Any]) -> None:
        self._parts.setdefault(name, []).append(values)


def in_tree_order(parent: Index) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each element's place in preorder and the place after the last element below it."""
    order, levels = in_levels(parent)
    number, end = in_preorder(len(parent), levels)
    first, last = np.empty_like(order), np.empty_like(order)
    first[order], last[order] = number, end
    return first.astype(np.int32), last.astype(np.int32)


def terminals_behind(
    first: NDArray[np.int32], last: NDArray[np.int32], terminal: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Return int32[n]: terminals in each element's interval, itself not counted."""
    ordered = np.zeros(len(first) + 1, dtype=np.int32)
    ordered[first + 1] = terminal
    running = np.cumsum(ordered, dtype=np.int32)
    counted: NDArray[np.int32] = running[last] - running[first] - terminal
    return counted
