"""Coordinates of a file: checked, brought to WGS-84, rounded so that they come back the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maps.plantfile.sheet import Sheet
from maps.reference import Reference

DECIMALS = 8
"""Coordinates are kept to 1e-8 degree, a millimetre: what converting there and back cannot move."""

SURELY_METRES = 1000.0
"""No degree is as large as this; eastings and northings are, but within a kilometre of their origin."""

Degrees = NDArray[np.float64]
Place = tuple[float | None, float | None]


def places(
    sheet: Sheet, index: Sequence[int], key: Sequence[str], text: Sequence[Sequence[str]], reference: Reference
) -> list[Place]:
    """Return (lon, lat) in WGS-84 of rows; both None where the file has none that can be.

    index: the rows' numbers in the sheet; key: their ids; text: their cells (lon, lat). What no cell says,
    the row's own point does.
    """
    x, y = _written(sheet, index, key, text)
    good = np.isfinite(x)
    possible = on_earth(x, y, reference)
    for i in np.flatnonzero(good & ~possible).tolist():
        sheet.complain(index[i], key[i], f"{_impossible(float(x[i]), float(y[i]), reference)}; left empty")
    x, y = np.where(possible, x, np.nan), np.where(possible, y, np.nan)
    if reference.importing is not None:
        x, y = reference.importing(x, y)
        for i in np.flatnonzero(possible & ~np.isfinite(x)).tolist():
            sheet.complain(index[i], key[i], f"lon, lat lies outside {reference.name}; left empty")
    placed = np.isfinite(x).tolist()
    lon, lat = np.round(x, DECIMALS) + 0.0, np.round(y, DECIMALS) + 0.0  # + 0.0: no minus zero
    pairs = zip(lon.tolist(), lat.tolist(), placed, strict=True)
    return [(east, north) if here else (None, None) for east, north, here in pairs]


def _written(
    sheet: Sheet, index: Sequence[int], key: Sequence[str], text: Sequence[Sequence[str]]
) -> tuple[Degrees, Degrees]:
    """Return what the rows say, in the coordinates of the file; NaN where one says nothing that is a number."""
    x, y = np.full(len(index), np.nan), np.full(len(index), np.nan)
    for i, (lon_text, lat_text) in enumerate(text):
        if not lon_text and not lat_text:
            point = sheet.points[index[i]] if sheet.points is not None else None
            if point is not None:
                x[i], y[i] = point
            continue
        lon = sheet.number(index[i], key[i], "lon", lon_text)
        lat = sheet.number(index[i], key[i], "lat", lat_text)
        if lon is not None and lat is not None:
            x[i], y[i] = lon, lat
        elif not lon_text or not lat_text:
            missing = "lat" if lon_text else "lon"
            sheet.complain(index[i], key[i], f"{missing} is missing; imported without a place")
    return x, y


def on_earth(x: Degrees, y: Degrees, reference: Reference) -> NDArray[np.bool_]:
    """Return which coordinates can be some: any length on a plane, or degrees within their circle."""
    if reference.projected:
        return np.isfinite(x) & np.isfinite(y)
    return (np.abs(x) <= 180.0) & (np.abs(y) <= 90.0)


def _impossible(x: float, y: float, reference: Reference) -> str:
    """Return what is wrong with coordinates that cannot be."""
    if on_earth(np.array(y), np.array(x), reference):
        return f"lat {y:g} is beyond a pole: lon and lat look swapped"
    if max(abs(x), abs(y)) >= SURELY_METRES:
        return f"lon {x:g}, lat {y:g} look like metres of a projection, not degrees: name it with --datum EPSG:…"
    return f"lon {x:g}, lat {y:g} is not on Earth"


def out_of_the_way(lon: Degrees, lat: Degrees) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which places look swapped and which lie far from the rest, as indices.

    lon, lat: float64[n], NaN where there is none. Far is more than ten degrees from the median place.
    """
    some = np.isfinite(lon) & np.isfinite(lat)
    if not some.any():
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    mid_lon, mid_lat = np.median(lon[some]), np.median(lat[some])
    far = some & (np.maximum(np.abs(lon - mid_lon), np.abs(lat - mid_lat)) > 10.0)
    swapped = far & (np.maximum(np.abs(lat - mid_lon), np.abs(lon - mid_lat)) < 5.0)
    return np.flatnonzero(swapped), np.flatnonzero(far & ~swapped)
