"""GCJ-02 and BD-09: the offsets Chinese base maps are drawn with, both ways, on arrays.

GCJ-02's offset is a published sum of sines over a quadratic, applied as metres on the Krasovsky 1940
ellipsoid inside a rectangle about China, and nothing outside it. BD-09 turns and stretches GCJ-02 about
the Earth's origin of degrees by a published ripple, and moves it by a constant.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Degrees = NDArray[np.float64]
Shift = Callable[[Degrees, Degrees], tuple[Degrees, Degrees]]

WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""The rectangle inside which GCJ-02 differs from WGS-84, degrees."""

_CENTRE_LON, _CENTRE_LAT = 105.0, 35.0
_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943
_ROUNDS = 8
"""The offset changes by less than a thousandth per metre, so each round gains three digits and more."""


_RIPPLE = np.pi * 3000.0 / 180.0
_BD_EAST, _BD_NORTH = 0.0065, 0.006


class Datum(StrEnum):
    """What coordinates refer to, where a word of its own says it; any other is an EPSG code (`maps.reference`)."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    CGCS2000 = "cgcs2000"


def to_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return GCJ-02 degrees of WGS-84 degrees; NaN stays NaN."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    east, north = _offset(lon, lat)
    inside = _inside(lon, lat)
    return lon + np.where(inside, east, 0.0), lat + np.where(inside, north, 0.0)


def to_wgs84(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return WGS-84 degrees of GCJ-02 degrees, to a hundredth of a millimetre; NaN stays NaN."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = _inside(lon, lat)
    wgs_lon, wgs_lat = lon, lat
    for _ in range(_ROUNDS):
        east, north = _offset(wgs_lon, wgs_lat)
        wgs_lon, wgs_lat = lon - east, lat - north
    return np.where(inside, wgs_lon, lon), np.where(inside, wgs_lat, lat)


def to_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return BD-09 degrees of WGS-84 degrees; outside China, where there is no BD-09, nothing moves. NaN stays NaN."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = _inside(lon, lat)
    east, north = _rippled(*to_gcj02(lon, lat))
    return np.where(inside, east, lon), np.where(inside, north, lat)


def from_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return WGS-84 degrees of BD-09 degrees, to a hundredth of a millimetre; NaN stays NaN."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = _inside(lon - _BD_EAST, lat - _BD_NORTH)
    gcj_lon, gcj_lat = lon - _BD_EAST, lat - _BD_NORTH
    for _ in range(_ROUNDS):
        there_lon, there_lat = _rippled(gcj_lon, gcj_lat)
        gcj_lon, gcj_lat = gcj_lon + lon - there_lon, gcj_lat + lat - there_lat
    wgs_lon, wgs_lat = to_wgs84(gcj_lon, gcj_lat)
    return np.where(inside, wgs_lon, lon), np.where(inside, wgs_lat, lat)


def shifted(
    geometry: Any,  # noqa: ANN401 - one geometry or an array of them
    shift: Shift | None,
    decimals: int | None = None,
) -> Any:  # noqa: ANN401 - likewise
    """Return geometry, in two dimensions, with every vertex shifted and rounded to `decimals` of a degree."""

    def move(vertices: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = vertices if shift is None else np.column_stack(shift(vertices[:, 0], vertices[:, 1]))
        return moved if decimals is None else np.round(moved, decimals)

    return shapely.transform(shapely.force_2d(geometry), move)


def _inside(lon: Degrees, lat: Degrees) -> NDArray[np.bool_]:
    return (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)


def _rippled(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return BD-09 degrees of GCJ-02 degrees."""
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _RIPPLE)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _RIPPLE)
    return radius * np.cos(angle) + _BD_EAST, radius * np.sin(angle) + _BD_NORTH


def _offset(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return by how many degrees GCJ-02 lies east and north of WGS-84."""
    x, y = lon - _CENTRE_LON, lat - _CENTRE_LAT
    root, cross = np.sqrt(np.abs(x)), x * y
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    east_m = (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * cross + 0.1 * root
        + (ripple
           + _waves(x, (20.0, 1.0), (40.0, 3.0))
           + _waves(x, (150.0, 12.0), (300.0, 30.0))) * (2.0 / 3.0)
    )  # fmt: skip
    north_m = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * cross + 0.2 * root
        + (ripple
           + _waves(y, (20.0, 1.0), (40.0, 3.0))
           + _waves(y, (160.0, 12.0), (320.0, 30.0))) * (2.0 / 3.0)
    )  # fmt: skip
    phi = np.radians(lat)
    squash = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    prime_vertical_m = _SEMI_MAJOR_M / np.sqrt(squash)
    meridian_m = prime_vertical_m * (1.0 - _ECCENTRICITY_SQUARED) / squash
    return np.degrees(east_m / (prime_vertical_m * np.cos(phi))), np.degrees(north_m / meridian_m)


def _waves(angle: Degrees, *terms: tuple[float, float]) -> Degrees:
    """Return the sum of sines of `angle` degrees: each an amplitude in metres and a wavelength in half turns."""
    total = np.zeros_like(angle)
    for amplitude, length in terms:
        total += amplitude * np.sin(np.pi * angle / length)
    return total
