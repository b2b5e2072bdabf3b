"""Scenes: what breaks in a plant, when, and under which circumstances it is watched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from simulator.city import City
from simulator.records import EXACT, Knobs
from simulator.sessions import Delays

SORTS = ("single", "span", "simultaneous", "nested", "power", "zone", "degradation")
FEWEST_BEHIND = 5
"""Terminals behind what breaks: fewer and no scene has four of them in sight."""
PIECES = ("cmts_port", "optical_node", "node_port", "amplifier", "amplifier", "tap", "tap", "building")
"""Kinds that break, each as likely as another whatever the model thinks of them; twice those there are most of."""
EVENING_H, DAY_H = 22.5, 14.0
"""Hours at which scenes begin: when buildings go to bed, and when nobody does."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a scene is watched and documented."""

    name: str
    delays: Delays
    knobs: Knobs = EXACT
    missing: float = 0.02
    """Share of rows a sweep does not read; in as many sweeps the CMTS says nothing at all."""
    evening: float = 0.0
    """Share of scenes at bedtime."""
    power_unknown: float = 0.2
    """Share of scenes in which nobody wrote down who feeds whom with current."""


PROMPT = Delays((0, 3000), (1000, 4000))
SLOW = Delays((20_000, 60_000), (20_000, 90_000), boot_ms=(30_000, 90_000))
WRONG_ROWS = Knobs(wrong_parents=0.01, wrong_nodes=0.01)
CONDITIONS = (
    Conditions("prompt", PROMPT),
    Conditions("staggered", SLOW, evening=0.3),
    Conditions("wrong_rows", SLOW, WRONG_ROWS, evening=0.3),
)


