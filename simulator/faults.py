"""Kinds of fault: where each can happen, and what it does there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.city import TERMINAL_KINDS, City
from simulator.clock import HOUR_MS, NEVER
from simulator.sessions import LET_GO_MS
from simulator.wiring import BATTERIES, DATA_ONLY, Flags, Wiring

DRIFT_STEP_DB = 0.25
"""A level that drifts is followed in steps of this."""
LEASE_MS = 4 * HOUR_MS
"""How long a modem keeps the address it has when nobody renews it."""
_COAX = frozenset({"node_port", "amplifier", "tap", "building"})
_GEAR = frozenset({"optical_node", "amplifier", "eoc_head"})
_DEGREES = {"ingress": 18.0, "level_drift": -6.0, "connector": -9.0, "span_damage": -3.0}
"""Decibels of a fault nobody has said any for."""


class FaultError(ValueError):
    """A fault that cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault."""

    says: str
    """What happens, in a line of the help."""
    fits: Callable[[City, int], bool]
    """Whether it can happen at an element."""
    options: Mapping[str, float] = field(default_factory=dict)
    """What may be said of it, and what holds where nothing is."""
    dark: bool = True
    """It takes service away, rather than quality or sight."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something broken by command."""

    id: str
    kind: str
    element: int
    started_ms: int
    options: Mapping[str, float] = field(default_factory=dict)
    of: str = ""
    """The fault it is what is left of."""


@dataclass(slots=True)
class Damage:
    """What standing faults do, before anything follows from it; by element unless said otherwise."""

    broken: Flags
    broken_data: Flags
    dark: Flags
    """Without power, whatever the supply gives."""
    mute: Flags
    """Without a voice on the management network."""
    mains: Flags
    """Which zones have current."""
    unplugged: Flags
    """Batteries whose supply has lost its mains, bool[batteries]."""
    lease_ms: NDArray[np.float64]
    """Within how long a terminal loses its address; infinite where the server answers. By terminal."""
    down_db: NDArray[np.float32]
    ingress_db: NDArray[np.float32]
    echo_dbc: NDArray[np.float32]
    changes_ms: int = NEVER
    """When this will be different by itself."""


def _kind_is(*kinds: str) -> Callable[[City, int], bool]:
    return lambda city, element: city.elements[element].kind in kinds


def _can_die(city: City, element: int) -> bool:
    return city.elements[element].kind not in TERMINAL_KINDS


def _is_home(city: City, element: int) -> bool:
    """Tell whether an element is a customer's, not the ONU inside an EoC head."""
    one = city.elements[element]
    return one.kind in TERMINAL_KINDS and not (one.kind == "onu" and city.elements[one.parent].kind == "eoc_head")


KINDS: dict[str, Kind] = {
    "element_dead": Kind("an element dies, and all behind it is dark", _can_die),
    "span_cut": Kind("the span that feeds an element is cut", lambda _city, element: element > 0),
    "span_damage": Kind("the span that feeds an element is crushed: it reflects, leaks and loses level",
        lambda city, element: element > 0 and city.elements[element].kind in {"amplifier", "tap", "building"},
        {"db": _DEGREES["span_damage"]}, dark=False),
    "modem_off": Kind("a terminal is switched off at home", _is_home),
    "port_fuse": Kind("the fuse of a node's port blows", _kind_is("node_port")),
    "no_power": Kind("a node, amplifier or EoC head loses its current", lambda city, n: city.elements[n].kind in _GEAR),
    "supply_battery": Kind("a supply loses its mains and lives on its battery while it lasts", _kind_is(*BATTERIES),
        {"charge": 1.0}),
    "zone_out": Kind("a zone of the mains goes out: zone:N, or any element in it",
        lambda city, element: city.elements[element].zone >= 0),
    "provisioning_down": Kind("DHCP goes down for a CMTS, or for all at the headend", _kind_is("cmts", "headend"),
        {"at_once": 0.0}),
    "ingress": Kind("noise enters the return path at an element", lambda city, n: city.elements[n].kind in _COAX,
        {"db": _DEGREES["ingress"]}, dark=False),
    "level_drift": Kind("an element's output drifts slowly", _kind_is("optical_node", "node_port", "amplifier"),
        {"db": _DEGREES["level_drift"], "hours": 3.0}, dark=False),
    "connector": Kind("the connector at one home corrodes", _kind_is("cable_modem", "eoc_unit"),
        {"db": _DEGREES["connector"]}, dark=False),
    "cmts_card": Kind("a port of a CMTS's line card fails", _kind_is("cmts_port")),
    "agent_silent": Kind("an agent falls silent though service is fine",
        lambda city, element: bool(city.elements[element].agent), dark=False),
}  # fmt: skip


