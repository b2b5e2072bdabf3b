"""What a tile shows: plant by zoom, terminals one by one in streets and cell by cell from further off.

No tile is longer than `BUDGET`. Of the plant, what is in trouble goes first and then what feeds most, until the
tile is full. Terminals that would not fit one by one are counted in the cells of a grid.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from maps import tiles
from maps.mercator import DEPTH, Tile, unit
from maps.ragged import Ragged
from maps.tiles import EXTENT, Attribute, Shapes
from webui.display import STATES
from webui.spans import Box
from webui.standing import Standing
from webui.tiles.index import Index, Spots
from webui.trouble import Severities, Trouble

BUDGET = 200_000
"""Octets of a tile at most, before it is compressed."""
STREET_ZOOM = 16
"""Zoom from which terminals are drawn one by one."""
GRID_BITS = 5
"""A tile has 2**5 times 2**5 cells: of some 50 octets each, so a quarter of the budget at most."""
FEWEST_OCTETS = 16
"""Of a feature with its id in a tile; where not even so many would fit, nobody tries."""
MARGIN = 128
"""Units beyond the rim to which lines are drawn, so that their ends are not seen."""
DARK = STATES.index("dark")
RANK = np.array([2, 1, 4, 5, 3, 6, 0], np.uint8)
"""How grave each state is, by its stored value: dark, ranging, unregistered, barred, unknown, registered, one-way."""
BY_RANK = np.argsort(RANK)
_SHIFTED = 0.02
"""Degrees that no datum is shifted by."""


def plant_tile(index: Index, standing: Standing, trouble: Trouble, tile: Tile) -> bytes:
    """Return layer `plant`: cables as lines, elements as points, with `id`, `kind`, `state`, `name`, `severity`."""
    spot = _drawn_spots(index, tile)
    span, lines = _drawn_spans(index, tile)
    element = np.concatenate([index.elements.element[spot], index.spans.element[span]])
    x, y = _places(index.elements, spot, tile)
    shapes = tiles.both(tiles.points(x, y), lines)
    state = standing.of(index.plant.slot[element])
    severity = np.concatenate([trouble.marked[element[: len(spot)]], trouble.cut[element[len(spot) :]]])
    from_zoom = np.concatenate([index.from_zoom[index.elements.element[spot]], index.spans.from_zoom[span]])
    grave = -np.array([RANK[state], severity]).astype(np.int16)
    order = np.lexsort((-index.plant.behind[element], from_zoom, *grave))
    order = order[: BUDGET // FEWEST_OCTETS]
    element, state = element[order], state[order]
    attributes = [
        _each("id", index.ids, element),
        tiles.words("kind", index.kinds, index.kind[element]),
        tiles.words("state", STATES, state),
        _each("name", index.names, element),
        tiles.counts("severity", severity[order]),
    ]
    return _as_many("plant", shapes.take(order), attributes)[0]


def terminals_tile(index: Index, standing: Standing, trouble: Trouble, tile: Tile) -> bytes:
    """Return layer `terminals`: points with `id` and `state`, or cells of `n`, `worst`, `dark`; all with `severity`."""
    inside = index.terminals.inside(tile)
    n = inside.stop - inside.start
    if not n:
        return b""
    element = index.terminals.element[inside]
    state, severity = standing.of(index.plant.slot[element]), trouble.marked[element]
    if tile.z >= STREET_ZOOM and n * FEWEST_OCTETS <= BUDGET:
        made, drawn = _one_by_one(index, inside, state, severity, tile)
        if drawn == n:
            return made
    return _cell_by_cell(index.terminals, inside, state, severity, tile)


def _one_by_one(
    index: Index, inside: slice, state: NDArray[np.uint8], severity: Severities, tile: Tile
) -> tuple[bytes, int]:
    order = np.lexsort(-np.array([RANK[state], severity]).astype(np.int16))
    spot = np.arange(inside.start, inside.stop)[order]
    attributes = [
        _each("id", index.ids, index.terminals.element[spot]),
        tiles.words("state", STATES, state[order]),
        tiles.counts("severity", severity[order]),
    ]
    return _as_many("terminals", tiles.points(*_places(index.terminals, spot, tile)), attributes)


def _cell_by_cell(spots: Spots, inside: slice, state: NDArray[np.uint8], severity: Severities, tile: Tile) -> bytes:
    """Count terminals in the cells of a grid; a cell stands where its worst ones do, the worst are drawn last."""
    cell = spots.key[inside] >> 2 * (DEPTH - tile.z - GRID_BITS)
    first = np.append(0, np.flatnonzero(np.diff(cell)) + 1)
    n = np.diff(np.append(first, len(cell)))
    rank = RANK[state]
    worst = np.maximum.reduceat(rank, first)
    weight = (rank == np.repeat(worst, n)).astype(np.float64)
    share = np.add.reduceat(weight, first)
    x = np.add.reduceat(spots.x[inside] * weight, first) / share
    y = np.add.reduceat(spots.y[inside] * weight, first) / share
    dark = np.add.reduceat((state == DARK).astype(np.int64), first)
    order = np.lexsort((dark, worst))
    attributes = [
        tiles.counts("n", n[order]),
        tiles.words("worst", STATES, BY_RANK[worst[order]]),
        tiles.counts("dark", dark[order]),
        tiles.counts("severity", np.maximum.reduceat(severity, first)[order]),
    ]
    return tiles.layer("terminals", tiles.points(*_whole(x[order], y[order], tile)), attributes)


def _as_many(name: str, shapes: Shapes, attributes: list[Attribute]) -> tuple[bytes, int]:
    """Return a layer of as many features as the budget bears, those given first drawn last; and how many."""
    drawn = tiles.fitting(name, shapes, attributes, BUDGET)
    if not drawn:
        return b"", 0
    rows = np.arange(drawn)[::-1]
    return tiles.layer(name, shapes.take(rows), [item.take(rows) for item in attributes]), drawn


def _each(key: str, rows: Ragged, element: NDArray[np.intp]) -> Attribute:
    """Return an attribute that nearly every element has for itself; a cable and what it feeds share theirs."""
    different, at = np.unique(element, return_inverse=True)
    return Attribute(key, tiles.strings(rows.take(different)), at.astype(np.intp))


def _places(spots: Spots, which: NDArray[np.intp], tile: Tile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return _whole(spots.x[which], spots.y[which], tile)


def _whole(x: NDArray[np.float64], y: NDArray[np.float64], tile: Tile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return places in a tile as whole units of it."""
    east, south = (np.clip(np.floor(axis), 0, EXTENT - 1).astype(np.int64) for axis in tile.within(x, y, EXTENT))
    return east, south


