"""Trees of plant as they are drawn, and the simulated city that comes of one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from simulator.city import TERMINAL_KINDS, City, Element
from simulator.streets import Town

ORIGIN_LON, ORIGIN_LAT = 104.7, 31.4
METRES_PER_DEGREE = 111_320.0
OBSERVERS = frozenset({"cmts"})


@dataclass(slots=True, eq=False)
class Piece:
    """An element while its tree grows."""

    kind: str
    x: float
    """Metres east of the plant's corner."""
    y: float
    """Metres north of it."""
    parts: list[Piece] = field(default_factory=list)
    length_m: float = 0.0
    """Span from the parent."""
    agent: str = ""
    supply: Piece | None = None
    zone: int = -1
    name: str = ""
    """Its id; drawn from its kind where empty."""

    def add(self, kind: str, x: float, y: float, *, detour: float = 1.0) -> Piece:
        """Hang a piece at a place on this one; return it.

        detour: how much longer the cable is than the straight way.
        """
        piece = Piece(kind, x, y, length_m=math.hypot(x - self.x, y - self.y) * detour)
        self.parts.append(piece)
        return piece

    def walk(self) -> Iterator[Piece]:
        """Yield this piece and everything behind it, above before below."""
        left = [self]
        while left:
            piece = left.pop()
            left.extend(reversed(piece.parts))
            yield piece


_LETTERS = {
    "headend": "HE", "cmts": "CMTS", "cmts_port": "SG", "optical_node": "N", "node_port": "P", "amplifier": "A",
    "tap": "T", "building": "B", "line_power_supply": "PS", "cable_modem": "M",
}  # fmt: skip


def city_of(root: Piece, seed: int, zones: int) -> City:
    """Return the city of a tree, its elements in preorder; nobody has an account in it."""
    order, parents = _preorder(root)
    number = {id(piece): place for place, piece in enumerate(order)}
    counts: dict[str, int] = {}
    elements = []
    for place, piece in enumerate(order):
        counts[piece.kind] = counts.get(piece.kind, 0) + 1
        lon, lat = degrees(piece.x, piece.y)
        elements.append(
            Element(
                id=piece.name or f"{_LETTERS[piece.kind]}{counts[piece.kind]}",
                kind=piece.kind,
                name="",
                parent=parents[place],
                lon=lon,
                lat=lat,
                address="",
                length_m=piece.length_m,
                supply=-1 if piece.supply is None else number[id(piece.supply)],
                zone=piece.zone,
                agent=piece.agent,
            )
        )
    return from_elements(elements, seed, zones)


def from_elements(elements: list[Element], seed: int, zones: int) -> City:
    """Return the city that elements in preorder make."""
    size = [1] * len(elements)
    observer, observers, terminals = [-1] * len(elements), [], []
    for place in range(len(elements) - 1, 0, -1):
        size[elements[place].parent] += size[place]
    for place, element in enumerate(elements):
        above = observer[element.parent] if place else -1
        observer[place] = place if element.kind in OBSERVERS else above
        if element.kind in TERMINAL_KINDS:
            terminals.append(place)
            observers.append(observer[place])
    return City(
        seed=seed,
        town=Town(ORIGIN_LON, ORIGIN_LAT, 0.0, (), (), (), ()),
        elements=tuple(elements),
        size=tuple(size),
        terminals=tuple(terminals),
        observers=tuple(observers),
        cmtses=tuple(place for place, element in enumerate(elements) if element.kind == "cmts"),
        nodes=tuple(place for place, element in enumerate(elements) if element.kind == "optical_node"),
        subscribers=(),
        territories=(),
        number={element.id: place for place, element in enumerate(elements)},
        zones=zones,
    )


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return metres as degrees (lon, lat)."""
    east = METRES_PER_DEGREE * math.cos(math.radians(ORIGIN_LAT))
    return ORIGIN_LON + x / east, ORIGIN_LAT + y / METRES_PER_DEGREE


def reseeded(city: City, seed: int) -> City:
    """Return the same plant with other people in it: habits and batteries are drawn from a city's seed."""
    return replace(city, seed=seed)


def _preorder(root: Piece) -> tuple[list[Piece], list[int]]:
    order: list[Piece] = []
    parents: list[int] = []
    left = [(root, -1)]
    while left:
        piece, parent = left.pop()
        parents.append(parent)
        left.extend((part, len(order)) for part in reversed(piece.parts))
        order.append(piece)
    return order, parents