DOCUMENTED = {
    "tap": Knobs(),
    "building": Knobs(unknown_insides=1.0),
    "node": Knobs(unknown_insides=1.0, missing_branches=1.0, missing_amplifiers=1.0, missing_taps=1.0),
}
"""How deep the files go → what is left out of them."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something breaks, or is repaired."""

    at_s: float
    """Seconds from the scene's beginning."""
    kind: str
    """A kind of fault; empty: `element` is repaired."""
    elements: tuple[str, ...]
    options: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene to be lived through."""

    seed: int
    sort: str
    conditions: Conditions
    documented: str
    hour: float
    events: tuple[Event, ...]


def draw_scene(city: City, seed: int, sort: str, conditions: Conditions, documented: str) -> Scene | None:
    """Draw a scene; None where the plant has nothing that can fail so."""
    draw = Random(f"outage scene {seed}")
    hour = EVENING_H if draw.random() < conditions.evening else DAY_H
    events = _DRAWERS[sort](city, draw)
    if not events:
        return None
    return Scene(seed, sort, conditions, documented, hour + draw.uniform(-0.5, 0.5), tuple(events))


def _single(city: City, draw: Random) -> list[Event]:
    element = _piece(city, draw)
    return [] if element is None else [_death(city, draw, element, 0.0)]


def _span(city: City, draw: Random) -> list[Event]:
    element = _piece(city, draw)
    return [] if element is None else [Event(0.0, "span_cut", (city.elements[element].id,))]


def _simultaneous(city: City, draw: Random) -> list[Event]:
    """Two to five faults within a quarter of an hour, as in a storm, none behind another."""
    chosen: list[int] = []
    for _ in range(draw.randint(2, 5)):
        element = _piece(city, draw, chosen)
        if element is not None:
            chosen.append(element)
    return [_death(city, draw, element, draw.uniform(0.0, 900.0)) for element in chosen] if len(chosen) > 1 else []


def _nested(city: City, draw: Random) -> list[Event]:
    """Plant that is dead behind dead plant: dead before it, or found dead when what feeds it was repaired."""
    above, below = next(_pairs(city, draw), (-1, -1))
    if above < 0:
        return []
    if draw.random() < 0.5:
        return [_death(city, draw, below, 0.0), _death(city, draw, above, draw.uniform(150.0, 240.0))]
    return [
        _death(city, draw, above, 0.0),
        _death(city, draw, below, draw.uniform(20.0, 90.0)),
        Event(draw.uniform(150.0, 240.0), "", (city.elements[above].id,)),
    ]


def _power(city: City, draw: Random) -> list[Event]:
    """A supply dies at once, or when its battery is empty."""
    fed: dict[int, int] = {}
    for number, element in enumerate(city.elements):
        if element.supply >= 0:
            fed[element.supply] = fed.get(element.supply, 0) + len(city.terminals_behind(number))
    supplies = [supply for supply, homes in fed.items() if homes >= FEWEST_BEHIND]
    if not supplies:
        return []
    supply = city.elements[draw.choice(supplies)].id
    if draw.random() < 0.5:
        return [Event(0.0, "element_dead", (supply,))]
    return [Event(0.0, "supply_battery", (supply,), (("charge", draw.uniform(0.002, 0.01)),))]


def _zone(city: City, draw: Random) -> list[Event]:
    homes: dict[int, int] = {}
    for number in city.terminals:
        homes[city.elements[number].zone] = homes.get(city.elements[number].zone, 0) + 1
    zones = [zone for zone, count in homes.items() if zone >= 0 and count >= 20]
    return [Event(0.0, "zone_out", (f"zone:{draw.choice(zones)}",))] if zones else []


def _degradation(city: City, draw: Random) -> list[Event]:
    kinds = ("optical_node", "node_port", "amplifier", "amplifier")
    element = _piece(city, draw, kinds=kinds)
    if element is None:
        return []
    name = city.elements[element].id
    if city.elements[element].kind == "amplifier" and draw.random() < 0.3:
        return [Event(0.0, "span_damage", (name,), (("db", -draw.uniform(4.0, 9.0)),))]
    return [Event(0.0, "level_drift", (name,), (("db", -draw.uniform(4.0, 9.0)), ("hours", 0.01)))]


_DRAWERS = {
    "single": _single, "span": _span, "simultaneous": _simultaneous, "nested": _nested, "power": _power,
    "zone": _zone, "degradation": _degradation,
}  # fmt: skip


def _piece(city: City, draw: Random, apart_from: Sequence[int] = (), kinds: Sequence[str] = PIECES) -> int | None:
    """Draw an element that nothing chosen already feeds or is fed by; None where none is left."""
    for kind in draw.sample(kinds, len(kinds)):
        choice = [
            number for number in city.of_kind(kind)
            if _fits(city, number) and all(_apart(city, number, other) for other in apart_from)
        ]  # fmt: skip
        if choice:
            return draw.choice(choice)
    return None


def _fits(city: City, element: int) -> bool:
    return city.elements[element].kind in PIECES and len(city.terminals_behind(element)) >= FEWEST_BEHIND


def _broad(city: City) -> list[int]:
    return [number for number in city.of_kind("optical_node", "node_port", "amplifier") if _fits(city, number)]


def _pairs(city: City, draw: Random) -> Iterator[tuple[int, int]]:
    """Yield pieces with one of those they feed, drawn at random."""
    broad = _broad(city)
    for above in draw.sample(broad, len(broad)):
        behind = [n for n in city.behind(above) if n != above and _fits(city, n) and _outside(city, above, n)]
        if behind:
            yield above, draw.choice(behind)


def _outside(city: City, above: int, below: int) -> bool:
    """Tell whether enough homes behind one element are not behind the other: else the two are one."""
    return len(city.terminals_behind(above)) - len(city.terminals_behind(below)) >= FEWEST_BEHIND


def _apart(city: City, one: int, other: int) -> bool:
    return one not in city.behind(other) and other not in city.behind(one)


def _death(city: City, draw: Random, element: int, at_s: float) -> Event:
    kind = {"amplifier": ("element_dead", "no_power"), "optical_node": ("element_dead", "no_power"),
            "node_port": ("port_fuse",), "cmts_port": ("cmts_card",)}  # fmt: skip
    return Event(
        at_s, draw.choice(kind.get(city.elements[element].kind, ("element_dead",))), (city.elements[element].id,)
    )