def _drawn_spots(index: Index, tile: Tile) -> NDArray[np.intp]:
    inside = index.elements.inside(tile)
    element = index.elements.element[inside]
    drawn: NDArray[np.intp] = inside.start + np.flatnonzero(index.from_zoom[element] <= tile.z)
    return drawn


def _drawn_spans(index: Index, tile: Tile) -> tuple[NDArray[np.intp], Shapes]:
    """Return the spans of a tile and their courses in it; one that leaves it and comes back is there twice."""
    box = _around(tile, index.shift is not None)
    near = np.flatnonzero(index.spans.near(box) & (index.spans.from_zoom <= tile.z))
    lon, lat, count = index.spans.vertices(near)
    x, y = tile.within(*unit(*(index.shift(lon, lat) if index.shift is not None else (lon, lat))), EXTENT)
    x, y, of = _clipped(x, y, np.repeat(np.arange(len(near)), count))
    column, row, of = _distinct(np.round(x).astype(np.int64), np.round(y).astype(np.int64), of)
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    return near[of[starts] >> _PARTS], tiles.lines(column, row, np.diff(np.append(starts, len(of))))


_PARTS = 12
"""Bits that tell the parts of a clipped line from each other."""


def _clipped(
    x: NDArray[np.float64], y: NDArray[np.float64], line: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return vertices inside the tile and its margin, and of which part of which line each is.

    line: intp[n], 0, 1, 2 … in runs.
    """
    beyond = _beyond(x, y, line)
    x, y, line = x[~beyond], y[~beyond], line[~beyond]
    outside = np.maximum(np.abs(x - EXTENT / 2), np.abs(y - EXTENT / 2)) > EXTENT / 2 + MARGIN
    lines = int(line[-1]) + 1 if len(line) else 0
    crossing = np.bincount(line, outside, lines) > 0
    whole = ~crossing[line]
    cut, place = np.unique(line[~whole], return_inverse=True)
    if not len(cut):
        return x, y, line.astype(np.int64) << _PARTS
    courses = shapely.linestrings(np.column_stack([x[~whole], y[~whole]]), indices=place)
    inside = shapely.clip_by_rect(courses, -MARGIN, -MARGIN, EXTENT + MARGIN, EXTENT + MARGIN)
    parts, of = shapely.get_parts(inside, return_index=True)
    vertices, part = shapely.get_coordinates(parts, return_index=True)
    number = np.arange(len(parts)) - np.searchsorted(of, of)
    label = (cut[of] << _PARTS) + number % (1 << _PARTS)
    x, y = np.append(x[whole], vertices[:, 0]), np.append(y[whole], vertices[:, 1])
    return x, y, np.append(line[whole].astype(np.int64) << _PARTS, label[part])


def _beyond(x: NDArray[np.float64], y: NDArray[np.float64], line: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return bool[n]: vertices of lines that lie altogether on one side of the tile."""
    first = np.flatnonzero(np.diff(line, prepend=-1))
    beyond = np.zeros(len(first), np.bool_)
    for axis in (x, y) if len(first) else ():
        beyond |= np.maximum.reduceat(axis, first) < -MARGIN
        beyond |= np.minimum.reduceat(axis, first) > EXTENT + MARGIN
    return beyond[line]


def _distinct(
    x: NDArray[np.int64], y: NDArray[np.int64], line: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Leave out vertices in the place of the one before, and lines of which only one is left."""
    moved = np.ones(len(line), np.bool_)
    moved[1:] = (np.diff(x) != 0) | (np.diff(y) != 0) | (np.diff(line) != 0)
    x, y, line = x[moved], y[moved], line[moved]
    _, of, size = np.unique(line, return_inverse=True, return_counts=True)
    long = size[of] > 1
    return x[long], y[long], line[long]


def _around(tile: Tile, shifted: bool) -> Box:  # noqa: FBT001 - one caller, one word
    """Return the rectangle in degrees in which spans of a tile may lie."""
    west, south, east, north = tile.bounds()
    wide = MARGIN / EXTENT
    by_lon, by_lat = (east - west) * wide, (north - south) * wide * 2  # a degree of latitude is no fixed length
    more = _SHIFTED if shifted else 0.0
    return west - by_lon - more, south - by_lat - more, east + by_lon + more, north + by_lat + more
