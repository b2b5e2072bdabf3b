"""Current on the cables: what every node and amplifier draws, and what voltage is left where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.city import City
from simulator.plant import Plant

NODE_W, PORT_W, AMPLIFIER_W = 38.0, 9.0, 27.0
"""What a node, each of its ports and an amplifier take, whatever the voltage: their supplies are switched."""
OHM_PER_M = 0.0034
"""Loop resistance of hard-line cable."""
LOW_V, HIGH_V = 63.0, 89.0
"""What supplies put out."""
STARVING_V = 47.0
"""Below it a load draws too much current to be planned for."""
STANDARD_V, MAINS_V = 61.0, 220.0
"""At gear for which no supply is drawn, and at what is plugged in inside a building."""
_ON_FIBRE = frozenset({"optical_node", "splitter", "cmts_port", "cmts", "olt", "hub", "headend"})
"""Elements whose span from their parent carries light, or nothing that powers anything."""
_ROUNDS = 3
"""Currents and voltages depend on each other; three rounds settle to a tenth of a volt."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a supply gives and what arrives."""

    amperes: float
    """All its loads together."""
    volts: dict[int, float]
    """At each load that is powered."""


class LinePower:
    """Feeds of all supplies, worked out anew when the plant has changed."""

    def __init__(self, city: City, plant: Plant) -> None:
        """Find out who lives on which supply, and by which cables."""
        self._city, self._plant = city, plant
        self.loads: dict[int, list[int]] = {number: [] for number in city.of_kind("line_power_supply")}
        for number, element in enumerate(city.elements):
            if element.supply >= 0 and element.kind in {"optical_node", "amplifier"}:
                self.loads[element.supply].append(number)
        self._spans = {
            load: _between(city, city.elements[supply].parent, load)
            for supply, loads in self.loads.items()
            for load in loads
        }
        self._watts = {load: self._load_w(load) for loads in self.loads.values() for load in loads}
        self._outputs_v: dict[int, float] = {}
        self._feeds: dict[int, Feed] = {}
        self._open: frozenset[int] = frozenset()
        """Elements whose span, or fuse, lets no current pass."""
        self._idle: frozenset[int] = frozenset()
        """Loads that draw nothing though there is voltage."""
        self._version = -1

    def output_v(self, supply: int) -> float:
        """Return RMS volts a supply puts out when it works: 90 where somebody would starve on 60."""
        found = self._outputs_v.get(supply)
        if found is None:
            arriving = self._feed(self.loads[supply], LOW_V).volts.values()
            found = self._outputs_v[supply] = LOW_V if min(arriving, default=LOW_V) > STARVING_V else HIGH_V
        return found

    def feed(self, supply: int) -> Feed:
        """Return what a supply gives now; nothing where it is dead or dark."""
        self._catch_up()
        found = self._feeds.get(supply)
        if found is None:
            loads = [load for load in self.loads[supply] if self._reached(load)]
            alive = self._plant.powered(supply)
            found = self._feeds[supply] = self._feed(loads if alive else [], self.output_v(supply))
        return found

    def passes(self, element: int) -> bool:
        """Tell whether line current gets past an element's span, or a node port's fuse."""
        self._catch_up()
        return element not in self._open

    def usual_v(self, element: int) -> float:
        """Return the volts a node or amplifier has while everything on its supply is well."""
        supply = self._city.elements[element].supply
        if supply < 0:
            return MAINS_V if self._city.elements[element].zone >= 0 else STANDARD_V
        return self._feed(self.loads[supply], self.output_v(supply)).volts[element]

    def volts(self, element: int) -> float:
        """Return RMS volts that arrive at a node or amplifier, 0 without power."""
        if not self._plant.powered(element):
            return 0.0
        supply = self._city.elements[element].supply
        return self.feed(supply).volts.get(element, 0.0) if supply >= 0 else self.usual_v(element)

    def amperes(self, element: int) -> float:
        """Return what a node or amplifier draws."""
        volts = self.volts(element)
        return self._load_w(element) / volts if volts else 0.0

    def _catch_up(self) -> None:
        version = self._plant.version
        if version == self._version:
            return
        faults = self._plant.faults()
        self._open = frozenset(one.element for one in faults if one.kind in {"span_cut", "port_fuse"})
        self._idle = frozenset(one.element for one in faults if one.kind == "element_dead")
        self._feeds = {}
        self._version = version

    def _reached(self, load: int) -> bool:
        """Tell whether current gets to a load, and is drawn there."""
        unbroken = self._open.isdisjoint(self._spans[load])
        return unbroken and load not in self._idle and self._plant.powered(load)

    def _feed(self, loads: list[int], start: float) -> Feed:
        """Let each cable carry the current of everything behind it, and lose voltage by it."""
        volts = dict.fromkeys(loads, start)
        for _ in range(_ROUNDS):
            carried: dict[int, float] = {}
            for load in loads:
                for span in self._spans[load]:
                    carried[span] = carried.get(span, 0.0) + self._watts[load] / volts[load]
            for load in loads:
                lost = sum(self._city.elements[span].length_m * OHM_PER_M * carried[span] for span in self._spans[load])
                volts[load] = max(start - lost, 0.5 * start)
        return Feed(sum(self._watts[load] / volts[load] for load in loads), volts)

    def _load_w(self, element: int) -> float:
        if self._city.elements[element].kind != "optical_node":
            return AMPLIFIER_W
        children = self._city.behind(element)
        ports = sum(self._city.elements[one].kind == "node_port" for one in children)
        return NODE_W + PORT_W * ports


def _between(city: City, a: int, b: int) -> tuple[int, ...]:
    """Return the coaxial spans on the way between two elements, each named by its lower end."""
    above_a, above_b = _upwards(city, a), _upwards(city, b)
    shared = set(above_a) & set(above_b)
    return tuple(one for one in (*above_a, *above_b) if one not in shared and city.elements[one].kind not in _ON_FIBRE)


def _upwards(city: City, element: int) -> list[int]:
    found = []
    while element >= 0:
        found.append(element)
        element = city.elements[element].parent
    return found
