"""Where an incident is, whose areas those are and whom it affects: what receivers choose by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy import BindParameter, Connection, bindparam, func, select, text

from monitor.incidents.model import IncidentView
from monitor.ledger import tables as t
from monitor.telling.wanting import About

ORDINARY = "residential"
"""Class of subscribers of whom nothing else is said."""
DEEPEST = 64
"""Elements above one another; more would be a ring."""
MANY_POINTS = 1000
FINE_DEG = 0.0002
"""An outline with many points is compared without what is smaller than about twenty metres."""

_E = t.element.c
_WHICH: BindParameter[str] = bindparam("ids", expanding=True)
_VERSION = select(func.max(t.plant_version.c.version))
_PARENTS = select(t.link.c.parent).where(t.link.c.element.in_(_WHICH))
_ELEMENTS = select(_E.id, _E.parent, _E.lon, _E.lat).where(_E.id.in_(_WHICH))
"""Statements of every notice, made once."""


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of a plant, and the subscribers that are not ordinary ones."""

    version: int
    names: tuple[str, ...]
    within: tuple[tuple[str, ...], ...]
    """Of each area its own id and those of the areas it is part of."""
    units: dict[str, str]
    tree: shapely.STRtree
    special: dict[str, str]
    """Account → class, where that is not ORDINARY."""


class Whereabouts:
    """Answers where an incident is; remembers a plant's areas until it changes."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._areas: Areas | None = None

    def of(self, connection: Connection, incident: IncidentView, accounts: Collection[str]) -> About:
        """Return what receivers choose by, as the plant is now."""
        version = connection.execute(_VERSION).scalar() or 0
        if self._areas is None or self._areas.version != version:
            self._areas = load_areas(connection, version)
        areas = self._areas
        above, point = above_of(connection, incident.touched or (incident.element,))
        lies_in = areas_at(areas, incident.area if has_shape(incident.area) else point)
        known = bool(above) or lies_in is not None
        classes = {areas.special.get(account, ORDINARY) for account in accounts}
        return About(
            severity=incident.severity,
            cause=incident.cause,
            subscribers=incident.subscribers,
            places=frozenset({*above, *(lies_in or ())}) if known else None,
            units=frozenset(unit for area in lies_in if (unit := areas.units[area])) if lies_in is not None else None,
            classes=frozenset(classes),
        )


def has_shape(area: shapely.Geometry | None) -> bool:
    """Return whether an outline is known and not empty."""
    return area is not None and not shapely.is_empty(area)


def load_areas(connection: Connection, version: int) -> Areas:
    """Read the areas of the plant that is in use."""
    a, account = t.area.c, t.account.c
    rows = connection.execute(select(a.id, a.parent, a.unit, a.geometry)).all()
    parents = {row.id: row.parent for row in rows}
    drawn = [row for row in rows if row.geometry is not None]
    special = connection.execute(
        select(account.account, account.cls).where(text("class NOT IN ('', 'residential')"))  # as its index says it
    )
    return Areas(
        version,
        tuple(row.id for row in drawn),
        tuple(_within(row.id, parents) for row in drawn),
        {row.id: row.unit for row in rows},
        shapely.STRtree(shapely.from_wkb(np.array([row.geometry for row in drawn], dtype=object))),
        {row.account: row.cls for row in special},
    )


def _within(area: str, parents: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    while area in parents and area not in found:
        found.append(area)
        area = parents[area]
    return tuple(found)


def areas_at(areas: Areas, shape: shapely.Geometry | None) -> frozenset[str] | None:
    """Return the areas that something lies in, with those they are part of; None: its place is not known."""
    if shape is None:
        return None
    if shapely.get_num_coordinates(shape) > MANY_POINTS:
        shape = shapely.simplify(shape, FINE_DEG)
    touched = areas.tree.query(shape, predicate="intersects")
    return frozenset(area for index in touched for area in areas.within[int(index)])


def above_of(connection: Connection, elements: Iterable[str]) -> tuple[frozenset[str], shapely.Geometry | None]:
    """Return elements of the plant with all above them on every path, and where they, or the nearest above, stand."""
    found: dict[str, shapely.Geometry | None] = {}
    level = set(elements)
    for _ in range(DEEPEST):
        if not level:
            break
        ids = {"ids": sorted(level)}
        above = set(connection.execute(_PARENTS, ids).scalars())
        for row in connection.execute(_ELEMENTS, ids):
            found[row.id] = shapely.Point(row.lon, row.lat) if row.lon is not None else None
            above.add(row.parent)
        level = above - found.keys() - level - {""}
    return frozenset(found), next((point for point in found.values() if point is not None), None)
