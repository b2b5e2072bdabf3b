"""The part of a plant that some units see: what stands in their areas, as a plant of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from maps.courses import feeders
from monitor.ledger import tables as t
from webui.plant import Plant, in_tree_order, terminals_behind


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What somebody sees of a plant."""

    plant: Plant
    """Holds nothing else: whoever draws or lists this plant cannot give away more."""
    whole: Plant
    kept: NDArray[np.intp] | None
    """intp[m]: position in the whole of each element of the part; None: the part is the whole."""


def part_of(connection: Connection, whole: Plant, units: frozenset[str]) -> Part:
    """Return what of a plant stands in an area of one of some units.

    An element without a place stands where the nearest above it does that has one. What is fed from elsewhere is a
    root of the part. Source: the ledger's areas, which are of the same version as the plant.
    """
    kept = np.flatnonzero(_inside(connection, whole, units))
    place = np.full(len(whole) + 1, -1, np.int32)  # the last for the parent of a root
    place[kept] = np.arange(len(kept))
    parent = place[whole.parent[kept]]
    first, last = in_tree_order(parent.astype(np.intp))
    ids = tuple(whole.ids[i] for i in kept.tolist())
    terminal = whole.terminal[kept]
    plant = Plant(
        version=whole.version,
        ids=ids,
        kinds=tuple(whole.kinds[i] for i in kept.tolist()),
        names=tuple(whole.names[i] for i in kept.tolist()),
        parent=parent,
        first=first,
        last=last,
        lon=whole.lon[kept],
        lat=whole.lat[kept],
        slot=whole.slot[kept],
        roster=whole.roster,
        terminal=terminal,
        behind=terminals_behind(first, last, terminal),
        geometry={int(place[i]): shape for i, shape in whole.geometry.items() if place[i] >= 0},
        footprints=tuple(int(place[i]) for i in whole.footprints if place[i] >= 0),
        position={key: i for i, key in enumerate(ids)},
        other={int(place[i]): int(place[at]) for i, at in whole.other.items() if min(place[i], place[at]) >= 0},
    )
    return Part(plant, whole, kept)


def _inside(connection: Connection, plant: Plant, units: frozenset[str]) -> NDArray[np.bool_]:
    """Return bool[n]: which elements stand in an area of these units."""
    area = t.area.c
    query = select(area.geometry).where(area.unit.in_(sorted(units)), area.geometry.isnot(None))
    theirs = shapely.union_all(shapely.from_wkb(list(connection.execute(query).scalars())))
    shapely.prepare(theirs)
    placed = np.isfinite(plant.lon)
    at = np.where(placed, np.arange(len(plant)), feeders(plant.parent.astype(np.intp), plant.lon))
    inside = shapely.intersects_xy(theirs, plant.lon, plant.lat) & placed
    found: NDArray[np.bool_] = (at >= 0) & inside[at]
    return found
