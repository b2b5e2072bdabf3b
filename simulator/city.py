"""A whole town with its plant and its people."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from simulator import people
from simulator.streets import Point, Town


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of plant or a terminal, placed on the globe."""

    id: str
    kind: str
    """As the plant file spells it."""
    name: str
    parent: int
    """Number of the parent in `City.elements`, -1 for the headend."""
    lon: float
    lat: float
    address: str
    route: tuple[Point, ...] = ()
    """Span from the parent, degrees."""
    footprint: tuple[Point, ...] = ()
    """Outline of a building, degrees."""
    ways: int = 0
    value_db: int = 0
    level_dbmv: float = 0.0
    return_db: float = 0.0
    depth: int = 0
    """Amplifiers between the node and here."""
    one_way: bool = False
    """A terminal without a return path: nobody can ask it anything."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An account, where it is, and what it has bought."""

    account: str
    person: people.Account
    address: str
    lon: float
    lat: float
    home: int
    """Element the home hangs on: a tap or a building."""
    unit: str
    services: tuple[tuple[str, str], ...]
    """(service, terminal); terminal empty where nobody can look."""


@dataclass(frozen=True, slots=True)
class Territory:
    """The part of town one node serves and who is responsible for it."""

    id: str
    name: str
    unit: str
    outline: tuple[Point, ...]
    """Degrees, closed."""


@dataclass(frozen=True, slots=True)
class City:
    """Elements in preorder: what hangs behind element `i` is `i + 1 … i + size[i] - 1`."""

    seed: int
    town: Town
    elements: tuple[Element, ...]
    size: tuple[int, ...]
    """Elements of each one's subtree, itself included."""
    modems: tuple[int, ...]
    """Elements that are cable modems, ascending."""
    nodes: tuple[int, ...]
    cmts: int
    subscribers: tuple[Subscriber, ...]
    territories: tuple[Territory, ...]
    number: dict[str, int]
    """Element id → number."""

    def behind(self, element: int) -> range:
        """Return the numbers of an element and everything fed through it."""
        return range(element, element + self.size[element])

    def modems_behind(self, element: int) -> range:
        """Return which of `modems` are an element or fed through it."""
        return range(bisect_left(self.modems, element), bisect_left(self.modems, element + self.size[element]))
