"""Two halves of a plant that lie beside each other by just the offset of another datum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.courses import places
from maps.datum import Datum, Shift, from_bd09, to_bd09, to_gcj02, to_wgs84
from maps.finding import Wrong
from maps.model import Element, Kind, Plant
from maps.plantfile.columns import ACCOUNTS, ELEMENTS
from maps.plantfile.nearness import metres_between

FEWEST = 20
"""Pairs it takes: a few may lie apart by chance."""

SHARE = 0.6
"""Of the pairs must lie apart by an offset."""

WITHIN_M = 40.0
"""How near a pair that belongs together lies: a drop from its tap, a home from its modem."""

MOST = 50_000
"""Pairs looked at: the first of them tell as much as all."""

MIXED: dict[str, Shift] = {
    f"{Datum.GCJ02}, taken for {Datum.WGS84}": to_gcj02,
    f"{Datum.BD09}, taken for {Datum.WGS84}": to_bd09,
    f"{Datum.WGS84}, taken for {Datum.GCJ02}": to_wgs84,
    f"{Datum.WGS84}, taken for {Datum.BD09}": from_bd09,
    f"{Datum.BD09}, taken for {Datum.GCJ02}": lambda lon, lat: to_wgs84(*to_bd09(lon, lat)),
    f"{Datum.GCJ02}, taken for {Datum.BD09}": lambda lon, lat: from_bd09(*to_gcj02(lon, lat)),
}
"""What a half is that was read as the wrong datum → how far beside the other it then lies."""


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Places that belong together: those of one half, and where the other half has them."""

    table: str
    what: str
    rows: NDArray[np.intp]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    other_lon: NDArray[np.float64]
    other_lat: NDArray[np.float64]


def by_an_offset(plant: Plant) -> Iterator[Wrong]:
    """Yield, once for each half, that it lies beside the other as a datum does beside another.

    The halves: spans and where their elements stand, footprints and their buildings, accounts and their
    terminals, elements and what feeds them over a drop.
    """
    halves: tuple[Callable[[Plant], _Pairs], ...] = (_spans, _footprints, _terminals, _accounts)
    for half in halves:
        pairs = half(plant)
        found = _offset(pairs)
        if found:
            row = int(pairs.rows[0])
            key = plant.elements[row].id if pairs.table == ELEMENTS else plant.accounts[row].account
            yield pairs.table, row, key, f"from here on, {pairs.what}: they look like {found}", False


def _offset(pairs: _Pairs) -> str:
    """Return what the half looks like; empty where it lies as it should, or nobody can tell."""
    if len(pairs.rows) < FEWEST:
        return ""
    apart = np.hypot(*metres_between(pairs.lon, pairs.lat, pairs.other_lon, pairs.other_lat))
    if np.mean(apart <= WITHIN_M) >= 1 - SHARE:
        return ""
    for name, shift in MIXED.items():
        left = np.hypot(*metres_between(*shift(pairs.lon, pairs.lat), pairs.other_lon, pairs.other_lat))
        # it must also be nearer than before: outside China nothing is shifted
        if np.mean((left <= WITHIN_M) & (left < apart / 2)) >= SHARE:
            return name
    return ""


def _pairs(table: str, what: str, rows: list[int], places: list[tuple[float, float, float, float]]) -> _Pairs:
    columns = np.array(places, dtype=np.float64).reshape(-1, 4)
    return _Pairs(table, what, np.array(rows, dtype=np.intp), *columns.T)


def _drawn(plant: Plant, what: str, spot: Callable[[Element], tuple[float, float] | None]) -> _Pairs:
    rows: list[int] = []
    found: list[tuple[float, float, float, float]] = []
    for row, element in enumerate(plant.elements):
        if element.geometry is None or element.lon is None or element.lat is None:
            continue
        where = spot(element) if len(rows) < MOST else None
        if where is not None:
            rows.append(row)
            found.append((element.lon, element.lat, *where))
    return _pairs(ELEMENTS, what, rows, found)


def _spans(plant: Plant) -> _Pairs:
    def end(element: Element) -> tuple[float, float] | None:
        if not isinstance(element.geometry, shapely.LineString):
            return None
        points = shapely.get_coordinates(element.geometry)[[0, -1]]
        nearest = np.argmin(np.hypot(points[:, 0] - (element.lon or 0.0), points[:, 1] - (element.lat or 0.0)))
        return float(points[nearest, 0]), float(points[nearest, 1])

    return _drawn(plant, "spans end beside their elements", end)


def _footprints(plant: Plant) -> _Pairs:
    def middle(element: Element) -> tuple[float, float] | None:
        if shapely.get_dimensions(element.geometry) != 2:
            return None
        lon, lat = shapely.get_coordinates(shapely.centroid(element.geometry))[0].tolist()
        return lon, lat

    return _drawn(plant, "outlines lie beside their buildings", middle)


def _terminals(plant: Plant) -> _Pairs:
    """Pair what hangs on a tap or a building with it: no home lies hundreds of metres from its tap."""
    feeders = {element.id: element for element in plant.elements if element.kind in {Kind.TAP, Kind.BUILDING}}
    rows: list[int] = []
    found: list[tuple[float, float, float, float]] = []
    for row, element in enumerate(plant.elements):
        feeder = feeders.get(element.parent)
        if feeder is None or element.lon is None or element.lat is None or feeder.lon is None or feeder.lat is None:
            continue
        if len(rows) == MOST:
            break
        rows.append(row)
        found.append((feeder.lon, feeder.lat, element.lon, element.lat))
    return _pairs(ELEMENTS, "elements lie beside the taps and buildings that feed them", rows, found)


def _accounts(plant: Plant) -> _Pairs:
    lon, lat = places(plant.elements)
    sold = {service.account: service.terminal for service in plant.services if service.terminal}
    wanted = set(sold.values())
    at = {element.id: index for index, element in enumerate(plant.elements) if element.id in wanted}
    rows: list[int] = []
    found: list[tuple[float, float, float, float]] = []
    for row, account in enumerate(plant.accounts):
        index = at.get(sold.get(account.account, ""))
        if index is None or account.lon is None or account.lat is None or not np.isfinite(lon[index]):
            continue
        if len(rows) == MOST:
            break
        rows.append(row)
        found.append((float(lon[index]), float(lat[index]), account.lon, account.lat))
    return _pairs(ACCOUNTS, "accounts lie beside their terminals", rows, found)
