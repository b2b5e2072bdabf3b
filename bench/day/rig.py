"""A simulated city in this process, on a clock that is moved by hand, and what truly happens in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.day.clock import HandClock
from bench.day.effects import Effects, Felt
from bench.day.marking import Happening
from simulator.callers import Callers
from simulator.city import City
from simulator.clock import NEVER
from simulator.habits import Habits
from simulator.households import Households
from simulator.plant import CmState, Fault, FaultError, Plant
from simulator.records import Records

IN_SERVICE = (CmState.REGISTERED, CmState.ACCESS_DENIED, CmState.OPERATIONAL)
PRIVATE = frozenset({"modem_off", "connector"})
SILENT = frozenset({"agent_silent"})
BUFFERED = frozenset({"zone_out", "supply_battery"})
"""Kinds whose effect waits for batteries to empty."""
DEGRADING = frozenset({"ingress", "level_drift", "span_damage"})

Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Standing:
    """A fault while it stands, or what a repair in parts has left of it, and what it has cost so far."""

    fault: Fault
    left: set[str]
    """Ids of what of it still stands."""
    touched: Flags
    """bool[elements] it would darken with batteries empty, or that lie behind it."""
    excuses: Flags
    """bool[elements] whose darkness it may be to blame for: what it touches, but for what a battery still feeds."""
    eligible: Flags
    """bool[terminals] it can take service from: touched, and in service when it began or cut off by another fault."""
    lost: Flags
    """bool[terminals] of those that have been listed out of service since with no other fault to blame."""
    tally: list[tuple[int, int]]
    """(UTC ms, how many were lost by then)."""
    noisy: Flags
    """bool[terminals] that share the noise it lets in; nobody unless it only degrades."""
    cut: Flags
    """bool[elements] that have truly lost their signal or power to it."""
    left_dark: Flags
    """bool[homes] whose own tap or building has, and that had mains to lose something by it."""
    effect_db: float = 0.0
    """How much it changes the signal of the worst of those it reaches; 0 unless it only degrades."""
    mended_ms: list[int] = field(default_factory=list)
    """When it was repaired in part."""
    poor: set[int] = field(default_factory=set)
    """Homes, by place in `City.subscribers`, of which it made a service poor; none unless it only degrades."""


class Rig:
    """A city with its agents answering on loopback; `pass_time` moves it on."""

    def __init__(
        self,
        city: City,
        plant: Plant,
        habits: Habits,
        records: Records,
        clock: HandClock,
        households: Households,
        callers: Callers,
    ) -> None:
        """Take what `standing_city` put together."""
        self._households, self._callers = households, callers
        self.heard = 0
        """How many have called."""
        self.city, self.plant, self.records, self._habits, self._clock = city, plant, records, habits, clock
        self._terminals = np.array(city.terminals, np.intp)
        self._effects = Effects(city, plant, households)
        self._standing: list[Standing] = []
        self._first_id: dict[str, str] = {}
        """Id of what a repair in part has left → id of what happened."""
        self._moment: tuple[int, Felt | None] = (0, None)
        """When a fault last came or went, and how everybody fared before any did in that moment."""
        self._over: list[Happening] = []
        self._services = {one.account: one.services for one in city.subscribers}
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

    def break_down(self, kind: str, element: str, options: Mapping[str, float]) -> str:
        """Let a fault happen now; return its id. Raises FaultError where it cannot."""
        self._note_moment()
        served, others = self.in_service(), self._covered()
        before = self._felt_if(kind)
        fault = self.plant.break_down(kind, element, options)
        touched = self.plant.touched(fault) & (kind not in SILENT)
        eligible = touched[self._terminals] & (served | others[self._terminals])
        nobody = np.zeros(len(self._terminals), bool)
        nothing = np.zeros(len(self.city.elements), bool)
        one = Standing(
            fault, {fault.id}, touched, touched, eligible, nobody, [], nobody.copy(), nothing, nothing[self._home]
        )
        self._standing.append(one)
        self._feel(one, before)
        return fault.id

    def repair(self, fault_id: str) -> None:
        """Repair a fault now. Raises FaultError for one that does not stand."""
        one = self._of(fault_id)
        self._note_moment()
        before = self._felt_if(one.fault.kind)
        self.plant.repair(fault_id)
        self._feel(one, before)
        self._let_go(one, fault_id, set())

    def repair_partly(self, fault_id: str, behind: Sequence[str]) -> list[str]:
        """Repair a fault but for what lies behind some elements; return the ids of what is left. Raises FaultError."""
        one = self._of(fault_id)
        self._note_moment()
        before = self._felt_if(one.fault.kind)
        left = [fault.id for fault in self.plant.repair_partly(fault_id, behind)]
        self._feel(one, before)
        self._let_go(one, fault_id, set(left))
        return left

    def pass_time(self, seconds: float) -> None:
        """Move the clock, let the plant follow, and note who has lost service to whom."""
        self._clock.advance(seconds)
        now_ms = self._clock.at_ms
        self.plant.advance(now_ms)
        self._callers.pass_time(now_ms)
        out = ~self.in_service() & ~self._habits.off(now_ms)
        for one in self._standing:
            if one.fault.kind in BUFFERED:
                one.excuses = one.touched & self.plant.darkened(one.fault)
        unlit, lively = self._unlit(now_ms), self._households.with_current()
        for one in self._standing:
            alone = ~self._covered(but=one)
            cut = one.touched & alone & unlit
            one.cut |= cut
            one.left_dark |= cut[self._home] & (lively | (one.fault.kind in BUFFERED))
            one.lost |= one.eligible & out & alone[self._terminals]
            count = int(one.lost.sum())
            if not one.tally or one.tally[-1][1] != count:
                one.tally.append((now_ms, count))

    def calls(self) -> list[dict[str, Any]]:
        """Return who has called since this was asked last, oldest first."""
        fresh = self._callers.calls(self.heard)
        self.heard += len(fresh)
        off = self._switched_off() if fresh else frozenset[str]()
        return [call | {"home": self._as_told(call["home"], call["account"], off)} for call in fresh]

    def _unlit(self, now_ms: int) -> Flags:
        """Tell which elements are without signal or power, but for terminals that were switched off."""
        unlit = ~self.plant.light.lit
        unlit[self._terminals[self._habits.off(now_ms)]] = False
        return unlit

    def _covered(self, but: Standing | None = None) -> Flags:
        """Tell which elements standing faults cut off, `but` one of them; a bad signal excuses no silence."""
        covered = np.zeros(len(self.city.elements), bool)
        for one in self._standing:
            if one is not but and one.fault.kind not in DEGRADING:
                covered |= one.excuses
        return covered

    def in_service(self) -> Flags:
        """Tell which terminals their observers list as in service."""
        states = self.plant.states(slice(None), self._clock.at_ms)
        return np.isin(states, IN_SERVICE)

    def offline(self) -> frozenset[str]:
        """Return the terminals their observers do not list as in service."""
        elements = self.city.elements
        return frozenset(elements[number].id for number in self._terminals[~self.in_service()])

    def homes(self) -> list[dict[str, Any]]:
        """Return what is true of each home now, by its place in `City.subscribers`.

        As a call has it, with `off`: services whose terminal its household has switched off; what a repair in part
        has left has the id of what it is left of.
        """
        self._households.ailing(self._clock.at_ms)
        off = self._switched_off()
        return [
            self._as_told(self._households.facts(number), one.account, off)
            for number, one in enumerate(self.city.subscribers)
        ]

    def _as_told(self, home: Mapping[str, Any], account: str, off: AbstractSet[str]) -> dict[str, Any]:
        faults = [self._first_id.get(fault, fault) for fault in home.get("faults", ())]
        return {**home, "faults": list(dict.fromkeys(faults)), "off": self._off_at(account, off)}

    def _switched_off(self) -> frozenset[str]:
        """Return the terminals that their households have switched off now."""
        by_habit = self._terminals[self._habits.off(self._clock.at_ms)].tolist()
        unplugged = [one.fault.element for one in self._standing if one.fault.kind == "modem_off"]
        return frozenset(self.city.elements[number].id for number in (*by_habit, *unplugged))

    def _off_at(self, account: str, off: AbstractSet[str]) -> list[str]:
        """Return the services of an account whose terminal is among those; none of a stranger's."""
        return sorted(service for service, terminal in self._services.get(account, ()) if terminal in off)

    def standing(self) -> list[Happening]:
        """Return what stands, with no end in sight."""
        return [self._described(one, NEVER) for one in self._standing]

    def happenings(self) -> list[Happening]:
        """Return all that happened; what still stands is repaired and ends now."""
        for fault_id in [fault_id for one in self._standing for fault_id in one.left]:
            self.repair(fault_id)
        return sorted(self._over, key=lambda one: one.started_ms)

    def _felt_if(self, kind: str) -> Felt | None:
        return self._effects.at(self._clock.at_ms) if kind in DEGRADING else None

    def _note_moment(self) -> None:
        """Note how everybody fares before a fault comes or goes, once a moment, where one that only degrades stands."""
        now_ms = self._clock.at_ms
        if self._moment[0] != now_ms:
            degrades = any(one.fault.kind in DEGRADING for one in self._standing)
            self._moment = (now_ms, self._effects.at(now_ms) if degrades else None)

    def _feel(self, one: Standing, before: Felt | None) -> None:
        """Note what changed in the moment a fault came or went; before: how everybody fared right before."""
        if before is None:
            return
        after, first = self._effects.at(self._clock.at_ms), self._moment[1]
        one.effect_db = max(one.effect_db, after.worst_db(before, first, self.in_service()))
        one.poor |= after.touched(before, first)
        one.noisy |= after.noisy(before)

    def _of(self, fault_id: str) -> Standing:
        """Return what stands of a fault. Raises FaultError where nothing does."""
        found = next((one for one in self._standing if fault_id in one.left), None)
        if found is None:
            raise FaultError(f"no fault {fault_id} stands")
        return found

    def _let_go(self, one: Standing, fault_id: str, left: set[str]) -> None:
        one.left = (one.left - {fault_id}) | left
        self._first_id |= dict.fromkeys(left, one.fault.id)
        if left:
            one.mended_ms.append(self._clock.at_ms)
        if not one.left:
            self._standing.remove(one)
            self._over.append(self._described(one, self._clock.at_ms))

    def _described(self, one: Standing, ended_ms: int) -> Happening:
        kind, element = one.fault.kind, one.fault.element
        degrading = kind in DEGRADING
        homes = len(one.poor) if degrading else self._homes(one)
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
            mended_ms=tuple(one.mended_ms),
            touched=frozenset(ids[number].id for number in below) if degrading else frozenset(),
            noisy=frozenset(ids[number].id for number in self._terminals[one.noisy]),
            effect_db=one.effect_db if degrading else None,
        )

    def _homes(self, one: Standing) -> int:
        """Return how many accounts have a terminal, or a home, that a fault took something from."""
        gone = one.cut.copy()
        gone[self._terminals[one.lost]] = True
        hit = one.left_dark.copy()
        hit[self._owner[gone[self._owner[:, 1]], 0]] = True
        return int(hit.sum())
