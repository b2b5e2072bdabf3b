"""Which planned work concerns a home, and which of its services."""

from __future__ import annotations

import shapely
from sqlalchemy import Connection, select

from monitor.care.reach import Ways, needed
from monitor.ledger import tables as t
from monitor.ledger.planned_work import PlannedWork


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
