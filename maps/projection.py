"""EPSG codes through PROJ: degrees and metres of any survey to WGS-84 and back."""

from __future__ import annotations

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from maps.datum import Degrees, Shift
from maps.reference import WGS84, Reference


def by_code(code: str, name: str) -> Reference:
    """Return the reference of an EPSG code; name: what it was asked for by.

    What PROJ cannot turn into WGS-84, such as a place outside the projection, becomes NaN.
    Raises ValueError when there is no such code, or it is not of places on the ground.
    """
    try:
        crs = CRS.from_user_input(code)
    except CRSError as error:
        raise ValueError(f"datum {code} is not an EPSG code that PROJ knows") from error
    if not (crs.is_geographic or crs.is_projected):
        raise ValueError(f"datum {code} ({crs.name}) has no longitude and latitude, easting and northing")
    into = Transformer.from_crs(crs, WGS84, always_xy=True)
    back = Transformer.from_crs(WGS84, crs, always_xy=True)
    return Reference(name, _shift(into), _shift(back), bool(crs.is_projected), code)


def same(stated: str, taken: str) -> bool:
    """Return whether two ways of naming a reference mean the same; WGS-84 by any name is one."""
    try:
        return CRS.from_user_input(stated).equals(CRS.from_user_input(taken), ignore_axis_order=True)
    except CRSError:
        return False


def _shift(transformer: Transformer) -> Shift:
    def moved(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
        x, y = transformer.transform(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
        lost = ~(np.isfinite(x) & np.isfinite(y))
        return np.where(lost, np.nan, x), np.where(lost, np.nan, y)

    return moved
