"""The nouns of the map: element, what a plant file holds, evidence, fault, area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray


class Kind(StrEnum):
    """Kinds of plant element, as the plant file spells them."""

    HEADEND = "headend"
    HUB = "hub"
    TRANSMITTER = "transmitter"
    EDFA = "edfa"
    CMTS = "cmts"
    CMTS_PORT = "cmts_port"
    SERVICE_GROUP = "service_group"
    OLT = "olt"
    PON_PORT = "pon_port"
    SPLITTER = "splitter"
    OPTICAL_NODE = "optical_node"
    NODE_PORT = "node_port"
    AMPLIFIER = "amplifier"
    LINE_POWER_SUPPLY = "line_power_supply"
    UPS = "ups"
    SWITCH = "switch"
    ROUTER = "router"
    EOC_HEAD = "eoc_head"
    TAP = "tap"
    BUILDING = "building"
    CABLE_MODEM = "cable_modem"
    SET_TOP_BOX = "set_top_box"
    ONU = "onu"
    EOC_UNIT = "eoc_unit"
    OTHER = "other"


TERMINALS = frozenset({Kind.CABLE_MODEM, Kind.SET_TOP_BOX, Kind.ONU, Kind.EOC_UNIT})
"""Kinds at the end of a drop: their id is their MAC, serial or card number."""


class Path(StrEnum):
    """One of the trees over the same elements; services fail separately because paths do."""

    BROADCAST = "broadcast"
    DATA = "data"
    RETURN = "return"
    POWER = "power"
    PROTECTION = "protection"
    """No tree: the other route of an element that its own parent feeds over one of two, both of which must be cut."""


class Service(StrEnum):
    """What an account buys."""

    TV = "tv"
    BROADBAND = "broadband"
    VOD = "vod"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of plant or a terminal, as one row of `elements.csv`."""

    id: str
    kind: Kind
    name: str = ""
    parent: str = ""
    """Id of the signal parent on every path that `links.csv` does not say otherwise of; empty for a root."""
    lon: float | None = None
    """Degrees east, WGS-84."""
    lat: float | None = None
    """Degrees north, WGS-84."""
    address: str = ""
    geometry: shapely.Geometry | None = None
    """The span to the parent, or the footprint of a building; WGS-84."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Columns of the file that mean nothing to us, kept for export."""


@dataclass(frozen=True, slots=True)
class Link:
    """A parent that differs on one path, as one row of `links.csv`."""

    element: str
    parent: str
    path: Path


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """How to reach an element, as one row of `devices.csv`."""

    element: str
    address: str
    port: int = 161
    profile: str = ""
    snmp_version: str = "2c"
    credential: str = "default"
    interval_s: float | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A subscriber, as one row of `accounts.csv`."""

    account: str
    name: str = ""
    phones: tuple[str, ...] = ()
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    cls: str = ""
    """Customer class, e.g. `priority`; the file's column `class`."""
    status: str = "active"
    """`active`, `arrears` or `suspended`."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """What an account has, as one row of `services.csv`."""

    account: str
    service: Service
    terminal: str = ""
    """MAC, serial or card number; empty for a one-way home."""
    status: str = "active"


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A region somebody is responsible for, as one row of `areas.csv`."""

    id: str
    name: str = ""
    parent: str = ""
    unit: str = ""
    geometry: shapely.Geometry | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """The ground that premises stand on, as one row of `parcels.csv`."""

    id: str
    account: str = ""
    """Whose it is; empty: whoever has its address, else whoever's place lies on it."""
    address: str = ""
    geometry: shapely.Geometry | None = None


@dataclass(frozen=True, slots=True)
class Plant:
    """Everything the plant files hold."""

    elements: tuple[Element, ...] = ()
    links: tuple[Link, ...] = ()
    devices: tuple[DeviceRow, ...] = ()
    accounts: tuple[Account, ...] = ()
    services: tuple[ServiceRow, ...] = ()
    areas: tuple[AreaRow, ...] = ()
    parcels: tuple[Parcel, ...] = ()


