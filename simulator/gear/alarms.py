"""Limits that live in the device: property tables, and the table of what violates them now.

Source: SCTE-HMS-PROPERTY-MIB, NSCRTV-HFCEMS-PROPERTY-MIB.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from simulator.ber import Oid

Reading = Callable[[int], int]
"""now_ms → the value an object has, in the object's own unit."""
NOMINAL, HIHI, HI, LO, LOLO, MAJOR, MINOR = 1, 2, 3, 4, 5, 6, 7
"""States of a parameter, as both families number them."""
_FALLING_TO = {NOMINAL: (), HIHI: (HIHI, HI), HI: (HI,), LO: (LO,), LOLO: (LOLO, LO)}
"""The limits a value in some state has to pass by the deadband to be below them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a parameter's alarms begin, in its own unit; None: no alarm at that end."""

    hihi: int | None = None
    hi: int | None = None
    lo: int | None = None
    lolo: int | None = None
    deadband: int = 1

    def state(self, value: int, before: int) -> int:
        """Return the state of a value; one that was worse before has to come back past the deadband."""
        slack = dict.fromkeys(_FALLING_TO[before], self.deadband)
        for state, limit in ((HIHI, self.hihi), (HI, self.hi)):
            if limit is not None and value > limit - slack.get(state, 0):
                return state
        for state, limit in ((LOLO, self.lolo), (LO, self.lo)):
            if limit is not None and value < limit + slack.get(state, 0):
                return state
        return NOMINAL

    @property
    def enabled(self) -> bytes:
        """Return the mask alarmEnable: bit 0 LOLO, 1 LO, 2 HI, 3 HIHI."""
        ends = (self.lolo, self.lo, self.hi, self.hihi)
        return bytes((sum(1 << bit for bit, limit in enumerate(ends) if limit is not None),))


@dataclass(slots=True, eq=False)
class Analog:
    """A measured parameter with its limits."""

    oid: Oid
    """The instance."""
    read: Reading
    limits: Limits
    state: int = NOMINAL


@dataclass(slots=True, eq=False)
class Discrete:
    """A parameter one of whose values is an alarm."""

    oid: Oid
    read: Reading
    alarm_value: int
    severity: int
    """MAJOR or MINOR."""
    state: int = NOMINAL


@dataclass(slots=True)
class Watch:
    """Parameters of one device and the alarms that stand."""

    analog: Sequence[Analog]
    discrete: Sequence[Discrete] = ()
    standing: list[Analog | Discrete] = field(default_factory=list)
    """Those in alarm when last looked at, in the order of their tables."""

    def look(self, now_ms: int) -> bool:
        """Compare everything with its limits; tell whether another set of alarms stands than before."""
        for one in self.analog:
            one.state = one.limits.state(one.read(now_ms), one.state)
        for other in self.discrete:
            other.state = other.severity if other.read(now_ms) == other.alarm_value else NOMINAL
        watched: list[Analog | Discrete] = [*self.analog, *self.discrete]
        standing = [one for one in watched if one.state != NOMINAL]
        changed = standing != self.standing
        self.standing = standing
        return changed

    def status(self) -> int:
        """Return the bits of commonNEStatus: 3 where a major alarm stands, 4 where a minor one does."""
        states = {one.state for one in self.standing}
        return (0x08 if states & {HIHI, LOLO, MAJOR} else 0) | (0x10 if states & {HI, LO, MINOR} else 0)


def index_of(oid: Oid, *, with_length: bool) -> Oid:
    """Return the index an OID makes: its length first, which some makers forget."""
    return (len(oid), *oid) if with_length else oid
