"""The incident: what people work on, opened, updated and resolved, with its faults and timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

import shapely

from maps.model import BY_CALLS, Cause, Fault
from maps.search import Point, Search
from thresholds.model import Severity

ALMOST_CERTAIN = 0.9999
"""The highest probability an inference is told with."""


class IncidentState(StrEnum):
    """Where an incident stands in its life."""

    OPEN = "open"
    RESTORED = "restored"
    """No fault speaks for it any more; whether its terminals are back is being verified."""
    RESOLVED = "resolved"
    """They are, or somebody has said so for them."""
    CLOSED = "closed"
    """And somebody has said what had been found."""


STANDING = (IncidentState.OPEN, IncidentState.RESTORED)
"""States of an incident that is not over."""
ASKED_FOR = {
    "open": STANDING,
    "restored": (IncidentState.RESTORED,),
    "resolved": (IncidentState.RESOLVED, IncidentState.CLOSED),
    "closed": (IncidentState.CLOSED,),
}
"""What whoever asks for incidents of a state wants to see: those that stand, or that are over."""


class Event(StrEnum):
    """What is told to the outside; the names are a published contract."""

    OPENED = "incident.opened"
    UPDATED = "incident.updated"
    RESOLVED = "incident.resolved"


class Entry(StrEnum):
    """Kinds of timeline entry."""

    OPENED = "opened"
    UPDATED = "updated"
    MERGED = "merged"
    RESTORED = "restored"
    RESOLVED = "resolved"
    OVERRIDDEN = "overridden"
    REOPENED = "reopened"
    CLOSED = "closed"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    COMMENT = "comment"
    FOUND = "found"
    LINKED = "linked"
    UNLINKED = "unlinked"
    ESTIMATED = "estimated"
    ORDER = "order"
    """A work order of it came to another state;"""
    WARNING = "warning"
    """it is nearly late,"""
    OVERDUE = "overdue"
    """or late;"""
    UNVERIFIED = "unverified"
    """or its crew is done, and the terminals do not say so."""
    PLAN_STARTED = "plan_started"
    PLAN_STEP = "plan_step"
    PLAN_ENDED = "plan_ended"


@dataclass(frozen=True, slots=True)
class FaultView:
    """A fault as an incident keeps it: counts instead of slots, so that it can be stored and shown."""

    element: str
    cause: str
    probability: float
    alternatives: tuple[tuple[str, float], ...]
    """(element id, probability), most probable first: what the evidence cannot tell from `element`."""
    explains: int
    contradicts: int
    behind: int
    after_ms: int
    before_ms: int
    members: tuple[str, ...] = ()
    """Elements that are part of it without being fed through `element`."""
    search: Search | None = None
    """What it leaves to be searched; None: told before this was worked out."""
    contradicting: tuple[str, ...] = ()
    """Keys of the terminals that are up all the same, of many the first hundred."""
    callers: int = 0
    usual_callers: float = 0.0
    unprotected: tuple[str, ...] = ()
    """Elements of two routes that it leaves in service by one."""
    by: str = ""
    """Who said so, of a fault that nothing shows; empty: it was found."""

    @classmethod
    def of(cls, fault: Fault, search: Search | None = None, contradicting: tuple[str, ...] = ()) -> Self:
        """Return the view of what localisation concluded."""
        return cls(
            element=fault.element,
            cause=str(fault.cause),
            probability=_told(fault),
            alternatives=tuple((item.element, round(item.probability, 4)) for item in fault.alternatives),
            explains=len(fault.explains),
            contradicts=len(fault.contradicts),
            behind=len(fault.behind),
            after_ms=fault.after_ms,
            before_ms=fault.before_ms,
            members=fault.members,
            search=search,
            contradicting=contradicting,
            callers=fault.callers,
            usual_callers=round(fault.usual_callers, 1),
            unprotected=fault.unprotected,
        )

    @property
    def against(self) -> int:
        """How many terminals that are up speak against it: none where callers tell of what modems do not show."""
        return 0 if self.cause in BY_CALLS else self.contradicts

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return {
            "element": self.element,
            "cause": self.cause,
            "probability": self.probability,
            "alternatives": [list(item) for item in self.alternatives],
            "explains": self.explains,
            "contradicts": self.contradicts,
            "behind": self.behind,
            "after_ms": self.after_ms,
            "before_ms": self.before_ms,
            "members": list(self.members),
            "search": None if self.search is None else asdict(self.search),
            "contradicting": list(self.contradicting),
            "callers": self.callers,
            "usual_callers": self.usual_callers,
            "unprotected": list(self.unprotected),
            "by": self.by,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the view of a stored form."""
        alternatives = tuple((str(element), float(probability)) for element, probability in stored["alternatives"])
        lists = {name: tuple(stored.get(name, ())) for name in ("members", "contradicting", "unprotected")}
        return cls(**{**stored, **lists, "alternatives": alternatives, "search": _search(stored.get("search"))})


