"""What works and what does not: standing faults, who is reachable, and what the CMTS has noticed so far."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulator.city import City

NEVER = 1 << 62
FAULT_KINDS = ("element_dead", "span_cut", "modem_off")


class FaultError(ValueError):
    """A fault that cannot be made; the message says why."""


class CmState(IntEnum):
    """What a CMTS says of a modem. Source: DOCS-IF-MIB docsIfCmtsCmStatusValue."""

    OTHER = 1
    RANGING = 2
    RANGING_COMPLETE = 4
    """The path is up and the server that gives out addresses is silent."""
    IP_COMPLETE = 5
    REGISTERED = 6
    """Some makers stop here, others go on to `operational`."""
    ACCESS_DENIED = 7
    OPERATIONAL = 8


@dataclass(frozen=True, slots=True)
class Fault:
    """Something broken by command."""

    id: str
    kind: str
    element: int
    started_ms: int


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds, shortest and longest, a modem's share drawn from its number."""

    notice_ms: tuple[int, int] = (0, 3000)
    """From a modem's silence to the CMTS saying so."""
    return_ms: tuple[int, int] = (1000, 4000)
    """From the signal's return to registration: a quarter silent, a half ranging, a quarter at DHCP."""


class Plant:
    """The state of a city's plant, changed by one thread at a time and read by any.

    Whatever a fault's element feeds, itself included, is cut off; several faults may cover the same
    terminal, which returns when the last is repaired. Times are UTC milliseconds.
    """

    def __init__(self, city: City, delays: Delays, clock: Callable[[], int]) -> None:
        """Start with everything in service and registered."""
        self.city = city
        self.delays = delays
        self._clock = clock
        self._lock = threading.Lock()
        self._serial = 0
        self._faults: dict[str, Fault] = {}
        self.started_ms = clock()
        modems = len(city.terminals)
        self._cuts = [0] * len(city.elements)
        self._noticed_ms = [NEVER] * modems
        self._ranging_ms = [0] * modems
        self._ip_ms = [0] * modems
        self._registered_ms = [0] * modems
        self._lit_since_ms = [self.started_ms] * modems
        self._lit_before_ms = [0] * modems
        self.booted_ms = [self.started_ms - _share(modem, 4) * 86_400_000 // 40 for modem in range(modems)]
        """When each modem was last powered up."""
        self.returns = [0] * modems
        """How often each has had to range again since it was powered up."""
        self.version = 0
        """Grows with every change that levels or states follow from."""
        self.down_db = np.zeros(len(city.elements), np.float32)
        """What a fault adds to the forward level at each element's output; physics carries it down the tree."""
        self.ingress_db = np.zeros(len(city.elements), np.float32)
        """Noise that enters the return path at each element, dB above its clean floor."""
        self.echo_dbc = np.zeros(len(city.elements), np.float32)
        """Micro-reflection of a damaged span or connector at each element, -dBc as a positive number; 0: none."""
        self.barred = self._barred()
        """Modems of suspended accounts: registered, but denied access."""

    def faults(self) -> list[Fault]:
        """Return standing faults, oldest first."""
        with self._lock:
            return list(self._faults.values())

    def break_down(self, kind: str, element_id: str) -> Fault:
        """Make a fault stand. Raises FaultError for an unknown kind or element, or one that does not fit."""
        element = self.city.number.get(element_id)
        if kind not in FAULT_KINDS:
            msg = f"fault kind {kind!r}: one of {', '.join(FAULT_KINDS)}"
            raise FaultError(msg)
        if element is None:
            msg = f"no element {element_id!r} in this plant"
            raise FaultError(msg)
        if not self.fits(kind, element):
            msg = f"{kind} does not fit {element_id}, a {self.city.elements[element].kind}"
            raise FaultError(msg)
        with self._lock:
            self._serial += 1
            fault = Fault(f"F{self._serial}", kind, element, self._clock())
            self._faults[fault.id] = fault
            self._cover(fault, 1, fault.started_ms)
            self.version += 1
        return fault

    def repair(self, fault_id: str) -> Fault:
        """End a standing fault. Raises FaultError for one that does not stand."""
        with self._lock:
            fault = self._faults.pop(fault_id, None)
            if fault is None:
                msg = f"no standing fault {fault_id!r}"
                raise FaultError(msg)
            self._cover(fault, -1, self._clock())
            self.version += 1
        return fault

    def lit(self, element: int) -> bool:
        """Tell whether an element works and has its signal."""
        return self._cuts[element] == 0

    def powered(self, element: int) -> bool:
        """Tell whether an element has electricity; what needs none always has."""
        return self._cuts[element] == 0 or self.city.elements[element].kind != "cable_modem"

    def speaks(self, element: int) -> bool:
        """Tell whether an element's agent can be heard: it has power and a way for its packets."""
        return self._cuts[element] == 0

    def states(self, terminals: NDArray[np.intp] | slice, now_ms: int) -> NDArray[np.uint8]:
        """Return what the observers believe of some terminals, numbers of CmState."""
        chosen = np.arange(len(self.city.terminals))[terminals]
        return np.array([self.noticed(int(one), now_ms) for one in chosen], np.uint8)

    def gasped(self, terminal: int) -> bool:
        """Tell whether a dark terminal last lost its power, which an ONU says with its last breath, not its signal."""
        return not self.lit(self.city.terminals[terminal]) and not self.powered(self.city.terminals[terminal])

    def mains_up(self, zone: int) -> bool:
        """Tell whether a zone of the mains has current."""
        return zone < self.city.zones

    def on_battery(self, supply: int) -> bool:
        """Tell whether a line power supply or a hub's UPS lives on its battery."""
        return not self.mains_up(self.city.elements[supply].zone)

    def battery(self, supply: int) -> float:
        """Return the charge of a supply's or UPS's battery, 0 … 1."""
        return 1.0 if self._cuts[supply] == 0 else 0.0

    def hour(self, now_ms: int) -> float:
        """Return the hour of the day where the city is, 0 … 24."""
        return now_ms / 3_600_000 % 24

    def real_ms(self, at_ms: int) -> int:
        """Return the real moment of a simulated one: uptimes and time ticks follow it, whatever the speed."""
        return at_ms

    def answers(self, modem: int, now_ms: int) -> bool:
        """Tell whether a modem has an address and power to answer with."""
        return self._cuts[self.city.terminals[modem]] == 0 and self._registered_ms[modem] <= now_ms

    def noticed(self, modem: int, now_ms: int) -> CmState:
        """Return what the CMTS believes of a modem, REGISTERED or ACCESS_DENIED when it is in service."""
        if now_ms >= self._noticed_ms[modem] or now_ms < self._ranging_ms[modem]:
            return CmState.OTHER
        if now_ms < self._ip_ms[modem]:
            return CmState.RANGING
        if now_ms < self._registered_ms[modem]:
            return CmState.IP_COMPLETE
        return CmState.ACCESS_DENIED if modem in self.barred else CmState.REGISTERED

    def registered_at(self, modem: int) -> int:
        """Return when a modem last became registered; 0: before we started."""
        return self._registered_ms[modem]

    def busy_ms(self, modem: int, now_ms: int) -> int:
        """Return for how long a modem has carried traffic since we started: counters stand still in the dark."""
        since = self._lit_since_ms[modem]
        return self._lit_before_ms[modem] + (now_ms - since if since else 0)

    def fits(self, kind: str, element: int) -> bool:
        """Tell whether such a fault can happen there: every element but the first hangs on a span."""
        if kind not in FAULT_KINDS:
            return False
        if kind == "span_cut":
            return element > 0
        return (kind == "modem_off") == (self.city.elements[element].kind == "cable_modem")

    def _cover(self, fault: Fault, change: int, now_ms: int) -> None:
        for element in self.city.behind(fault.element):
            if not (self.city.elements[element].one_way and self.carries_data_only(fault.element)):
                self._cuts[element] += change
        for modem in self.city.terminals_behind(fault.element):
            cuts = self._cuts[self.city.terminals[modem]]
            if change > 0 and cuts == 1:
                self._darken(modem, now_ms)
            elif change < 0 and cuts == 0:
                self._light(modem, now_ms, rebooted=fault.kind == "modem_off")

    def carries_data_only(self, element: int) -> bool:
        """Tell whether television goes past an element: it leaves the headend beside the CMTS."""
        return element in self.city.cmtses

    def _darken(self, modem: int, now_ms: int) -> None:
        """Let the CMTS find out in its time; one that was not through registering it drops at once."""
        if now_ms < self._registered_ms[modem]:
            self._noticed_ms[modem] = now_ms
        else:
            self._noticed_ms[modem] = now_ms + _between(modem, 1, self.delays.notice_ms)
        self._lit_before_ms[modem] += now_ms - self._lit_since_ms[modem]
        self._lit_since_ms[modem] = 0

    def _light(self, modem: int, now_ms: int, *, rebooted: bool) -> None:
        """Let the modem range and register again, unless it stayed powered and the CMTS never noticed."""
        if rebooted:
            self.booted_ms[modem] = now_ms
            self.returns[modem] = -1
        if rebooted or now_ms >= self._noticed_ms[modem]:
            self.returns[modem] += 1
            takes = _between(modem, 2, self.delays.return_ms)
            self._ranging_ms[modem] = now_ms + takes // 4
            self._ip_ms[modem] = now_ms + takes * 3 // 4
            self._registered_ms[modem] = now_ms + takes
        self._noticed_ms[modem] = NEVER
        self._lit_since_ms[modem] = now_ms

    def _barred(self) -> frozenset[int]:
        modem_of = {self.city.elements[element].id: modem for modem, element in enumerate(self.city.terminals)}
        return frozenset(
            modem_of[terminal]
            for one in self.city.subscribers
            if one.person.status == "suspended"
            for _, terminal in one.services
            if terminal in modem_of
        )


def _share(modem: int, purpose: int) -> int:
    """Return a fixed number 0 … 999 for a modem, another for every purpose."""
    return ((modem + 1) * 2_654_435_761 + purpose * 40_503) % 4_294_967_296 * 1000 >> 32


def _between(modem: int, purpose: int, bounds: tuple[int, int]) -> int:
    return bounds[0] + (bounds[1] - bounds[0]) * _share(modem, purpose) // 1000
