"""Whom errands are about, and what they bring back: devices being swept, and a slice of a sweep."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from collectors.model import Addresses, Contacts, Device, Readings, States
from collectors.profiles.model import Profile, Variant
from collectors.snmp.engine import Target

NO_VARIANT = Variant("", "", "", b"", {})
LACKS_NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})
SETTLED: Mapping[str, Profile] = MappingProxyType({})
"""Shared by all who lack nothing and have nothing to choose from: a dictionary each is megabytes in a city."""


@dataclass(slots=True)
class Asked:
    """A device being swept."""

    device: Device
    slot: int
    target: Target
    profile: Profile
    variant: Variant = NO_VARIANT
    lacks: Mapping[str, frozenset[str]] = field(default_factory=lambda: LACKS_NOTHING)
    """Table → columns this device has no objects of, so they are not walked again."""
    states_from: int = 0
    """Which of the profile's state tables this device fills."""
    strained: bool = False
    """Whether it fell silent in a walk: until one has gone well it is asked for one table at a time."""
    candidates: Mapping[str, Profile] = field(default_factory=lambda: SETTLED)
    """Profiles by name, one of which is to be chosen by what the device says it is; empty once that is settled."""
    present: float = math.nan
    """How many terminals the device itself counted when it was last asked; NaN: it did not say."""


@dataclass(slots=True)
class Slice:
    """What a sweep has collected since its last batch."""

    readings: list[Readings] = field(default_factory=list)
    states: list[States] = field(default_factory=list)
    contacts: list[Contacts] = field(default_factory=list)
    addresses: list[Addresses] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.readings or self.states or self.contacts or self.addresses)
