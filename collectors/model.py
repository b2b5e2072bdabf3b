"""The nouns that collecting makes: a device to ask, and the batch of what it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.int32]
Instances = NDArray[np.uint32]
"""Channels, ports and sensors: as wide as an ifIndex, of which OLTs use the upper half too."""
Times = NDArray[np.int64]
Values = NDArray[np.float64]


def no_slots() -> Slots:
    """Return an empty slot column."""
    return np.empty(0, dtype=np.int32)


def sole_instances(count: int) -> Instances:
    """Return the instances of so many rows about what a subject has only one of."""
    return np.zeros(count, dtype=np.uint32)


def no_times() -> Times:
    """Return an empty time column."""
    return np.empty(0, dtype=np.int64)


class Cadence(StrEnum):
    """How often a question is asked: is it there, how good is it, or what does its cable look like."""

    STATE = "state"
    LEVEL = "level"
    PNM = "pnm"
    """What proactive maintenance looks at: large, and telling of damage that takes weeks to become a fault."""


@dataclass(frozen=True, slots=True)
class Device:
    """How to reach something at an address; where it stands in the plant is the map's business."""

    key: str
    """The subject's key: the element's id, or the terminal's MAC or serial."""
    address: str
    profile: str
    """Name of a device profile."""
    credential: str = "default"
    """Name of a credential; the secret itself never travels with the device."""
    port: int = 161
    snmp_version: str = "2c"
    """`1`, `2c` or `3`."""
    interval_s: float | None = None
    """Seconds between level sweeps of this device; None: as its kind is set."""
    behind: str = ""
    """Key of the CMTS it is reached through, itself for a CMTS: they share a budget; empty: through none known."""
    candidates: tuple[str, ...] = ()
    """Profiles one of which is chosen by what the device says it is; `profile` serves until, and where none fits."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Values of one metric family as columns: one row per (subject, instance), one column per metric."""

    family: str
    slot: Slots
    """int32[n]: whom each row is about."""
    instance: Instances
    """uint32[n]: channel, port or sensor; 0 for what a subject has only one of."""
    time_ms: Times
    """int64[n]: UTC milliseconds at which the answer arrived."""
    values: Mapping[str, Values]
    """metric → float64[n], in the unit the metric's name ends with; NaN where nothing was read."""

    def __len__(self) -> int:
        return len(self.slot)

    def only(self, rows: NDArray[np.bool_]) -> Readings:
        """Return the rows marked in bool[n]; the block itself where all are."""
        if rows.all():
            return self
        values = {name: column[rows] for name, column in self.values.items()}
        return Readings(self.family, self.slot[rows], self.instance[rows], self.time_ms[rows], values)


@dataclass(frozen=True, slots=True)
class States:
    """What somebody who knows (a CMTS, an OLT, the terminal itself) said of terminals' states."""

    slot: Slots
    state: NDArray[np.uint8]
    """uint8[n] of TerminalState."""
    time_ms: Times
    observer: Slots = field(default_factory=no_slots)
    """int32[n]: slot of the device in whose table each stood; empty where nobody says."""

    def __len__(self) -> int:
        return len(self.slot)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who was asked and whether they answered: silence is data."""

    slot: Slots
    answered: NDArray[np.bool_]
    time_ms: Times
    """int64[n]: when the answer arrived, or when the last retry timed out."""

    def __len__(self) -> int:
        return len(self.slot)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Management addresses of terminals as their CMTS gave them: identity is the MAC, these change."""

    slot: Slots
    packed: NDArray[np.uint8]
    """uint8[n, 16]: IPv6 in network order, IPv4 as v4-mapped (::ffff:a.b.c.d)."""

    def __len__(self) -> int:
        return len(self.slot)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of plant that one device tells of as a whole: a pair of ports of a CMTS, a PON of an OLT."""

    teller: str
    """Key of the device in whose table it stands."""
    name: str
    """In the device's own numbers, e.g. `md100/sg3`."""
    nodes: tuple[str, ...] = ()
    """Fibre nodes the device says are on it, as it calls them, in order; empty: it does not say."""


@dataclass(frozen=True, slots=True)
class Placements:
    """Which segment each terminal with a path to its head-end is on, as the devices that tell of it say."""

    slot: Slots
    """int32[n]: each terminal once."""
    segment: NDArray[np.int32]
    """int32[n]: position in `segments`."""
    time_ms: Times
    """int64[n]: UTC milliseconds at which the row arrived."""
    segments: tuple[Segment, ...]
    whole: Slots
    """int32[m]: devices whose table was read to its end, be it empty; absence from others' says nothing."""
    doubtful: int = 0
    """Terminals left out because they stand on several segments at once."""
    reused: int = 0
    """Rows whose index was another terminal's the time before."""

    def __len__(self) -> int:
        return len(self.slot)


def no_states() -> States:
    """Return the states of nobody."""
    return States(no_slots(), np.empty(0, dtype=np.uint8), no_times())


def no_contacts() -> Contacts:
    """Return contacts with nobody."""
    return Contacts(no_slots(), np.empty(0, dtype=np.bool_), no_times())


def no_addresses() -> Addresses:
    """Return the addresses of nobody."""
    return Addresses(no_slots(), np.empty((0, 16), dtype=np.uint8))


@dataclass(frozen=True, slots=True)
class Batch:
    """A slice of a sweep of at most about a second, as columns: readings, states, silences.

    Evidence never waits for the end of a sweep that is spread over its interval; flushing to disk is
    another, slower cadence.
    """

    sweep: str
    """The sweep this is a slice of, e.g. `state:docsis-cmts`."""
    started_ms: int
    ended_ms: int
    readings: tuple[Readings, ...] = ()
    states: States = field(default_factory=no_states)
    contacts: Contacts = field(default_factory=no_contacts)
    addresses: Addresses = field(default_factory=no_addresses)