class Down(IntEnum):
    """Why an ONU went down, by its last word or the want of one; the codes of `onu_down_cause_code`."""

    UNTOLD = 0
    POWER = 1
    """Dying gasp: its own current went."""
    LIGHT = 2
    """Loss of signal: it is gone from the fibre without a word."""
    OTHER = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of every subject, as columns indexed by slot (arrays of `len(roster)`).

    A terminal that went dark did so between `last_seen_ms` and `first_missed_ms`; the fault that
    explains it lies in that interval. Evidence stands until service returns: an outage twenty sweeps
    old is still explained by the same element.
    """

    state: NDArray[np.uint8]
    """uint8[n] of TerminalState; for active elements REGISTERED: answers, DARK: silent, UNKNOWN: not asked."""
    since_ms: NDArray[np.int64]
    """int64[n]: when the present state was first observed."""
    last_seen_ms: NDArray[np.int64]
    """int64[n]: when it was last observed with its RF path up; 0: never."""
    first_missed_ms: NDArray[np.int64]
    """int64[n]: first observation without it after `last_seen_ms`; 0: not missed."""
    heard_ms: NDArray[np.int64] | None = None
    """int64[n]: when it last answered us itself, which no CMTS has to notice; 0: never; None: nobody was asked."""
    down: NDArray[np.uint8] | None = None
    """uint8[n] of Down: why each went dark, as whoever tells of it says; None: nobody says."""
    dim: NDArray[np.bool_] | None = None
    """bool[n]: elements that say they get too little light; DARK by that, since then. None: none."""


class Cause(StrEnum):
    """Class of cause of a fault; words live in the message catalogue."""

    ELEMENT = "element"
    """The element or the span that feeds it carries no signal."""
    NO_ANSWER = "no_answer"
    """A device is silent and nothing else says what became of its service."""
    LEVEL = "level"
    """A reading is outside its limits, or many terminals' levels moved together."""
    POWER = "power"
    """A power supply gives no current, or lives on its battery."""
    MAINS = "mains"
    """The public mains failed: homes over several branches fell silent together while the plant stands."""
    PROVISIONING = "provisioning"
    """Signal is fine and terminals cannot register: DHCP, TFTP, time, or the way to them."""
    NOISE = "noise"
    """Noise enters the return path that many terminals share."""
    UPLINK = "uplink"
    """Nothing is seen any more: our own way to the plant is the first suspect, and nothing is known of service."""
    CALLS = "calls"
    """More people call than usually do, and nobody can see what their terminals do."""
    VIDEO = "video"
    """More people call about television than usually do, while their modems are in service."""
    SERVICE = "service"
    """More people call than usually do, while their modems are in service: provisioning, or what lies behind it."""


OUTAGES = frozenset({Cause.ELEMENT, Cause.POWER, Cause.MAINS})
"""Causes whose sign is darkness: everybody behind is without service, except who is seen up all the same."""


BY_CALLS = frozenset({Cause.CALLS, Cause.VIDEO, Cause.SERVICE})
"""Causes that only callers tell of: suspected, not seen."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the elements that the evidence cannot tell from the one named."""

    element: str
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """What localisation concludes; a fault equals only itself."""

    element: str
    """Id of the element that failed, or whose feeding span did."""
    cause: Cause
    probability: float
    """Posterior probability that the failure is in the candidate set (this element and its alternatives)."""
    explains: NDArray[np.int32]
    """int32[n]: slots of the terminals whose trouble this failure explains: dark, unregistered or disturbed, as the
    cause has it; those dark earlier are not among them."""
    contradicts: NDArray[np.int32]
    """int32[n]: slots of terminals behind the element that are up all the same, seen so when their CMTS must
    have noticed their loss."""
    behind: NDArray[np.int32]
    """int32[n]: slots of every terminal behind the element, observed or not."""
    alternatives: tuple[Alternative, ...] = ()
    """Elements the evidence cannot tell from `element`, most probable first, `element` itself not among them; where
    our own link is what failed, those that may have instead, `element` first of all."""
    after_ms: int = 0
    """The failure happened after this: the terminal missed first was still seen then; 0: not known."""
    before_ms: int = 0
    """The failure happened before this: the earliest first-missed of what it explains, or where that is no terminal
    of the devices that fell silent; 0: not known."""
    members: tuple[str, ...] = ()
    """Elements that are part of it without being fed through `element`: what a supply feeds, what stands in the
    dark streets, branches that fell together."""
    callers: int = 0
    """Subscribers whose calls it explains, where it is known by those."""
    usual_callers: float = 0.0
    """How many would have called in the time anyway."""
    unprotected: tuple[str, ...] = ()
    """Elements of two routes that it leaves in service by one."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where affected premises lie."""

    geometry: shapely.Geometry
    """Polygon or MultiPolygon, WGS-84; empty where no premises has a place: an unknown area."""
    placed: int
    """Premises with coordinates."""
    unplaced: int
    """Premises without."""
