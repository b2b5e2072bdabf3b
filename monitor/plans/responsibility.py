"""Which unit is responsible for an incident: that of the smallest area with most of its subscribers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from monitor.incidents.model import IncidentView
from monitor.ledger import tables as t
from monitor.ledger.plant import version
from monitor.ledger.upsert import upsert

ENOUGH = 400
"""Subscribers looked at where there are more, evenly spread: the majority of a hundred thousand shows in them."""
SLICE = 400


@dataclass(frozen=True, slots=True)
class AreaOf:
    """A region and the unit that is responsible for it."""

    id: str
    unit: str
    geometry: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who is responsible for something, and by which area; both empty: nobody that is known."""

    unit: str = ""
    area: str = ""


NOBODY = Responsible()


def responsible(areas: Sequence[AreaOf], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Responsible:
    """Return who is responsible for points, float64[n] degrees, NaN for one without a place.

    The smallest area that holds more than half of those with a place, of areas that have a unit.
    """
    placed = ~np.isnan(lon)
    east, north = lon[placed], lat[placed]
    if not len(east):
        return NOBODY
    for area in sorted(
        (each for each in areas if each.unit), key=lambda each: (float(shapely.area(each.geometry)), each.id)
    ):
        if 2 * int(np.count_nonzero(shapely.intersects_xy(area.geometry, east, north))) > len(east):
            return Responsible(area.unit, area.id)
    return NOBODY


class Responsibility:
    """Finds the unit of an incident; areas are read anew with each version of the plant."""

    def __init__(self) -> None:
        """Know no plant yet."""
        self._version = -1
        self._areas: tuple[AreaOf, ...] = ()

    def of(self, connection: Connection, view: IncidentView, accounts: Sequence[str]) -> Responsible:
        """Return who is responsible for an incident, by where its subscribers, else its element, are.

        Where areas say nothing, the unit that most of its subscribers' accounts name.
        """
        areas = self._newest(connection)
        step = max(1, len(accounts) // ENOUGH)
        rows = _accounts(connection, accounts[::step])
        lon = np.array([np.nan if row[0] is None else row[0] for row in rows], dtype=np.float64)
        lat = np.array([np.nan if row[1] is None else row[1] for row in rows], dtype=np.float64)
        found = responsible(areas, lon, lat)
        if not found.unit:
            where = connection.execute(
                select(t.element.c.lon, t.element.c.lat).where(
                    t.element.c.id == view.element, t.element.c.lon.isnot(None)
                )
            ).first()
            if where is not None and not np.count_nonzero(~np.isnan(lon)):
                found = responsible(areas, np.array([where.lon]), np.array([where.lat]))
        if found.unit:
            return found
        named = Counter(row[2] for row in rows if row[2])
        if named and 2 * max(named.values()) > len(rows):
            return Responsible(named.most_common(1)[0][0])
        return NOBODY

    def _newest(self, connection: Connection) -> tuple[AreaOf, ...]:
        now = version(connection)
        if now != self._version:
            rows = connection.execute(
                select(t.area.c.id, t.area.c.unit, t.area.c.geometry).where(t.area.c.geometry.isnot(None))
            )
            self._areas = tuple(AreaOf(row.id, row.unit, shapely.from_wkb(row.geometry)) for row in rows)
            for area in self._areas:
                shapely.prepare(area.geometry)
            self._version = now
        return self._areas


def assign(connection: Connection, number: int, found: Responsible, at_ms: int) -> bool:
    """Write down who is responsible for an incident; return whether that is news."""
    c = t.incident_unit.c
    before = connection.execute(select(c.unit, c.area).where(c.incident == number)).first()
    if before is not None and (before.unit, before.area) == (found.unit, found.area):
        return False
    row = {"incident": number, "unit": found.unit, "area": found.area, "at_ms": at_ms}
    upsert(connection, t.incident_unit, [row])
    return True


def units_of(connection: Connection, numbers: Sequence[int]) -> dict[int, Responsible]:
    """Return who is responsible for incidents; those of nobody, or not looked at yet, are left out."""
    c = t.incident_unit.c
    found: dict[int, Responsible] = {}
    for start in range(0, len(numbers), SLICE):
        rows = connection.execute(
            select(c.incident, c.unit, c.area).where(c.incident.in_(numbers[start : start + SLICE]), c.unit != "")
        )
        found.update({row.incident: Responsible(row.unit, row.area) for row in rows})
    return found


def _accounts(connection: Connection, names: Sequence[str]) -> list[tuple[float | None, float | None, str]]:
    """Return longitude, latitude and unit of accounts that are known."""
    a = t.account.c
    found: list[tuple[float | None, float | None, str]] = []
    for start in range(0, len(names), SLICE):
        rows = connection.execute(select(a.lon, a.lat, a.unit).where(a.account.in_(names[start : start + SLICE])))
        found += [(row.lon, row.lat, row.unit) for row in rows]
    return found
