"""Which services of which homes are lost or poor at this moment, whatever the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.city import City
from simulator.plant import Plant

LOW_DB = 6.0
"""Forward level a home's signal may lose before its pictures break up, dB."""
NOISY_DB = 12.0
"""Ingress on a return path above which its homes' broadband crawls, dB."""
ECHO_DBC = 20.0
"""A reflection stronger than this many dB below the carrier costs packets."""
INTERACTIVE = frozenset({"broadband", "vod", "voice"})

Ailments = dict[str, str]
"""Service → `lost` or `poor`."""


@dataclass(frozen=True, slots=True)
class Use:
    """A service of a household and what it comes by."""

    service: str
    element: int
    """The terminal, or what the home hangs on where no terminal is known."""
    terminal: int
    """Its place in `City.terminals`, -1 for what cannot be asked."""


class Households:
    """What is true of each home of a city, by its place in `City.subscribers`."""

    def __init__(self, city: City, plant: Plant) -> None:
        """Look at `plant`."""
        self.city = city
        self.hour_at = plant.hour
        self._plant = plant
        place = {number: terminal for terminal, number in enumerate(city.terminals)}
        self.uses = tuple(
            tuple(
                Use(service, number, place.get(number, -1))
                for service, terminal in one.services
                for number in [city.number.get(terminal, one.home)]
            )
            for one in city.subscribers
        )
        self._node = self._nodes()
        self._version = -1
        self._ailing: dict[int, Ailments] = {}
        self._low: list[float] = []
        self._noise: dict[int, float] = {}

    def ailing(self, now_ms: int) -> dict[int, Ailments]:
        """Return the homes that lack something, and what.

        While the plant stays as it is homes only recover, as their modems register: those are looked at again.
        """
        version = self._plant.version
        if version != self._version:
            self._version = version
            self._measure()
            looked_at: Any = range(len(self.uses))
        else:
            looked_at = list(self._ailing)
        for home in looked_at:
            ailments = self._of(home, now_ms)
            if ailments:
                self._ailing[home] = ailments
            else:
                self._ailing.pop(home, None)
        return dict(self._ailing)

    def has_current(self, home: int) -> bool:
        """Tell whether any of a home's terminals has electricity; without one, that there is nothing to see."""
        own = [use.element for use in self.uses[home] if use.element != self.city.subscribers[home].home]
        return not own or any(self._plant.powered(element) for element in own)

    def facts(self, home: int) -> dict[str, Any]:
        """Return what is true of a home, for whoever marks an answer that was given to it."""
        one = self.city.subscribers[home]
        return {
            "address": one.address,
            "hangs_on": self.city.elements[one.home].id,
            "status": one.person.status,
            "services": {use.service: self._ailing.get(home, {}).get(use.service, "good") for use in self.uses[home]},
            "electricity": self.has_current(home),
            "faults": [fault.id for fault in self._plant.faults() if self._touches(fault.element, home)],
        }

    def _of(self, home: int, now_ms: int) -> Ailments:
        found: Ailments = {}
        for use in self.uses[home]:
            if self._lost(use, now_ms):
                found[use.service] = "lost"
            elif self._low and self._poor(use):
                found[use.service] = "poor"
        return found

    def _lost(self, use: Use, now_ms: int) -> bool:
        """A box somebody switched off lacks nothing; one with current and signal that is not online does."""
        if not self._plant.lit(use.element):
            return True
        if use.terminal < 0 or use.service not in INTERACTIVE:
            return False
        return self._plant.powered(use.element) and not self._plant.answers(use.terminal, now_ms)

    def _poor(self, use: Use) -> bool:
        if self._low[use.element] < -LOW_DB:
            return True
        return use.service in INTERACTIVE and (
            self._noise.get(self._node[use.element], 0.0) > NOISY_DB
            or 0.0 < float(self._plant.echo_dbc[use.element]) < ECHO_DBC
        )

    def _measure(self) -> None:
        """Carry what faults take from the forward level down the tree, and their noise up to the nodes."""
        plant = self._plant
        if not (plant.down_db.any() or plant.ingress_db.any() or plant.echo_dbc.any()):
            self._low, self._noise = [], {}
            return
        low = plant.down_db.tolist()
        self._noise = {}
        for number, element in enumerate(self.city.elements):
            if element.parent >= 0:
                low[number] += low[element.parent]
            noise = float(plant.ingress_db[number])
            if noise:
                node = self._node[number]
                self._noise[node] = max(self._noise.get(node, 0.0), noise)
        self._low = low

    def _nodes(self) -> list[int]:
        """Return for every element the optical node it hangs behind, -1 above them all."""
        nodes: list[int] = []
        for number, element in enumerate(self.city.elements):
            own = number if element.kind == "optical_node" else -1
            nodes.append(own if own >= 0 or element.parent < 0 else nodes[element.parent])
        return nodes

    def _touches(self, fault: int, home: int) -> bool:
        """Tell whether a fault's element is on the way to a home, or is one of its terminals."""
        behind = self.city.behind(fault)
        return self.city.subscribers[home].home in behind or any(use.element in behind for use in self.uses[home])
