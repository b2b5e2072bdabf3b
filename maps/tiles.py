"""Mapbox Vector Tiles 2.1 of columns: points and lines with attributes in, octets out.

No object is made per feature: every step is done for a whole column.
Source: https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maps.ragged import Ragged, constant, delimited, joined, stacked, texts, varints, zigzag

EXTENT = 4096
"""Units a tile is wide and high."""
POINT, LINE = 1, 2
_MOVE_TO, _LINE_TO = 1, 2
_NAME, _FEATURES, _KEYS, _VALUES, _EXTENT, _VERSION = 1, 2, 3, 4, 5, 15
_LAYERS = 3

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Geometries of n features, encoded."""

    kind: NDArray[np.uint8]
    """uint8[n]: POINT or LINE."""
    commands: Ragged

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, rows: ArrayLike) -> Shapes:
        """Return some of the shapes."""
        return Shapes(self.kind[np.asarray(rows, dtype=np.intp)], self.commands.take(rows))


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """What n features have under a key: for each the row of its value."""

    key: str
    values: Ragged
    """Encoded values, different from each other as far as that is cheap to have."""
    at: NDArray[np.intp]
    """intp[n]"""

    def take(self, rows: ArrayLike) -> Attribute:
        """Return it for some of the features."""
        return Attribute(self.key, self.values, self.at[np.asarray(rows, dtype=np.intp)])


def points(x: ArrayLike, y: ArrayLike) -> Shapes:
    """Return points: x, y in units of the tile, int[n]."""
    folded = np.column_stack([zigzag(x), zigzag(y)])
    n = len(folded)
    numbers = np.column_stack([np.full(n, _command(_MOVE_TO, 1)), folded])
    return Shapes(np.full(n, POINT, np.uint8), varints(numbers.ravel()).in_groups(np.full(n, 3)))


def lines(x: ArrayLike, y: ArrayLike, count: ArrayLike) -> Shapes:
    """Return lines: x, y in units of the tile, int[sum of count], vertices of one line after those of another.

    count: int[n], each at least 2. A vertex in the place of the one before should have been left out.
    """
    size = np.asarray(count, dtype=np.int64)
    n = len(size)
    end = np.cumsum(size)
    first = end - size
    steps = np.column_stack([_steps(x, first), _steps(y, first)])
    numbers = np.empty(2 * len(steps) + 2 * n, np.int64)
    begin = 2 * first + 2 * np.arange(n)  # each line before has its vertices and two commands
    numbers[begin] = _command(_MOVE_TO, 1)
    numbers[begin + 3] = _command(_LINE_TO, 0) + (size - 1 << 3)
    line = np.repeat(np.arange(n), size)
    later = np.arange(len(steps)) > first[line]
    where = 2 * np.arange(len(steps)) + 2 * line + 1 + later
    numbers[where], numbers[where + 1] = zigzag(steps[:, 0]), zigzag(steps[:, 1])
    return Shapes(np.full(n, LINE, np.uint8), varints(numbers).in_groups(2 * size + 2))


def both(first: Shapes, second: Shapes) -> Shapes:
    """Return the shapes of one and then those of another."""
    return Shapes(np.concatenate([first.kind, second.kind]), stacked([first.commands, second.commands]))


def words(key: str, vocabulary: Sequence[str], at: ArrayLike) -> Attribute:
    """Return an attribute of few different texts: at is int[n], the place of each feature's in `vocabulary`."""
    return Attribute(key, strings(texts(vocabulary)), np.asarray(at, dtype=np.intp))


def strings(rows: Ragged) -> Ragged:
    """Return texts as values."""
    return delimited(1, rows)


def counts(key: str, numbers: ArrayLike) -> Attribute:
    """Return an attribute of whole numbers from 0 on, int[n]."""
    different, at = np.unique(np.asarray(numbers, dtype=np.int64), return_inverse=True)
    return Attribute(key, joined(constant(b"\x28", len(different)), varints(different)), at.astype(np.intp))


def fitting(name: str, shapes: Shapes, attributes: Sequence[Attribute], budget: int) -> int:
    """Return how many of the features, the first ones, make a layer of at most `budget` octets."""
    empty = layer(name, shapes.take([]), [item.take([]) for item in attributes])
    running = np.cumsum(_sizes(shapes, attributes))
    return int(np.searchsorted(running, budget - len(empty) - _SLACK, side="right"))


_SLACK = 16
"""Octets by which the length of a layer may be longer than that of an empty one."""


def layer(name: str, shapes: Shapes, attributes: Sequence[Attribute]) -> bytes:
    """Return a layer: a whole tile where it is the only one; the octets of several make one tile together."""
    used = [np.unique(item.at, return_inverse=True) for item in attributes]
    values = stacked([item.values.take(rows) for item, (rows, _) in zip(attributes, used, strict=True)])
    before = np.cumsum([0, *(len(rows) for rows, _ in used)])
    places = [at + start for (_, at), start in zip(used, before[:-1], strict=True)]
    parts = [
        delimited(_NAME, texts([name])),
        delimited(_FEATURES, _features(shapes, places)),
        delimited(_KEYS, texts([item.key for item in attributes])),
        delimited(_VALUES, values),
    ]
    content = b"".join(part.tobytes() for part in parts) + _numbers((_EXTENT, EXTENT), (_VERSION, 2))
    return delimited(_LAYERS, Ragged(np.frombuffer(content, np.uint8), np.array([len(content)]))).tobytes()


def _features(shapes: Shapes, places: Sequence[NDArray[np.intp]]) -> Ragged:
    """Return features; places: for each attribute where its value stands in the layer's list, intp[n]."""
    n = len(shapes)
    kind = joined(constant(b"\x18", n), varints(shapes.kind))
    geometry = delimited(4, shapes.commands)
    if not places:
        return joined(kind, geometry)
    numbers = np.empty((n, 2 * len(places)), np.int64)
    for key, place in enumerate(places):
        numbers[:, 2 * key], numbers[:, 2 * key + 1] = key, place
    tags = varints(numbers.ravel()).in_groups(np.full(n, numbers.shape[1]))
    return joined(delimited(2, tags), kind, geometry)


def _sizes(shapes: Shapes, attributes: Sequence[Attribute]) -> Whole:
    """Return int64[n]: octets by which each feature makes the layer longer at most; values count where first used."""
    places = [np.full(len(shapes), sum(len(item.values) for item in attributes)) for _ in attributes]
    size = delimited(_FEATURES, _features(shapes, places)).length
    for item in attributes:
        rows, first = np.unique(item.at, return_index=True)
        size[first] += delimited(_VALUES, item.values.take(rows)).length
    return size


def _steps(axis: ArrayLike, first: Whole) -> Whole:
    """Return int64[m]: from vertex to vertex, and from the tile's corner to the first one of each line."""
    places = np.asarray(axis, dtype=np.int64)
    steps = np.diff(places, prepend=0)
    steps[first] = places[first]
    return steps


def _command(what: int, times: int) -> int:
    return times << 3 | what


def _numbers(*fields: tuple[int, int]) -> bytes:
    """Return varint fields of a message."""
    return varints(np.array([number for field, value in fields for number in (field << 3, value)])).tobytes()
