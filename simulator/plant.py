"""The state of the plant over time: what stands broken, what follows from it, and what observers know of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from simulator.city import City
from simulator.clock import DAY_MS, HOUR_MS, Clock
from simulator.faults import KINDS, Fault, FaultError, check
from simulator.habits import Habits
from simulator.sessions import CmState, Delays, barred
from simulator.state import State
from simulator.wiring import Flags, Light, Numbers

__all__ = ["CmState", "Delays", "Fault", "FaultError", "Plant"]

ZONE = "zone:"
"""A fault's element may be a zone of the mains, written so and its number."""
_OWN_WAY_KINDS = frozenset({"optical_node", "amplifier", "line_power_supply"})


class Plant:
    """What works in a city; changed by one thread at a time, read by any. Times are simulated UTC milliseconds."""

    def __init__(
        self,
        city: City,
        delays: Delays,
        clock: Callable[[], int],
        *,
        habits: Habits | None = None,
        own_way: float = 0.0,
    ) -> None:
        """Start with everything in service and registered, but for who is switched off at this hour.

        `own_way`: share of transponders that are no modems: they are heard without the CMTS.
        """
        self.city = city
        self._clock = clock
        self._lock = threading.RLock()
        self._serial = 0
        self._faults: dict[str, Fault] = {}
        self.started_ms = clock()
        self.state = State(city, delays, habits, self.started_ms)
        self.wiring, self.sessions = self.state.wiring, self.state.sessions
        self.booted_ms, self.returns = self.sessions.booted_ms, self.sessions.returns
        """When each terminal was last powered up, and how often it has had to range again since."""
        self.barred = frozenset(np.flatnonzero(barred(city)).tolist())
        """Terminals of suspended accounts: registered, but denied access."""
        self._own_way = _draw_own_way(city, own_way)

    @property
    def version(self) -> int:
        """A number that grows with every change that levels or states follow from."""
        return self.state.version

    @property
    def light(self) -> Light:
        """What has power and signal, whole arrays; another object after each change."""
        return self.state.light

    @property
    def down_db(self) -> NDArray[np.float32]:
        """What faults add to the forward level at each element's output; physics carries it down the tree."""
        return self.state.damage.down_db

    @property
    def ingress_db(self) -> NDArray[np.float32]:
        """Noise that enters the return path at each element, dB above its clean floor."""
        return self.state.damage.ingress_db

    @property
    def echo_dbc(self) -> NDArray[np.float32]:
        """Micro-reflection of a damaged span or connector at each element, -dBc as a positive number; 0: none."""
        return self.state.damage.echo_dbc

    def faults(self) -> list[Fault]:
        """Return standing faults, oldest first."""
        with self._lock:
            return list(self._faults.values())

    def break_down(self, kind: str, element_id: str, options: Mapping[str, float] | None = None) -> Fault:
        """Make a fault stand. Raises FaultError for an unknown kind, element or option, or one that does not fit."""
        return self.break_all(kind, [element_id], options)[0]

    def break_all(
        self, kind: str, element_ids: Iterable[str], options: Mapping[str, float] | None = None
    ) -> list[Fault]:
        """Make faults of a kind stand, all in one moment, or none. Raises FaultError as `break_down`."""
        elements = [self.element(one) for one in element_ids]
        said = [check(self.city, kind, element, options or {}) for element in elements]
        with self._lock:
            now_ms = self._caught_up()
            faults = [self._stand(kind, element, now_ms, one) for element, one in zip(elements, said, strict=True)]
            for fault in faults:
                if kind == "supply_battery" and fault.options["charge"] < 1.0:
                    place = int(np.searchsorted(self.wiring.batteries, fault.element))
                    self.state.batteries.set_charge(place, fault.options["charge"], now_ms)
            self.state.settle(self._faults.values(), now_ms)
        return faults

    def repair(self, fault_id: str) -> Fault:
        """End a standing fault. Raises FaultError for one that does not stand."""
        return self.repair_all([fault_id])[0]

    def repair_all(self, fault_ids: Iterable[str]) -> list[Fault]:
        """End standing faults, all in one moment, or none. Raises FaultError for one that does not stand."""
        with self._lock:
            now_ms = self._caught_up()
            faults = [self._standing(one) for one in fault_ids]
            for fault in faults:
                self._faults.pop(fault.id, None)
            self.state.settle(self._faults.values(), now_ms)
        return faults

    def repair_partly(self, fault_id: str, behind: Iterable[str]) -> list[Fault]:
        """End a fault but for what lies behind some elements, and return what is left of it, a fault at each.

        Raises FaultError for a fault that does not stand, or an element it does not touch.
        """
        left = sorted({self.element(one) for one in behind})
        with self._lock:
            now_ms = self._caught_up()
            fault = self._standing(fault_id)
            touched = self.touched(fault)
            for element in left:
                if not touched[element] or element == fault.element:
                    msg = f"{fault_id} {fault.kind} reaches no {self.city.elements[element].id} behind it"
                    raise FaultError(msg)
            if not left:
                msg = "repaired but for what? name the elements behind which it stays"
                raise FaultError(msg)
            kinds = [self._left_of(fault, element) for element in left]
            del self._faults[fault_id]
            found = [
                self._stand(kind, element, fault.started_ms, options, fault_id)
                for element, (kind, options) in zip(left, kinds, strict=True)
            ]
            self.state.settle(self._faults.values(), now_ms)
        return found

    def advance(self, now_ms: int) -> None:
        """Let everything happen that was due until `now_ms`: batteries, boots, drifts and customers' switches."""
        with self._lock:
            while self.state.next_ms <= now_ms:
                self.state.settle(self._faults.values(), self.state.next_ms)

    def touched(self, fault: Fault) -> Flags:
        """Tell which elements a fault alone would darken, batteries being empty, or else what is behind it."""
        dark = ~self.state.under(fault, batteries_empty=True).lit
        if not dark.any():
            behind = self.city.behind(fault.element)
            dark[behind.start : behind.stop] = True
        return dark

    def darkened(self, fault: Fault) -> Flags:
        """Tell which elements a fault alone would darken, batteries being as they are now."""
        return self.state.darkened(fault)

    def lit(self, element: int) -> bool:
        """Tell whether an element works and its signal arrives."""
        return bool(self.light.lit[element])

    def powered(self, element: int) -> bool:
        """Tell whether an element has electricity; what needs none always has."""
        return bool(self.light.powered[element])

    def speaks(self, element: int) -> bool:
        """Tell whether an element's agent can be heard: it has power, a voice, and a way for its packets."""
        light = self.light
        if not light.powered[element] or self.state.damage.mute[element]:
            return False
        return bool(light.signal[element] if self._own_way[element] else light.lit[element])

    def answers(self, terminal: int, now_ms: int) -> bool:
        """Tell whether a terminal has an address, power and a voice to answer with."""
        element = self.city.terminals[terminal]
        if not self.light.lit[element] or self.state.damage.mute[element]:
            return False
        return self.sessions.is_registered(terminal, now_ms)

    def noticed(self, terminal: int, now_ms: int) -> CmState:
        """Return what the observer believes of a terminal, REGISTERED or ACCESS_DENIED when it is in service."""
        return self.sessions.state(terminal, now_ms)

    def states(self, terminals: Numbers | slice, now_ms: int) -> NDArray[np.uint8]:
        """Return what the observers believe of some terminals, numbers of CmState."""
        return self.sessions.states(terminals, now_ms)

    def gasped(self, terminal: int) -> bool:
        """Tell whether a dark terminal is without power, which an ONU says with its last breath, or without signal."""
        return not self.light.powered[self.city.terminals[terminal]]

    def registered_at(self, terminal: int) -> int:
        """Return when a terminal last became registered; 0: before we started."""
        return self.sessions.registered_at(terminal)

    def busy_ms(self, terminal: int, now_ms: int) -> int:
        """Return for how long a terminal has carried traffic since we started: counters stand still in the dark."""
        return self.sessions.busy_ms(terminal, now_ms)

    def mains_up(self, zone: int) -> bool:
        """Tell whether a zone of the mains has current."""
        return bool(self.state.damage.mains[zone])

    def on_battery(self, supply: int) -> bool:
        """Tell whether a line power supply or a hub's UPS is without mains, its battery giving what it has."""
        return bool(self.state.batteries.draining[np.searchsorted(self.wiring.batteries, supply)])

    def battery(self, supply: int) -> float:
        """Return the charge of a supply's or UPS's battery, 0 … 1."""
        return float(self.state.batteries.charge(self._clock())[np.searchsorted(self.wiring.batteries, supply)])

    def battery_empty_ms(self, supply: int) -> int:
        """Return when a battery will be empty if nothing changes; NEVER for one that has mains or is empty."""
        return int(self.state.batteries.empty_ms()[np.searchsorted(self.wiring.batteries, supply)])

    def hour(self, now_ms: int) -> float:
        """Return the hour of the day where the city is, 0 … 24."""
        return self._clock.hour(now_ms) if isinstance(self._clock, Clock) else now_ms % DAY_MS / HOUR_MS

    def real_ms(self, at_ms: int) -> int:
        """Return the real moment of a simulated one: uptimes and time ticks follow it, whatever the speed."""
        return self._clock.real_ms(at_ms) if isinstance(self._clock, Clock) else at_ms

    def element(self, element_id: str) -> int:
        """Return an element's number; of a zone, `zone:3`, something plugged into it. Raises FaultError."""
        if element_id.startswith(ZONE):
            digits = element_id.removeprefix(ZONE)
            members = np.flatnonzero(self.wiring.zone == (int(digits) if digits.isdecimal() else self.wiring.zones))
            if members.size:
                return int(members[0])
        elif element_id in self.city.number:
            return self.city.number[element_id]
        msg = f"no element {element_id!r} in this plant"
        raise FaultError(msg)

    def carries_data_only(self, element: int) -> bool:
        """Tell whether television goes past an element: it leaves the headend beside the CMTS."""
        return bool(self.wiring.data_only[element])

    def _stand(self, kind: str, element: int, at_ms: int, options: Mapping[str, float], of: str = "") -> Fault:
        self._serial += 1
        fault = Fault(f"F{self._serial}", kind, element, at_ms, dict(options), of)
        self._faults[fault.id] = fault
        return fault

    def _standing(self, fault_id: str) -> Fault:
        fault = self._faults.get(fault_id)
        if fault is None:
            msg = f"no standing fault {fault_id!r}"
            raise FaultError(msg)
        return fault

    def _left_of(self, fault: Fault, element: int) -> tuple[str, Mapping[str, float]]:
        """Return kind and options of what is left of a fault behind an element: of its kind, or a cut span."""
        if fault.kind not in {"zone_out", "supply_battery"} and KINDS[fault.kind].fits(self.city, element):
            return fault.kind, fault.options
        return "span_cut", {}

    def _caught_up(self) -> int:
        """Return the time, everything that was due before having happened."""
        now_ms = self._clock()
        self.advance(now_ms)
        return now_ms


def _draw_own_way(city: City, share: float) -> Flags:
    """Draw which transponders in the street are no modems."""
    draw = np.random.default_rng([city.seed, 2])
    outside = np.array([one.kind in _OWN_WAY_KINDS for one in city.elements], bool)
    return outside & (draw.random(len(city.elements)) < share)
