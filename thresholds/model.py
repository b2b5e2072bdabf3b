"""The nouns that judging makes: severity, rule, alarm, and transitions as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from collectors.model import Instances, sole_instances


class Severity(IntEnum):
    """Perceived severity of ITU-T X.733, ordered so that a greater one is worse."""

    CLEARED = 0
    INDETERMINATE = 1
    WARNING = 2
    MINOR = 3
    MAJOR = 4
    CRITICAL = 5


class Level(IntEnum):
    """Where a value stands against a rule's limits, as SCTE-HMS names them; stored, never renumbered."""

    NORMAL = 0
    LOLO = 1
    LO = 2
    HI = 3
    HIHI = 4
    NO_ANSWER = 5
    STATE = 6
    """A state outside the allowed set."""


class RuleType(StrEnum):
    """What a rule compares."""

    LIMIT = "limit"
    """A metric against LOLO/LO/HI/HIHI."""
    NO_ANSWER = "no_answer"
    """A device that answers no question."""
    STATE = "state"
    """A metric whose value must be one of a set."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A threshold with its hold and deadband.

    Limits are in the metric's unit; None switches that limit off. A value is in LO when it is below
    `lo` and not below `lolo`, likewise above; it leaves a level only when it has come back past the
    limit by `deadband` or more. A level, NORMAL included, counts after it has stood for `hold_s`; a
    device is in NO_ANSWER after `misses` unanswered questions in a row, its hold running from the first.
    """

    id: str
    type: RuleType
    metric: str = ""
    kinds: frozenset[str] = frozenset()
    """Element kinds the rule is for; empty: all."""
    lolo: float | None = None
    lo: float | None = None
    hi: float | None = None
    hihi: float | None = None
    deadband: float = 0.0
    hold_s: float = 0.0
    misses: int = 3
    allowed: frozenset[int] = frozenset()
    severity: dict[Level, Severity] = field(default_factory=dict)
    """Severity per level; absent levels take the default of their level."""
    source: str = ""
    """Where the limits come from."""


DEFAULT_SEVERITY = {
    Level.NORMAL: Severity.CLEARED,
    Level.LOLO: Severity.MAJOR,
    Level.LO: Severity.MINOR,
    Level.HI: Severity.MINOR,
    Level.HIHI: Severity.MAJOR,
    Level.NO_ANSWER: Severity.MAJOR,
    Level.STATE: Severity.MAJOR,
}


@dataclass(frozen=True, slots=True)
class Transitions:
    """Changes of level as columns, one row per change; no object per terminal."""

    slot: NDArray[np.int32]
    instance: Instances
    rule: NDArray[np.int32]
    """int32[n]: index into the rule list the judge was built with."""
    before: NDArray[np.uint8]
    """uint8[n] of Level."""
    after: NDArray[np.uint8]
    value: NDArray[np.float64]
    """float64[n]: the value that decided; NaN for NO_ANSWER."""
    since_ms: NDArray[np.int64]
    """int64[n]: when the new level began (before its hold ran)."""

    def __len__(self) -> int:
        return len(self.slot)


def no_transitions() -> Transitions:
    """Return the transitions of nobody."""
    return Transitions(
        slot=np.empty(0, dtype=np.int32),
        instance=sole_instances(0),
        rule=np.empty(0, dtype=np.int32),
        before=np.empty(0, dtype=np.uint8),
        after=np.empty(0, dtype=np.uint8),
        value=np.empty(0, dtype=np.float64),
        since_ms=np.empty(0, dtype=np.int64),
    )


def join(parts: Sequence[Transitions]) -> Transitions:
    """Return several transitions as one, in their order."""
    if not parts:
        return no_transitions()
    if len(parts) == 1:
        return parts[0]
    names = [column.name for column in fields(Transitions)]
    return Transitions(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


@dataclass(frozen=True, slots=True)
class Alarm:
    """The state a rule is in for one element and metric; exists for elements, not for terminals."""

    slot: int
    instance: int
    rule: str
    level: Level
    severity: Severity
    since_ms: int
    value: float
