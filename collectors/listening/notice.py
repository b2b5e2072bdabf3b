"""A notice: what equipment said unasked, in one form for traps, informs, syslog lines and logged events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from collectors.snmp.ber import Value


class NoticeKind(StrEnum):
    """How it was said."""

    TRAP = "trap"
    INFORM = "inform"
    SYSLOG = "syslog"
    EVENT = "event"
    """Not said, but found in the log that the device keeps."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that was said; anybody can send a datagram, so it is a hint where to look and no evidence."""

    time_ms: int
    """UTC milliseconds at which it arrived: devices' own clocks are often wrong."""
    source: str
    """Address it came from."""
    kind: NoticeKind
    name: str
    """Name in the trap catalogue, the OID where it is not there; of a syslog line its program, of an event its id."""
    text: str
    """One line for people."""
    severity: str = ""
    """As the device says, in its own words; empty where it says nothing."""
    slot: int | None = None
    """Slot of the device that has this address; None where nobody is known to have it."""
    about: str = ""
    """What it is about, where that is told: a modem's MAC, an interface, a parameter's OID."""
    oid: str = ""
    """snmpTrapOID; empty for syslog."""
    varbinds: tuple[tuple[str, Value], ...] = ()
    is_trouble: bool = False
    """Whether it says that something is wrong now, so that looking is worth while."""


class Sink(Protocol):
    """Who takes notices; called in the event loop, so it only puts them by."""

    def hear(self, notice: Notice) -> None:
        """Take one notice."""
        ...


Whose = Callable[[str], int | None]
"""Returns the slot of the device at an address; None where nobody is known to have it."""


def nobody(_address: str) -> int | None:
    """Know no device at any address."""
    return None
