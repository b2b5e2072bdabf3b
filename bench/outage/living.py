"""Lives through a scene: the simulator's physics, and what a poller would be told of it sweep by sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.day.clock import HandClock
from bench.outage.model import Sweep
from bench.outage.scenes import Event, Scene
from collectors.model import Contacts, Readings, Slots, States, sole_instances
from collectors.roster import Roster
from collectors.states import TerminalState
from simulator.city import City
from simulator.clock import HOUR_MS
from simulator.habits import Habits
from simulator.plant import CmState, Fault, Plant
from simulator.wiring import Flags

DAY_BEGINS_MS = 1_790_035_200_000 // 86_400_000 * 86_400_000
"""A midnight, UTC, which is the local time of every scene."""
OFF_BEFOREHAND, NIGHT_OFF, UNOBSERVED = 0.05, 0.08, 0.2
OWN_WAY = 0.4
"""Share of transponders that are heard without the CMTS."""
STEP_S, CALM_STEP_S = 15.0, 60.0
"""Between two sweeps while something is going on, and while nothing is."""
BUSY_S = 120.0
"""So long after an event something is going on."""
BEFORE_S, AFTER_S = 60.0, 165.0
"""Verdicts are asked for so long before the first event, and till so long after the last."""
WARM_S, WARM_STEP_S = 7200.0, 300.0
"""The plant is watched for so long beforehand."""
KNOWN_OFF = 0.6
"""Share of those off beforehand that were seen to go, days ago; nobody has seen the others alive."""
CACHED_MS = 4000
"""How old a CMTS's table may be."""
LOST = 0.01
"""Share of questions to transponders that nobody answers."""
SPELLS_A_DAY = 0.1
"""How often a home switches off for a while by day."""
DAY_MS = 86_400_000

_STATE = np.full(max(CmState) + 1, TerminalState.UNKNOWN, dtype=np.uint8)
_STATE[[CmState.OTHER, CmState.RANGING]] = TerminalState.DARK, TerminalState.RANGING
_STATE[[CmState.RANGING_COMPLETE, CmState.IP_COMPLETE]] = TerminalState.UNREGISTERED
_STATE[[CmState.REGISTERED, CmState.OPERATIONAL]] = TerminalState.REGISTERED
_STATE[CmState.ACCESS_DENIED] = TerminalState.BARRED


@dataclass(slots=True)
class Standing:
    """A fault that was made, and how the plant stood just before."""

    fault: Fault
    event: Event
    spoke: Flags
    """bool[elements]: whose transponder could be heard."""


