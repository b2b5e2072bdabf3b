"""What coordinates of a file refer to: a datum by its word, or any EPSG code, and the way to WGS-84 and back."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import cache

from maps.datum import Datum, Shift, from_bd09, to_bd09, to_gcj02, to_wgs84

EPSG = re.compile(r"epsg:(\d{4,6})", re.IGNORECASE)
CGCS2000 = "EPSG:4490"
WGS84 = "EPSG:4326"


class DatumError(ValueError):
    """A datum that nobody knows; the message is a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A way to write places down."""

    name: str
    """As it was asked for: `wgs84`, `EPSG:4549`."""
    importing: Shift | None = None
    """What turns its coordinates into WGS-84; None where nothing is to be done."""
    exporting: Shift | None = None
    """What turns WGS-84 coordinates into its own; None where nothing is to be done."""
    projected: bool = False
    """Its coordinates are lengths on a plane, easting first, and no degrees."""
    crs: str = ""
    """Its EPSG code; empty for GCJ-02 and BD-09, which have none."""


WORDS = {
    Datum.WGS84: Reference("wgs84", crs=WGS84),
    Datum.GCJ02: Reference("gcj02", to_wgs84, to_gcj02),
    Datum.BD09: Reference("bd09", from_bd09, to_bd09),
}
"""Those that need nobody's tables. CGCS2000 is an EPSG code with a word of its own."""


@cache
def reference(name: str) -> Reference:
    """Return what `name` stands for: wgs84, gcj02, bd09, cgcs2000 or EPSG:code, in any case.

    Raises DatumError when it is none of them, or no such code is known.
    """
    plain = name.strip().lower()
    if known := WORDS.get(next((datum for datum in WORDS if datum == plain), Datum.CGCS2000)):
        return known
    code = CGCS2000 if plain == Datum.CGCS2000 else plain.upper()
    if not EPSG.fullmatch(code):
        words = ", ".join(Datum)
        raise DatumError(f"datum {name!r} is none of {words}, and no EPSG code such as EPSG:4490")
    projection = importlib.import_module("maps.projection")  # PROJ is loaded by those who need it
    try:
        found: Reference = projection.by_code(code, name)
    except ValueError as error:
        raise DatumError(str(error)) from error
    return found


def sees_alike(stated: str, taken: Reference) -> bool:
    """Return whether what a file states of itself is what its coordinates are taken for; where none can tell, yes."""
    if not stated or not taken.crs:
        return True
    projection = importlib.import_module("maps.projection")
    same: bool = projection.same(stated, taken.crs)
    return same
