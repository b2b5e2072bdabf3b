"""A whole town with its plant and its people."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from simulator import people
from simulator.streets import Point, Town

TERMINAL_KINDS = frozenset({"cable_modem", "onu", "eoc_unit"})
"""Kinds of terminal that somebody can be asked about; a set-top box is one-way."""

OBSERVER_OF = {"cable_modem": "cmts", "onu": "olt", "eoc_unit": "eoc_head"}
"""Kind of the element whose tables list a terminal of a kind: the nearest such above it."""

AGENTS = (
    "docsis-cmts", "docsis-modem", "olt", "eoc-head", "hms-node", "nscrtv-node", "hms-amplifier", "nscrtv-amplifier",
    "hms-supply", "ups", "switch",
)  # fmt: skip


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
    length_m: float = 0.0
    """Cable from the parent, coax or fibre."""
    supply: int = -1
    """Number of the line power supply whose current it lives on; -1: none, it takes mains power or needs no power."""
    zone: int = -1
    """Zone of the mains it is plugged into; -1: none, it lives on a supply or needs no power."""
    agent: str = ""
    """What its SNMP agent speaks, one of `AGENTS`; empty: nobody answers there."""


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
    """A part of town and who is responsible for it."""

    id: str
    name: str
    unit: str
    outline: tuple[Point, ...]
    """Degrees, closed."""
    parent: str = "TOWN"
    """The area it is part of."""


@dataclass(frozen=True, slots=True)
class City:
    """Elements in preorder: what hangs behind element `i` is `i + 1 … i + size[i] - 1`."""

    seed: int
    town: Town
    elements: tuple[Element, ...]
    size: tuple[int, ...]
    """Elements of each one's subtree, itself included."""
    terminals: tuple[int, ...]
    """Elements of `TERMINAL_KINDS`, ascending. Whatever is said of terminals is indexed by the place in here."""
    observers: tuple[int, ...]
    """Of each terminal: the element whose tables list it."""
    cmtses: tuple[int, ...]
    nodes: tuple[int, ...]
    subscribers: tuple[Subscriber, ...]
    territories: tuple[Territory, ...]
    number: dict[str, int]
    """Element id → number."""
    zones: int = 1
    """Zones of the mains."""

    def of_kind(self, *kinds: str) -> tuple[int, ...]:
        """Return the numbers of the elements of some kinds, ascending."""
        return tuple(number for number, element in enumerate(self.elements) if element.kind in kinds)

    def behind(self, element: int) -> range:
        """Return the numbers of an element and everything fed through it."""
        return range(element, element + self.size[element])

    def terminals_behind(self, element: int) -> range:
        """Return which of `terminals` are an element or fed through it."""
        last = element + self.size[element]
        return range(bisect_left(self.terminals, element), bisect_left(self.terminals, last))
