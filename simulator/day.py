"""Draws a day on which everything breaks that can: faults of all kinds and sizes, some on top of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from simulator.city import City
from simulator.faults import KINDS
from simulator.plant import Delays, Plant
from simulator.reach import Reaches
from simulator.script import Event

EARLIEST_S = 300.0
"""Nothing breaks before: a poller first has to see the plant whole."""
LAST_CALM_S = 600.0
"""All is repaired so long before the end."""
OVERLAPPING = 0.3
"""Chance that a fault gets company below the same node or head while it stands."""
PARTLY = 0.15
"""Chance that a repair leaves something behind broken."""


@dataclass(frozen=True, slots=True)
class Act:
    """A thing that may happen, at an element of some kind."""

    kind: str
    at: tuple[str, ...] = ()
    """Kinds of element; any that fits where none is said."""
    homes: tuple[int, int] = (1, 1 << 30)
    """How many it should touch, where there is a choice."""
    per_day: float = 1.0
    """How often in 24 hours, at least once."""
    minutes: tuple[float, float] = (25.0, 90.0)
    options: Callable[[Random], Mapping[str, float]] = field(default=lambda _draw: {})


def _battery(draw: Random) -> Mapping[str, float]:
    """A battery that is nearly empty already, so that there is something to see."""
    return {"charge": round(draw.uniform(0.02, 0.12), 3)}


def _noise(draw: Random) -> Mapping[str, float]:
    return {"db": round(draw.uniform(8.0, 24.0), 1)}


def _drift(draw: Random) -> Mapping[str, float]:
    return {"db": round(draw.choice((-1, 1)) * draw.uniform(4.0, 8.0), 1), "hours": round(draw.uniform(0.5, 1.5), 2)}


def _lease(draw: Random) -> Mapping[str, float]:
    return {"at_once": float(draw.random() < 0.5)}


ACTS = (
    Act("element_dead", ("amplifier",), (2, 19), 2),
    Act("element_dead", ("amplifier",), (20, 99), 3),
    Act("element_dead", ("amplifier",), (100, 1 << 30), 2),
    Act("element_dead", ("optical_node",), per_day=2),
    Act("element_dead", ("tap",), (2, 8), 2),
    Act("element_dead", ("eoc_head",), per_day=2),
    Act("element_dead", ("olt",), minutes=(20.0, 40.0)),
    Act("element_dead", ("cmts",), minutes=(20.0, 40.0)),
    Act("span_cut", ("splitter",), (20, 1 << 30), 2),
    Act("span_cut", ("optical_node",)),
    Act("span_cut", ("amplifier",), (20, 1 << 30), 2),
    Act("span_cut", ("tap", "building"), (3, 60), 3),
    Act("span_damage", ("amplifier", "tap"), (10, 1 << 30), 2, (60.0, 150.0)),
    Act("modem_off", per_day=4),
    Act("port_fuse", homes=(20, 1 << 30), per_day=2),
    Act("no_power", ("optical_node",)),
    Act("no_power", ("amplifier",), (20, 1 << 30), 2),
    Act("no_power", ("eoc_head",)),
    Act("supply_battery", ("line_power_supply",), (20, 1 << 30), 2, (70.0, 140.0), _battery),
    Act("zone_out", homes=(20, 1 << 30), per_day=2, minutes=(30.0, 150.0)),
    Act("provisioning_down", ("cmts",), minutes=(30.0, 60.0), options=_lease),
    Act("provisioning_down", ("headend",), minutes=(20.0, 40.0), options=lambda _draw: {"at_once": 1.0}),
    Act("cmts_card", homes=(20, 1 << 30), per_day=2),
    Act("ingress", ("tap", "amplifier", "building"), per_day=3, minutes=(40.0, 120.0), options=_noise),
    Act("level_drift", ("amplifier", "node_port"), (20, 1 << 30), 2, (90.0, 180.0), _drift),
    Act("connector", per_day=3, minutes=(60.0, 240.0)),
    Act("agent_silent", ("optical_node",), (0, 0), 2),
    Act("agent_silent", ("cmts",), (0, 0), minutes=(15.0, 30.0)),
)


def draw_day(city: City, seed: int, hours: float = 24.0) -> list[Event]:
    """Draw a script of all kinds of fault that fit a city, each repaired again; the same seed draws the same.

    Faults come evenly over the hours; some get company below the same node while they stand, some are
    repaired in part first. Raises ValueError for less than an hour.
    """
    if hours < 1:
        msg = f"{hours:g} hours: a day of faults takes one at least"
        raise ValueError(msg)
    return _Day(city, Random(f"day {city.seed} {seed}"), hours).draw()


class _Day:
    def __init__(self, city: City, draw: Random, hours: float) -> None:
        self._city, self._draw, self._hours = city, draw, hours
        self._plant = Plant(city, Delays(), lambda: 0)
        self._reaches = Reaches(self._plant)
        self._events: list[Event] = []
        self._used: set[int] = set()
        self._count = 0

    def draw(self) -> list[Event]:
        """Spread the acts over the time, and let each happen."""
        acts = [act for act in ACTS for _ in range(max(round(act.per_day * self._hours / 24.0), 1))]
        self._draw.shuffle(acts)
        latest_s = self._hours * 3600 - LAST_CALM_S
        slot_s = (latest_s - EARLIEST_S) / len(acts)
        for number, act in enumerate(acts):
            at_s = EARLIEST_S + (number + self._draw.random()) * slot_s
            self._happen(act, at_s, latest_s)
        return sorted(self._events, key=lambda one: (one.at_s, one.label))

    def _happen(self, act: Act, at_s: float, latest_s: float) -> None:
        """Break something, and often something else near by; repair it in time."""
        place = self._place(act)
        if place is None:
            return
        end_s = min(at_s + self._draw.uniform(*act.minutes) * 60, latest_s)
        self._break(act.kind, place, act.options(self._draw), at_s, end_s)
        below = self._below(self._plant.element(place))
        if act.kind in {"element_dead", "span_cut", "port_fuse", "no_power"} and below:
            company = self._draw.choice(below)
            if self._draw.random() < OVERLAPPING:
                began_s = self._draw.uniform(at_s, end_s)
                self._break("span_cut", company, {}, began_s, min(end_s + self._draw.uniform(-600, 1500), latest_s))

    def _break(self, kind: str, place: str, options: Mapping[str, float], at_s: float, end_s: float) -> None:
        self._count += 1
        label, element = f"D{self._count}", self._plant.element(place)
        self._used.add(element)
        end_s = max(end_s, at_s + 60.0)
        self._events.append(Event(round(at_s, 1), kind, place, label, options))
        below = self._below(element) if kind in {"span_cut", "zone_out", "element_dead"} else []
        if below and self._draw.random() < PARTLY:
            partly_s = self._draw.uniform(at_s, end_s)
            self._events.append(Event(round(partly_s, 1), label=label, behind=(self._draw.choice(below),)))
        self._events.append(Event(round(end_s, 1), label=label))

    def _place(self, act: Act) -> str | None:
        """Choose where an act happens: somewhere new, of the size it should have where there is such."""
        fitting = [
            (name, homes)
            for name, homes in self._reaches.candidates(act.kind)
            if (number := self._plant.element(name)) not in self._used
            and (not act.at or self._city.elements[number].kind in act.at)
        ]
        sized = [name for name, homes in fitting if act.homes[0] <= homes <= act.homes[1]]
        return self._draw.choice(sized or [name for name, _ in fitting]) if fitting else None

    def _below(self, element: int) -> list[str]:
        """Return taps, buildings and amplifiers behind an element, of those nothing has happened to."""
        return [
            self._city.elements[number].id
            for number in self._city.behind(element)[1:]
            if self._city.elements[number].kind in {"amplifier", "tap", "building"}
            and number not in self._used
            and KINDS["span_cut"].fits(self._city, number)
        ]
