"""Which planned work concerns a home and its services, and which incidents it may be the reason of."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import shapely
from sqlalchemy import Connection, select

from monitor.care.reach import Ways, needed
from monitor.incidents import read
from monitor.incidents.model import IncidentView
from monitor.ledger import planned_work
from monitor.ledger import tables as t
from monitor.ledger.planned_work import PlannedWork
from monitor.telling.whereabouts import above_of, has_shape

MOST_INCIDENTS = 200
"""Incidents that stand, the newest first, that are compared with planned work."""


def touches(work: PlannedWork, service: str, way: Ways | None) -> bool:
    """Return whether work may take a service away; that at an element only what the element feeds.

    Work on an area is taken to concern whoever it is asked for: `covers` says who lives there.
    """
    if work.services and service not in work.services:
        return False
    if work.area:
        return True
    return way is not None and any(work.element in way.feeders[path] for path in needed(service))


def covers(connection: Connection, area: str, lon: float | None, lat: float | None) -> bool:
    """Return whether a place lies in an area; False where nobody knows the place or the area's outline."""
    if lon is None or lat is None:
        return False
    outline = connection.execute(select(t.area.c.geometry).where(t.area.c.id == area)).scalar()
    return outline is not None and bool(shapely.intersects_xy(shapely.from_wkb(outline), lon, lat))


def overlapping(connection: Connection, view: IncidentView, now_ms: int) -> list[PlannedWork]:
    """Return the work announced for a time in which an incident lasted, at what it is about.

    That is at one of its elements, above or below one of them on any path, or in an area that it touches.
    """
    works = planned_work.between(connection, view.started_after_ms or view.opened_ms, view.resolved_ms or now_ms)
    if not works:
        return []
    touched = view.touched or (view.element,)
    above, point = above_of(connection, touched)
    where = view.area if has_shape(view.area) else point
    return [work for work in works if _is_at(connection, work, touched, above, where)]


def incidents_at(connection: Connection, works: Sequence[PlannedWork], now_ms: int) -> dict[int, list[str]]:
    """Return by work the ids of the incidents that stand and overlap with it, the newest first."""
    found: dict[int, list[str]] = {work.id: [] for work in works}
    if not any(work.from_ms <= now_ms for work in works):
        return found
    standing = sorted(read.open_incidents(connection), key=lambda view: -view.number)
    for view in standing[:MOST_INCIDENTS]:
        for work in overlapping(connection, view, now_ms):
            if work.id in found:
                found[work.id].append(view.id)
    return found


def _is_at(
    connection: Connection,
    work: PlannedWork,
    touched: Collection[str],
    above: Collection[str],
    where: shapely.Geometry | None,
) -> bool:
    if work.element:
        return work.element in above or not above_of(connection, [work.element])[0].isdisjoint(touched)
    outline = connection.execute(select(t.area.c.geometry).where(t.area.c.id == work.area)).scalar()
    return outline is not None and where is not None and bool(shapely.intersects(shapely.from_wkb(outline), where))
