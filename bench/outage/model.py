"""The nouns of the benchmark: what a method is told, what it says, and what truly happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from collectors.model import Contacts, Readings, Slots, States, no_slots
from collectors.roster import Roster
from maps.model import Cause, Plant


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one round of asking came to; rows that were not read are not there."""

    at_ms: int
    """UTC: when the last answer was in."""
    states: States
    """Rows of the CMTS's table of modems: what it believes of each, and when the row was read."""
    contacts: Contacts
    """Transponders that were asked, and whether they answered."""
    on_battery: dict[int, int] = field(default_factory=dict)
    """Slot of a power supply that says it has no mains → since when, UTC ms."""
    readings: Readings | None = None
    """Levels, in sweeps that read them: `ds_power_dbmv`, `us_rx_power_dbmv`, `us_tx_power_dbmv`, `us_snr_db`."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """One trouble a method sees at a moment."""

    name: str
    """The same for as long as the method means the same trouble."""
    element: str
    """Id of the element it names."""
    cause: Cause
    probability: float = 1.0
    """That the failure is at `element` or one of the alternatives."""
    alternatives: tuple[str, ...] = ()
    """Elements it cannot tell from `element`, likeliest first."""
    terminals: Slots = field(default_factory=no_slots)
    """int32[n]: slots of the terminals it says this trouble has."""
    told: bool = True
    """Whether an operator is told; what is only suspected counts for nothing but the calibration."""

    @property
    def candidates(self) -> tuple[str, ...]:
        """Every element named, the likeliest first."""
        return (self.element, *self.alternatives)


class Watcher(Protocol):
    """A method at work on one plant; sweeps come in the order of time."""

    def take(self, sweep: Sweep) -> None:
        """Take what a sweep came to; cheap, since days may pass before anybody asks for a verdict."""
        ...

    def verdicts(self, now_ms: int) -> Sequence[Verdict]:
        """Return what is believed now."""
        ...


Method = Callable[[Plant, Roster], Watcher]
"""Takes the documented plant, and the roster that gives every element and terminal its slot."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """One thing that truly failed and stands at the end of a scene."""

    kind: str
    """As the simulator calls it."""
    element: str
    """What truly failed; a zone of the mains by something in it."""
    started_ms: int
    lost: Slots
    """int32[n]: slots of the terminals that are known to have lost service, or level, by it and nothing else."""
    accepted: frozenset[str]
    """Documented elements that the evidence cannot tell from the one that failed; empty for a zone."""
    causes: frozenset[Cause]
    """Causes that are right."""
    power_told: bool | None
    """Whether the right answer is the power's failure (True) or the plant's (False); None: nobody could tell."""
    depth: int = 0
    """Elements above it."""
    equal: int = 1
    """How many elements the evidence cannot tell apart."""