def _search(stored: Mapping[str, Any] | None) -> Search | None:
    if stored is None:
        return None
    return Search(**{**stored, "point": Point(stored["point"]), "two_routes": tuple(stored.get("two_routes", ()))})


def _told(fault: Fault) -> float:
    """Return a fault's probability as it is told: what was inferred is never certain, what was observed is."""
    inferred = fault.cause in (Cause.ELEMENT, Cause.UPLINK, *BY_CALLS) or len(fault.explains) > 0
    return min(round(fault.probability, 4), ALMOST_CERTAIN) if inferred else 1.0


class Source(StrEnum):
    """Where an estimate comes from."""

    HAND = "hand"
    LEARNED = "learned"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Estimate:
    """The time between which service is expected back, UTC ms."""

    after_ms: int
    before_ms: int
    source: Source
    by: str = ""
    """Who said so; empty where nobody did."""

    def has_passed(self, at_ms: int) -> bool:
        """Return whether service was to be back by then: such an estimate says nothing any more."""
        return self.before_ms <= at_ms


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as readers see it: the columns of table `incident`."""

    number: int
    state: IncidentState
    cause: str
    severity: Severity
    element: str
    probability: float
    faults: tuple[FaultView, ...]
    revision: int
    opened_ms: int
    updated_ms: int
    resolved_ms: int | None
    started_after_ms: int
    started_before_ms: int
    subscribers: int
    terminals: int
    area: shapely.Geometry | None
    """WGS-84; None: unknown, or not asked for."""
    acknowledged_by: str | None
    acknowledged_ms: int | None
    merged_into: int | None
    closed_ms: int | None = None
    assigned_to: str | None = None
    snoozed_until_ms: int | None = None
    reopened: int = 0
    """How often it came back after it had been over."""
    etr: Estimate | None = None
    """When service is expected back; None: nobody knows."""

    def about(self, faults: tuple[FaultView, ...], severity: Severity, subscribers: int) -> IncidentView:
        """Return it with other faults, the first of which names it, and what they come to."""
        first = faults[0]
        return replace(
            self,
            cause=first.cause,
            severity=severity,
            element=first.element,
            probability=first.probability,
            faults=faults,
            subscribers=subscribers,
        )

    @property
    def standing(self) -> bool:
        """Whether it is not over."""
        return self.state in STANDING

    @property
    def by_hand(self) -> bool:
        """Whether all there is of it is that somebody said so."""
        return bool(self.faults) and all(fault.by for fault in self.faults)

    @property
    def touched(self) -> tuple[str, ...]:
        """The elements its faults name, and those that are part of them."""
        return tuple(element for fault in self.faults for element in (fault.element, *fault.members))

    @property
    def id(self) -> str:
        """The name people and systems call it by."""
        return incident_id(self.number)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to an incident, and who did it."""

    at_ms: int
    actor: str
    kind: str
    detail: Mapping[str, Any]


def incident_id(number: int) -> str:
    """Return the id of incident `number`: INC-000001 for 1."""
    return f"INC-{number:06d}"


def incident_number(text: str) -> int | None:
    """Return the number in an id, None for something else."""
    digits = text.strip().upper().removeprefix("INC-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


def severity_by_subscribers(subscribers: int) -> Severity:
    """Return how bad an outage of so many subscribers is; a terminal of nobody known counts as one."""
    for least, severity in ((200, Severity.CRITICAL), (20, Severity.MAJOR), (5, Severity.MINOR)):
        if subscribers >= least:
            return severity
    return Severity.WARNING