class Life:
    """A scene while it is lived through; `sweeps` first, then what is true can be read."""

    def __init__(self, city: City, scene: Scene, roster: Roster) -> None:
        """Take a plant with its people; the roster holds every terminal and element that somebody wrote down."""
        self.city, self.scene, self._roster = city, scene, roster
        self._draw = np.random.default_rng([scene.seed, 7])
        self.begin_ms = DAY_BEGINS_MS + round(scene.hour * HOUR_MS)
        self._clock = HandClock(self.begin_ms - round(WARM_S * 1000))
        self.habits = Habits(city, NIGHT_OFF, OFF_BEFOREHAND)
        delays = scene.conditions.delays
        self.plant = Plant(city, delays, self._clock.now_ms, habits=self.habits, own_way=OWN_WAY)
        count = len(city.terminals)
        self.terminals = np.array(city.terminals, np.intp)
        self.slot = roster.slots(city.elements[number].id for number in city.terminals)
        self.observed: Flags = ~_unobserved(city, self._draw) & (self.slot >= 0)
        agents = [n for n, one in enumerate(city.elements) if one.agent and one.id in roster]
        self._agents = np.array(agents, np.intp)
        self._agent_slot = roster.slots(city.elements[number].id for number in agents)
        self.lit: Flags = np.zeros(count, bool)
        """bool[terminals]: who was in service when the scene began."""
        self.standing: list[Standing] = []
        self._nominal = self._draw.normal(0.0, 3.0, count)
        self._battery_since: dict[int, int] = {}

    @property
    def end_s(self) -> float:
        """Seconds from the scene's beginning to its end; a battery lasts a minute or two."""
        last = max(event.at_s for event in self.scene.events)
        lasting = 160.0 if any(event.kind == "supply_battery" for event in self.scene.events) else 0.0
        return last + lasting + AFTER_S

    def past(self) -> Iterator[Sweep]:
        """Yield what was seen before the scene: days ago, then every few minutes."""
        yield from self._days_ago()
        for step in range(round(WARM_S / WARM_STEP_S)):
            self._pass(self.begin_ms - round((WARM_S - step * WARM_STEP_S) * 1000))
            yield self._sweep(levels=step % 4 == 0)

    def sweeps(self) -> Iterator[Sweep]:
        """Yield sweep after sweep of the scene itself, things breaking on the way."""
        events = sorted([*self.scene.events, *self._spells()], key=lambda event: event.at_s)
        at_s = -BEFORE_S
        while at_s <= self.end_s:
            while events and events[0].at_s <= at_s:
                event = events.pop(0)
                self._pass(max(self._clock.at_ms, self.begin_ms + round(event.at_s * 1000)))
                self._happen(event)
            self._pass(max(self._clock.at_ms, self.begin_ms + round(at_s * 1000)))
            if at_s < 0.0:
                self.lit = self.plant.light.lit[self.terminals].copy()
            yield self._sweep(levels=at_s >= self.end_s - STEP_S or at_s < 0.0)
            at_s += self._step_s(at_s)

    def _step_s(self, at_s: float) -> float:
        """Return how long until the next sweep: short for a while after every event, and before the end."""
        busy = at_s < 0.0 or at_s > self.end_s - BUSY_S
        if busy or any(event.at_s <= at_s < event.at_s + BUSY_S for event in self.scene.events):
            return STEP_S
        return CALM_STEP_S

    def dark(self) -> Flags:
        """Tell who has no service now, bool[terminals]."""
        return ~self.plant.light.lit[self.terminals]

    def speaking(self) -> Flags:
        """Tell whose transponder can be heard now, bool[elements]."""
        speaks = np.zeros(len(self.city.elements), bool)
        speaks[self._agents] = [self.plant.speaks(number) for number in self._agents.tolist()]
        return speaks

    def complained(self, supply: int) -> bool:
        """Tell whether a supply has said that it lives on its battery."""
        return (self._roster.slot(self.city.elements[supply].id) or -1) in self._battery_since

    def _pass(self, to_ms: int) -> None:
        self._clock.at_ms = to_ms
        self.plant.advance(to_ms)

    def _happen(self, event: Event) -> None:
        if not event.kind:
            number = self.plant.element(event.elements[0])
            ended = next(one for one in self.standing if one.fault.element == number)
            self.plant.repair(ended.fault.id)
            self.standing.remove(ended)
            return
        spoke = self.speaking()
        faults = self.plant.break_all(event.kind, event.elements, dict(event.options))
        if event.kind != "modem_off":
            self.standing += [Standing(fault, event, spoke) for fault in faults]

    def _spells(self) -> list[Event]:
        """Return who switches off for reasons of their own while the scene lasts."""
        seconds = BEFORE_S + self.end_s
        count = int(self._draw.poisson(len(self.terminals) * SPELLS_A_DAY * seconds / 86_400.0))
        who = self._draw.choice(self.terminals, min(count, len(self.terminals)), replace=False).tolist()
        return [
            Event(float(at_s), "modem_off", (self.city.elements[number].id,))
            for number, at_s in zip(who, self._draw.uniform(-BEFORE_S, self.end_s, len(who)), strict=True)
        ]

    def _days_ago(self) -> Iterator[Sweep]:
        """Yield two sweeps that tell when those who are off were last there."""
        off = np.flatnonzero(self.observed & self.dark())
        known = off[self._draw.random(len(off)) < KNOWN_OFF]
        gone_ms = self._clock.at_ms - self._draw.integers(HOUR_MS, 5 * DAY_MS, len(known))
        for state, later_ms in ((TerminalState.REGISTERED, 0), (TerminalState.DARK, round(STEP_S * 1000))):
            rows = States(self.slot[known], np.full(len(known), state, np.uint8), gone_ms + later_ms)
            yield Sweep(self._clock.at_ms - DAY_MS // 48, rows, _nobody())

    def _sweep(self, *, levels: bool) -> Sweep:
        """Return what asking everybody now comes to; it takes three seconds, and tables are a little old."""
        now_ms, draw = self._clock.at_ms, self._draw
        missing = self.scene.conditions.missing
        there = self.observed & (draw.random(len(self.observed)) >= missing)
        if draw.random() < missing:
            there[:] = False
        rows = np.flatnonzero(there)
        shown_ms = now_ms - int(draw.integers(0, CACHED_MS))
        states = _STATE[self.plant.states(rows, shown_ms)]
        time_ms = now_ms + rows.astype(np.int64) * 3000 // max(len(self.observed), 1)
        answered = np.array([self.plant.speaks(number) for number in self._agents.tolist()], bool)
        answered &= draw.random(len(answered)) >= LOST
        contacts = Contacts(self._agent_slot, answered, np.full(len(answered), now_ms, np.int64))
        readings = self._levels(rows, states, time_ms) if levels else None
        return Sweep(now_ms + 3000, States(self.slot[rows], states, time_ms), contacts, self._batteries(), readings)

    def _batteries(self) -> dict[int, int]:
        """Return the supplies that can be heard and say they have no mains, or said so last."""
        for number, slot in zip(self._agents.tolist(), self._agent_slot.tolist(), strict=True):
            if self.city.elements[number].kind == "line_power_supply" and self.plant.speaks(number):
                if self.plant.on_battery(number):
                    self._battery_since.setdefault(slot, self._clock.at_ms)
                else:
                    self._battery_since.pop(slot, None)
        return dict(self._battery_since)

    def _levels(self, rows: NDArray[np.intp], states: NDArray[np.uint8], time_ms: NDArray[np.int64]) -> Readings:
        """Return the received level of those in service: what is usual, less what is lost on the way to them."""
        lost = np.zeros(len(self.city.elements))
        for number in np.flatnonzero(self.plant.down_db).tolist():
            behind = self.city.behind(number)
            lost[behind.start : behind.stop] += float(self.plant.down_db[number])
        up = rows[states == TerminalState.REGISTERED]
        level = self._nominal[up] + lost[self.terminals[up]] + self._draw.normal(0.0, 0.3, len(up))
        return Readings(
            "levels", self.slot[up], sole_instances(len(up)), time_ms[states == TerminalState.REGISTERED],
            {"ds_power_dbmv": level},
        )  # fmt: skip


def _unobserved(city: City, draw: np.random.Generator) -> Flags:
    """Tell whom nobody can see: half of them one by one, half of them a tap at a time."""
    parents = np.array([city.elements[number].parent for number in city.terminals], np.intp)
    share = UNOBSERVED / 2.0
    alone = draw.random(len(parents)) < share
    taps, tap = np.unique(parents, return_inverse=True)
    return np.asarray(alone | (draw.random(len(taps)) < share)[tap])


def _nobody() -> Contacts:
    return Contacts(np.empty(0, np.int32), np.empty(0, bool), np.empty(0, np.int64))


def slots_of(life: Life, who: Flags) -> Slots:
    """Return int32[n]: slots of some of the terminals, bool[terminals]."""
    return np.sort(life.slot[np.flatnonzero(who)]).astype(np.int32)
