"""A simulated city in this process, on a clock that is moved by hand, and what truly happens in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.day.clock import HandClock
from bench.day.marking import Happening
from simulator.addresses import Network
from simulator.agents import Agents
from simulator.city import City
from simulator.clock import Clock
from simulator.documenting import documented
from simulator.drawing import draw_city
from simulator.habits import Habits
from simulator.manners import HOSTILE
from simulator.plant import CmState, Fault, Plant
from simulator.plantfiles import write_plant
from simulator.records import Records
from simulator.sessions import Delays
from simulator.sizes import SIZES
from simulator.udp import Server, open_socket

COMMUNITY = "public"
LARGEST_MESSAGE = 1472
STAGGERED = Delays(
    notice_ms=(20_000, 60_000), return_ms=(15_000, 90_000), boot_ms=(20_000, 60_000), onu_notice_ms=(0, 300)
)
TABLES = replace(HOSTILE, round_trip_ms=(0.0, 0.0), loss=0.0, late=0.0, duplicate=0.0, requests_per_s=0.0)
"""Cached tables, rows and addresses that change; no wire, whose delays would pass in real time."""
NIGHT_OFF, ALWAYS_OFF, OWN_WAY = 0.08, 0.02, 0.5
IN_SERVICE = (CmState.REGISTERED, CmState.ACCESS_DENIED, CmState.OPERATIONAL)
PRIVATE = frozenset({"modem_off", "connector"})
SILENT = frozenset({"agent_silent"})
DEGRADING = frozenset({"ingress", "level_drift", "span_damage"})

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault that is going to happen."""

    kind: str
    element: str
    at_ms: int
    until_ms: int
    options: tuple[tuple[str, float], ...] = ()


@dataclass(slots=True)
class Standing:
    """A fault while it stands, and what it has cost so far."""

    planned: Planned
    fault: Fault
    touched: Flags
    """bool[elements] it would darken with batteries empty, or that lie behind it."""
    served: Flags
    """bool[terminals] in service when it began."""
    lost: Flags
    """bool[terminals] of those touched and served that have been seen out of service since."""
    tally: list[tuple[int, int]]
    """(UTC ms, how many were lost by then)."""
    cut: Flags
    """bool[elements] that have truly lost their signal or power to it."""


class Rig:
    """A city with its agents answering on loopback; `pass_time` moves it on."""

    def __init__(self, city: City, plant: Plant, agents: Agents, records: Records, clock: HandClock) -> None:
        """Take what `standing_city` put together."""
        self.city, self.plant, self.agents, self.records, self._clock = city, plant, agents, records, clock
        self._terminals = np.array(city.terminals, np.intp)
        self._standing: list[Standing] = []
        self._over: list[Happening] = []
        self._home = np.array([one.home for one in city.subscribers], np.intp)
        owners = [
            (number, city.number[terminal])
            for number, one in enumerate(city.subscribers)
            for terminal in {terminal for _, terminal in one.services if terminal in city.number}
        ]
        self._owner = np.array(owners, np.intp).reshape(-1, 2)

    @property
    def parent(self) -> dict[str, str]:
        """The documented tree, element → parent."""
        elements = self.city.elements
        return {
            elements[number].id: elements[above].id if above >= 0 else ""
            for number, above in enumerate(self.records.parents)
            if self.records.written[number]
        }

    def begin(self, planned: Planned) -> None:
        """Let a fault happen now."""
        served = self.in_service()
        lit = self.plant.light.lit.copy()
        fault = self.plant.break_down(planned.kind, planned.element, dict(planned.options))
        touched = self.plant.touched(fault)
        nobody = np.zeros(len(self._terminals), bool)
        one = Standing(planned, fault, touched, served, nobody, [], lit & ~self.plant.light.lit)
        self._standing.append(one)

    def end_due(self) -> bool:
        """Repair what is to be repaired by now; tell whether anything was."""
        due = [one for one in self._standing if one.planned.until_ms <= self._clock.at_ms]
        for one in due:
            self.plant.repair(one.fault.id)
            self._standing.remove(one)
            self._over.append(self._described(one, self._clock.at_ms))
        return bool(due)

    def pass_time(self, seconds: float) -> None:
        """Move the clock, let the plant follow, and note who has lost service to whom."""
        self._clock.advance(seconds)
        now_ms = self._clock.at_ms
        self.plant.advance(now_ms)
        served = self.in_service()
        light = self.plant.light
        for one in self._standing:
            one.cut |= one.touched & ~light.lit
            one.lost |= one.touched[self._terminals] & one.served & ~served
            count = int(one.lost.sum())
            if not one.tally or one.tally[-1][1] != count:
                one.tally.append((now_ms, count))

    def in_service(self) -> Flags:
        """Tell which terminals their observers list as in service."""
        states = self.plant.states(slice(None), self._clock.at_ms)
        return np.isin(states, IN_SERVICE)

    def offline(self) -> frozenset[str]:
        """Return the terminals their observers do not list as in service."""
        elements = self.city.elements
        return frozenset(elements[number].id for number in self._terminals[~self.in_service()])

    def happenings(self) -> list[Happening]:
        """Return all that happened, those that stand as ending now."""
        standing = [self._described(one, self._clock.at_ms) for one in self._standing]
        return sorted([*self._over, *standing], key=lambda one: one.started_ms)

    def _described(self, one: Standing, ended_ms: int) -> Happening:
        kind, element = one.fault.kind, one.fault.element
        degrading = kind in DEGRADING
        homes = self._homes(one.touched if degrading else one.cut, one.lost)
        lost = self._terminals[one.lost]
        below = np.flatnonzero(one.touched)
        ids = self.city.elements
        return Happening(
            id=one.fault.id,
            kind=kind,
            element=ids[element].id,
            documented=self.records.nearest(element),
            started_ms=one.fault.started_ms,
            ended_ms=ended_ms,
            homes=homes,
            observable=frozenset(ids[number].id for number in lost),
            noticed_ms=next((at for at, count in one.tally if count and 2 * count >= one.tally[-1][1]), None),
            silent=kind in SILENT or (not degrading and kind not in PRIVATE and homes == 0),
            private=kind in PRIVATE,
            touched=frozenset(ids[number].id for number in below) if degrading else frozenset(),
        )

    def _homes(self, cut: Flags, lost: Flags) -> int:
        """Return how many accounts have a terminal, or a home, that something was taken from."""
        gone = cut.copy()
        gone[self._terminals[lost]] = True
        hit = cut[self._home]
        hit[self._owner[gone[self._owner[:, 1]], 0]] = True
        return int(hit.sum())


@contextlib.contextmanager
def standing_city(size: str, seed: int, clock: HandClock, folder: Path, network: str) -> Iterator[tuple[Rig, int]]:
    """Draw a city, write its files into `folder`, and have its agents answer; gives the rig and the UDP port."""
    drawn = SIZES[size]
    city = draw_city(seed, drawn)
    time = Clock(real=clock.now_ms)
    habits = Habits(city, NIGHT_OFF, ALWAYS_OFF)
    plant = Plant(city, STAGGERED, time, habits=habits, own_way=OWN_WAY)
    records = documented(city, seed, drawn.knobs)
    where = Network.parse(network)
    agents = Agents(city, plant, where, COMMUNITY, LARGEST_MESSAGE, TABLES)
    sock = open_socket(0)
    port = int(sock.getsockname()[1])
    write_plant(city, where, port, folder, records)
    server = Server(sock, agents.answer, clock.now_ms)
    server.start()
    try:
        yield Rig(city, plant, agents, records, clock), port
    finally:
        server.stop()