def check(city: City, kind: str, element: int, options: Mapping[str, float]) -> dict[str, float]:
    """Return a fault's options, with what holds where nothing is said. Raises FaultError for one that cannot be."""
    known = KINDS.get(kind)
    if known is None:
        msg = f"fault kind {kind!r}: one of {', '.join(KINDS)}"
        raise FaultError(msg)
    if not known.fits(city, element):
        msg = f"{kind} does not fit {city.elements[element].id}, a {city.elements[element].kind}"
        raise FaultError(msg)
    strangers = sorted(set(options) - set(known.options))
    if strangers:
        msg = f"{kind} knows no {strangers[0]!r}: {', '.join(known.options) or 'it takes nothing'}"
        raise FaultError(msg)
    said = {**known.options, **options}
    if said.get("hours", 1.0) <= 0 or not 0 <= said.get("charge", 0.0) <= 1:
        msg = f"{kind}: hours is above 0, charge 0 to 1"
        raise FaultError(msg)
    return said


def damage(wiring: Wiring, faults: Iterable[Fault], now_ms: int) -> Damage:
    """Return what faults do to a city at a moment."""

    def flags() -> Flags:
        return np.zeros(wiring.count, bool)

    def levels() -> NDArray[np.float32]:
        return np.zeros(wiring.count, np.float32)

    found = Damage(
        flags(), flags(), flags(), flags(), np.ones(wiring.zones, bool), np.zeros(len(wiring.batteries), bool),
        np.full(len(wiring.terminals), np.inf), levels(), levels(), levels(),
    )  # fmt: skip
    for fault in faults:
        _add(found, wiring, fault, now_ms)
    return found


def carries_data_only(city: City, element: int) -> bool:
    """Tell whether television goes past an element."""
    return city.elements[element].kind in DATA_ONLY


def _add(found: Damage, wiring: Wiring, fault: Fault, now_ms: int) -> None:
    element, city = fault.element, wiring.city
    match fault.kind:
        case "element_dead" | "span_cut" | "port_fuse" | "cmts_card":
            (found.broken_data if carries_data_only(city, element) else found.broken)[element] = True
            if city.elements[element].kind in BATTERIES:
                found.dark[element] = True
        case "modem_off" | "no_power":
            found.dark[element] = True
        case "supply_battery":
            found.unplugged[np.searchsorted(wiring.batteries, element)] = True
        case "zone_out":
            found.mains[city.elements[element].zone] = False
        case "provisioning_down":
            _lose_leases(found, wiring, element, LET_GO_MS if fault.options["at_once"] else LEASE_MS)
        case "agent_silent":
            found.mute[element] = True
        case _:
            _degrade(found, fault, now_ms)


def _lose_leases(found: Damage, wiring: Wiring, element: int, lease_ms: int) -> None:
    """Only modems ask for addresses through the CMTS; EoC and fibre have a server of their own."""
    behind = wiring.city.terminals_behind(element)
    own = found.lease_ms[behind.start : behind.stop]
    modems = wiring.modem[behind.start : behind.stop]
    own[modems] = np.minimum(own[modems], lease_ms)


def _degrade(found: Damage, fault: Fault, now_ms: int) -> None:
    """Add noise, lost level and reflections; how bad a thing is differs from place to place."""
    element, lot = fault.element, fault.element * 2_654_435_761 % 4_294_967_296 / 4_294_967_296
    db = np.float32(fault.options["db"])
    match fault.kind:
        case "ingress":
            found.ingress_db[element] += db
        case "level_drift":
            drifted, changes_ms = _drift(fault, now_ms)
            found.down_db[element] += np.float32(drifted)
            found.changes_ms = min(found.changes_ms, changes_ms)
        case "connector":
            found.down_db[element] += db
            found.ingress_db[element] += np.float32(6.0 + 6.0 * lot)
            found.echo_dbc[element] = _stronger(found.echo_dbc[element], 15.0 + 6.0 * lot)
        case "span_damage":
            found.down_db[element] += db
            found.ingress_db[element] += np.float32(3.0 + 4.0 * lot)
            found.echo_dbc[element] = _stronger(found.echo_dbc[element], 16.0 + 6.0 * lot)


def _drift(fault: Fault, now_ms: int) -> tuple[float, int]:
    """Return how far a level has drifted, and when it makes its next step; NEVER after the last."""
    db = fault.options["db"]
    steps = max(round(abs(db) / DRIFT_STEP_DB), 1)
    step_ms = fault.options["hours"] * HOUR_MS / steps
    done = min(int((now_ms - fault.started_ms) / step_ms), steps)
    following = fault.started_ms + int((done + 1) * step_ms) + 1
    return db * done / steps, following if done < steps else NEVER


def _stronger(there: np.float32, added: float) -> np.float32:
    """Return the stronger of two reflections; 0 is none, and a smaller number is a stronger one."""
    return np.float32(added if there == 0 else min(float(there), added))
