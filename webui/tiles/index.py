"""Where everything of a plant is, sorted so that a tile is one run: made once per plant version and datum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.datum import Shift
from maps.mercator import Tile, morton, unit
from maps.ragged import Ragged, texts
from webui.plant import Plant
from webui.spans import Spans
from webui.zooms import ELEMENT_FROM_ZOOM, LOGICAL


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Places of some elements in the order of their Morton keys."""

    element: NDArray[np.intp]
    """intp[m]: position in the plant."""
    key: NDArray[np.int64]
    x: NDArray[np.float64]
    """float64[m]: from 0 to 1, eastwards."""
    y: NDArray[np.float64]

    def inside(self, tile: Tile) -> slice:
        """Return which of them lie in a tile."""
        first, end = np.searchsorted(self.key, np.array(tile.keys()))
        return slice(int(first), int(end))


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """What tiles of a plant are drawn from."""

    plant: Plant
    shift: Shift | None
    """What turns WGS-84 into the datum of the tiles."""
    terminals: Spots
    elements: Spots
    from_zoom: NDArray[np.float32]
    """float32[n]: zoom from which an element is drawn."""
    spans: Spans
    kinds: tuple[str, ...]
    kind: NDArray[np.uint8]
    """uint8[n]: place in `kinds`."""
    ids: Ragged
    names: Ragged
    """What people call each: its name, or its id."""


def index_of(plant: Plant, spans: Spans, shift: Shift | None) -> Index:
    """Return the index of a plant and its spans; parts of other elements are not drawn."""
    n = len(plant)
    kinds = tuple(sorted(set(plant.kinds)))
    code = {kind: place for place, kind in enumerate(kinds)}
    kind = np.fromiter((code[name] for name in plant.kinds), np.uint8, n)
    logical = np.array([name in LOGICAL for name in kinds], np.bool_)[kind]
    from_zoom = np.array([ELEMENT_FROM_ZOOM.get(name, 0.0) for name in kinds], np.float32)[kind]
    return Index(
        plant=plant,
        shift=shift,
        terminals=_spots(plant, plant.terminal, shift),
        elements=_spots(plant, ~plant.terminal & ~logical, shift),
        from_zoom=from_zoom,
        spans=spans,
        kinds=kinds,
        kind=kind,
        ids=texts(plant.ids),
        names=texts([name or key for name, key in zip(plant.names, plant.ids, strict=True)]),
    )


def _spots(plant: Plant, wanted: NDArray[np.bool_], shift: Shift | None) -> Spots:
    element = np.flatnonzero(wanted & np.isfinite(plant.lon) & np.isfinite(plant.lat))
    lon, lat = plant.lon[element], plant.lat[element]
    x, y = unit(*(shift(lon, lat) if shift is not None else (lon, lat)))
    key = morton(x, y)
    order = np.argsort(key, kind="stable")
    return Spots(element[order], key[order], x[order], y[order])
