"""Coordinates and outlines of a file: checked, brought to WGS-84, rounded so that they come back the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.datum import Datum, Shift, importing, shifted
from maps.plantfile.sheet import Sheet

DECIMALS = 8
"""Coordinates are kept to 1e-8 degree, a millimetre: what converting there and back cannot move."""

Degrees = NDArray[np.float64]
Place = tuple[float | None, float | None]


def places(
    sheet: Sheet, index: Sequence[int], key: Sequence[str], text: Sequence[Sequence[str]], datum: Datum
) -> list[Place]:
    """Return (lon, lat) in WGS-84 of rows; both None where the file has none that can be.

    index: the rows' numbers in the sheet; key: their ids; text: their cells (lon, lat).
    """
    lon, lat = np.full(len(index), np.nan), np.full(len(index), np.nan)
    for i, (lon_text, lat_text) in enumerate(text):
        if not lon_text and not lat_text:
            continue
        x = sheet.number(index[i], key[i], "lon", lon_text)
        y = sheet.number(index[i], key[i], "lat", lat_text)
        if x is None or y is None:
            if not lon_text or not lat_text:
                missing = "lat" if lon_text else "lon"
                sheet.complain(index[i], key[i], f"{missing} is missing; imported without a place")
            continue
        if _possible(x, y):
            lon[i], lat[i] = x, y
        elif _possible(y, x):
            sheet.complain(index[i], key[i], f"lat {y:g} is beyond a pole: lon and lat look swapped; left empty")
        else:
            sheet.complain(index[i], key[i], f"lon {x:g}, lat {y:g} is not on Earth; left empty")
    shift = importing(datum)
    if shift is not None:
        lon, lat = shift(lon, lat)
    placed = np.isfinite(lon).tolist()
    lon, lat = np.round(lon, DECIMALS) + 0.0, np.round(lat, DECIMALS) + 0.0  # + 0.0: no minus zero
    pairs = zip(lon.tolist(), lat.tolist(), placed, strict=True)
    return [(x, y) if here else (None, None) for x, y, here in pairs]


def _possible(lon: float, lat: float) -> bool:
    return -180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0


def outlines(
    sheet: Sheet, index: Sequence[int], key: Sequence[str], text: Sequence[str], datum: Datum
) -> list[shapely.Geometry | None]:
    """Return the geometry of rows in WGS-84; None where the file has none that can be read."""
    found: list[shapely.Geometry | None] = [None] * len(index)
    shift = importing(datum)
    for i, wkt in enumerate(text):
        if wkt:
            found[i] = _outline(sheet, index[i], key[i], wkt, shift)
    return found


def _outline(sheet: Sheet, index: int, key: str, wkt: str, shift: Shift | None) -> shapely.Geometry | None:
    try:
        geometry = shapely.from_wkt(wkt)
    except shapely.errors.GEOSException as error:
        sheet.complain(index, key, f"geometry is not WKT: {str(error).strip()}; left empty")
        return None
    west, south, east, north = geometry.bounds
    if not (_possible(west, south) and _possible(east, north)):
        hint = ": lon and lat look swapped" if _possible(south, west) and _possible(north, east) else ""
        sheet.complain(index, key, f"geometry is not on Earth{hint or ', or empty'}; left empty")
        return None
    return shifted(geometry, shift, DECIMALS)


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
