"""Which services of which homes are lost or poor at this moment, whatever the reason."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.city import City
from simulator.faults import KINDS, Fault
from simulator.plant import CmState, Plant

LOW_DB = 6.0
"""Forward level a home's signal may lose before its pictures break up, dB."""
NOISY_DB = 12.0
"""Ingress on a return path above which its homes' broadband crawls, dB."""
ECHO_DBC = 20.0
"""A reflection stronger than this many dB below the carrier costs packets."""
INTERACTIVE = frozenset({"broadband", "vod", "voice"})
DARKENING = frozenset(kind for kind, one in KINDS.items() if one.dark) - {"provisioning_down"}
"""Kinds of fault that take light or current away, at once or when a battery is empty."""
ONLINE = (CmState.REGISTERED, CmState.OPERATIONAL, CmState.ACCESS_DENIED)
"""A terminal of a suspended account is online too: that its services do not work is no trouble of the plant."""

Ailments = dict[str, str]
"""Service → `lost` or `poor`."""
Flags = NDArray[np.bool_]


class Households:
    """What is true of each home of a city, by its place in `City.subscribers`."""

    def __init__(self, city: City, plant: Plant) -> None:
        """Look at `plant`."""
        self.city = city
        self.hour_at = plant.hour
        self._plant = plant
        place = {number: terminal for terminal, number in enumerate(city.terminals)}
        uses = [
            (home, service, city.number.get(terminal, one.home))
            for home, one in enumerate(city.subscribers)
            for service, terminal in one.services
        ]
        self.services: tuple[tuple[str, ...], ...] = tuple(
            tuple(service for service, _ in one.services) for one in city.subscribers
        )
        self._home = [home for home, _, _ in uses]
        self._service = [service for _, service, _ in uses]
        self._first = np.searchsorted(self._home, np.arange(len(city.subscribers) + 1))
        """Where a home's uses begin."""
        self._element = np.array([element for _, _, element in uses], np.intp)
        """The terminal, or what the home hangs on where no terminal is known."""
        self._terminal = np.array([place.get(element, -1) for _, _, element in uses], np.intp)
        self._interactive = np.array([service in INTERACTIVE for _, service, _ in uses], np.bool_)
        self._zone_of = _zones(city)
        self._zone = np.array([self._zone_of[home] for home in self._home], np.intp)
        """Of the mains, by use; -1 where nobody can say."""
        self._node = _nodes(city)
        self._feeder = np.arange(len(city.elements))
        """What feeds a terminal; anything else feeds itself."""
        self._feeder[list(city.terminals)] = [city.elements[number].parent for number in city.terminals]
        self._seen_down = np.zeros(0, np.float32)
        self._low = np.zeros(len(city.elements), np.float32)
        self._ailing: dict[int, Ailments] = {}
        self._darkened: dict[str, Flags] = {}
        """Fault that takes light or current away → bool[elements] it would darken alone, as batteries were last."""

    def ailing(self, now_ms: int) -> dict[int, Ailments]:
        """Return the homes that lack something, and what."""
        self._darkened = {one.id: self._plant.darkened(one) for one in self._plant.faults() if one.kind in DARKENING}
        lost, poor = self._lost(now_ms), self._poor()
        found: dict[int, Ailments] = {}
        for use in np.flatnonzero(lost | poor).tolist():
            found.setdefault(self._home[use], {})[self._service[use]] = "lost" if lost[use] else "poor"
        self._ailing = found
        return found

    def has_current(self, home: int) -> bool:
        """Tell whether a home has mains, as far as anything in it needs them."""
        zone = self._zone_of[home]
        return zone < 0 or self._plant.mains_up(zone)

    def with_current(self) -> Flags:
        """Tell which homes have mains, by place: as `has_current`, for all at once."""
        mains = np.array([*(self._plant.mains_up(zone) for zone in range(self.city.zones)), True])
        found = np.ones(len(self.services), np.bool_)
        found[np.asarray(self._home, np.intp)[~mains[self._zone]]] = False
        return found

    def facts(self, home: int) -> dict[str, Any]:
        """Return what is true of a home, for whoever marks an answer that was given to it."""
        one, lacks = self.city.subscribers[home], self._ailing.get(home, {})
        return {
            "address": one.address,
            "hangs_on": self.city.elements[one.home].id,
            "status": one.person.status,
            "services": {service: lacks.get(service, "good") for service in self.services[home]},
            "electricity": self.has_current(home),
            "faults": self._faults_of(home),
        }

    def _lost(self, now_ms: int) -> Flags:
        """Tell which uses fail; a box that somebody switched off lacks nothing.

        1. The mains are out, or its signal does not arrive.
        2. It has both, and is not let in: it is still registering, or gets no address.
        """
        light = self._plant.light
        mains = np.array([*(self._plant.mains_up(zone) for zone in range(self.city.zones)), True])
        arrives = np.where(self._interactive, light.data[self._element], light.signal[self._element])
        states = self._plant.states(slice(None), now_ms)
        waiting = ~np.isin(states, ONLINE)[self._terminal] if states.size else np.zeros(len(self._home), np.bool_)
        waiting &= self._interactive & (self._terminal >= 0) & light.powered[self._element]
        failing: Flags = ~arrives | ~mains[self._zone] | waiting
        return failing

    def _poor(self) -> Flags:
        """Tell which uses suffer from low level, noise or echo."""
        plant = self._plant
        poor: Flags = self._levels()[self._element] < -LOW_DB
        noisy = plant.ingress_db > NOISY_DB
        if noisy.any():
            behind = self._node[self._element]
            poor |= self._interactive & (behind >= 0) & np.isin(behind, self._node[noisy])
        echo = plant.echo_dbc[self._element]
        poor |= self._interactive & (echo > 0) & (echo < ECHO_DBC)
        return poor

    def _levels(self) -> NDArray[np.float32]:
        """Return what faults take from the forward level at each element, carried down the tree."""
        down = self._plant.down_db
        if not np.array_equal(down, self._seen_down):
            self._seen_down = down.copy()
            low = down.tolist()
            if down.any():
                for number, element in enumerate(self.city.elements):
                    low[number] += low[element.parent] if element.parent >= 0 else 0.0
            self._low = np.array(low, np.float32)
        return self._low

    def _faults_of(self, home: int) -> list[str]:
        """Return the standing faults that take something from a home now, or that it hangs behind."""
        own = self._element[self._first[home] : self._first[home + 1]]
        places = np.append(own, self.city.subscribers[home].home)
        unlit = ~self._plant.light.lit[self._feeder[places]] | (not self.has_current(home))
        zone = self._zone_of[home]
        return [fault.id for fault in self._plant.faults() if self._takes(fault, zone, places, unlit)]

    def _takes(self, fault: Fault, zone: int, places: NDArray[np.intp], unlit: Flags) -> bool:
        """Tell whether a fault takes something at the places of a home in a zone of the mains.

        1. What fails at the home itself is the home's, and so are its mains.
        2. Noise is heard by all who share its return path.
        3. What darkens does so once batteries are empty: where there is light it has taken nothing yet, nor where
           something else has put it out meanwhile. A terminal that its household has switched off is dark by itself,
           so what feeds it tells.
        4. Anything else troubles whoever is behind it.

        unlit: bool[places], what feeds them is without light, or they are without mains.
        """
        own_mains = fault.kind == "zone_out" and self.city.elements[fault.element].zone == zone
        if fault.element in places or own_mains:
            return True
        node = self._node[fault.element]
        if node >= 0 and self._plant.ingress_db[fault.element] > NOISY_DB and (self._node[places] == node).any():
            return True
        if fault.kind in DARKENING:
            darkened = self._darkened[fault.id] if fault.id in self._darkened else self._plant.darkened(fault)
            return bool((darkened[places] & unlit).any())
        return bool(self._plant.touched(fault)[places].any())


def _zones(city: City) -> list[int]:
    """Return the zone of the mains of each home: of its own terminals, or of the nearest along the cable."""
    elements = city.elements
    behind: dict[int, int] = {}
    for number in city.terminals:
        above = elements[number].parent
        while above >= 0 and above not in behind:
            behind[above] = elements[number].zone
            above = elements[above].parent
    zones: list[int] = []
    for one in city.subscribers:
        own = [elements[city.number[terminal]].zone for _, terminal in one.services if terminal]
        place = one.home
        while not own and place >= 0:
            own, place = [behind[place]] if place in behind else [], elements[place].parent
        zones.append(own[0] if own else -1)
    return zones


def _nodes(city: City) -> NDArray[np.intp]:
    """Return for every element the optical node it hangs behind, -1 above them all."""
    nodes: list[int] = []
    for number, element in enumerate(city.elements):
        above = nodes[element.parent] if element.parent >= 0 else -1
        nodes.append(number if element.kind == "optical_node" else above)
    return np.array(nodes, np.intp)
