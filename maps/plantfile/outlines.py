"""Lines and outlines of a file: read, checked, mended where they cross themselves, brought to WGS-84."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.datum import shifted
from maps.plantfile.coordinates import DECIMALS, SURELY_METRES, on_earth
from maps.plantfile.sheet import Sheet
from maps.reference import Reference

GRID = 10.0**-DECIMALS

Shapes = NDArray[Any]


def outlines(
    sheet: Sheet, index: Sequence[int], key: Sequence[str], text: Sequence[str], reference: Reference
) -> list[shapely.Geometry | None]:
    """Return the geometry of rows in WGS-84; None where the file has none that can be read.

    index: the rows' numbers in the sheet; key: their ids; text: their cells, WKT. What no cell says, the
    row's own shape does. An outline that crosses itself is mended, which is a finding.
    """
    found: Shapes = np.full(len(index), None, dtype=object)
    for i, wkt in enumerate(text):
        if wkt:
            found[i] = _parsed(sheet, index[i], key[i], wkt)
        elif sheet.shapes is not None:
            found[i] = sheet.shapes[index[i]]
    there = np.flatnonzero(found != None)  # noqa: E711 - for each of an array
    if not len(there):
        return list(found)
    bounds = shapely.bounds(found[there])
    possible = on_earth(bounds[:, 0], bounds[:, 1], reference) & on_earth(bounds[:, 2], bounds[:, 3], reference)
    for at in np.flatnonzero(~possible).tolist():
        i = int(there[at])
        sheet.complain(index[i], key[i], f"geometry is not on Earth{_why(bounds[at], reference)}; left empty")
        found[i] = None
    there = there[possible]
    if len(there):
        found[there] = shifted(found[there], reference.importing, DECIMALS)
    for i in there[~np.isfinite(shapely.bounds(found[there])).all(axis=1)].tolist():
        sheet.complain(index[i], key[i], f"geometry lies outside {reference.name}; left empty")
        found[i] = None
    for i in there[~shapely.is_valid(found[there]) & (shapely.get_dimensions(found[there]) == 2)].tolist():
        mended = _mended(found[i])
        found[i] = mended
        what = "mended" if mended is not None else "has no area; left empty"
        sheet.complain(index[i], key[i], f"the outline crosses itself; {what}")
    return list(found)


def _parsed(sheet: Sheet, index: int, key: str, wkt: str) -> shapely.Geometry | None:
    try:
        return shapely.from_wkt(wkt)
    except shapely.errors.GEOSException as error:
        sheet.complain(index, key, f"geometry is not WKT: {str(error).strip()}; left empty")
        return None


def _why(bounds: NDArray[np.float64], reference: Reference) -> str:
    west, south, east, north = bounds
    if on_earth(south, west, reference) and on_earth(north, east, reference):
        return ": lon and lat look swapped"
    if np.abs(bounds).max() >= SURELY_METRES:
        return ": it looks like metres of a projection, name it with --datum EPSG:…"
    return ", or empty"


def _mended(crossed: shapely.Geometry) -> shapely.Geometry | None:
    """Return the ground an outline goes around, on the grid coordinates are kept to; None where that is none."""
    parts = shapely.get_parts(shapely.set_precision(shapely.make_valid(crossed), GRID))
    whole = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    if whole.is_empty:
        return None
    outline: shapely.Geometry = shifted(shapely.from_wkb(shapely.to_wkb(whole)), None, DECIMALS)
    return outline
