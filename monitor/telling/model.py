"""The nouns of telling: what is said of an incident, the message that says it, and how an attempt ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import shapely

from monitor.incidents.model import Estimate, Event, IncidentState, incident_id
from thresholds.model import Severity


class NoticeState(StrEnum):
    """How far a notice has come."""

    OWED = "owed"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Put aside: the receiver refused it for good, or could not be reached for too long."""


class Outcome(StrEnum):
    """How one attempt at delivery ended."""

    DELIVERED = "delivered"
    RETRY = "retry"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Named:
    """A piece of plant as a notice names it."""

    id: str
    kind: str
    name: str
    probability: float
    """That the failure is there."""


@dataclass(frozen=True, slots=True)
class IncidentNotice:
    """Everything a notice says of an incident at one revision; no receiver and no language yet."""

    number: int
    revision: int
    event: Event
    at_ms: int
    """When it happened; the same for every receiver and attempt."""
    state: IncidentState
    cause: str
    """A code of `maps.model.Cause`."""
    severity: Severity
    probability: float
    """That the failure is among elements and alternatives."""
    elements: tuple[Named, ...]
    """One per fault, the worst first."""
    alternatives: tuple[Named, ...]
    """What the evidence cannot tell from the elements, most probable first."""
    subscribers: int
    terminals: int
    accounts: tuple[str, ...]
    area: shapely.Geometry | None
    """WGS-84; None or empty: unknown."""
    started_after_ms: int
    """The failure happened after this; 0: not known."""
    started_before_ms: int
    """The failure happened before this; 0: not known."""
    opened_ms: int
    resolved_ms: int | None = None
    merged_into: int | None = None
    reopened: int = 0
    """How often it came back after it had been over."""
    part_of: int | None = None
    """The incident it is what is left of."""
    etr: Estimate | None = None
    """When service is expected back; None: nobody knows."""

    @property
    def incident(self) -> str:
        """The incident's id."""
        return incident_id(self.number)


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel is given to deliver, once per attempt."""

    id: str
    """The notice's id: the same in every attempt, so that the receiver can tell a repetition."""
    at_ms: int
    """When the attempt is made."""
    payload: Mapping[str, Any]
    """`type`, `timestamp`, `data`."""


def notice_id(number: int, revision: int, event: Event, receiver: str) -> str:
    """Return a notice's id, e.g. `INC-000001_3_updated_desk`: the same whoever asks, unlike any other's.

    ASCII and without full stops, because Standard Webhooks signs `id.timestamp.body`.
    """
    who = quote(receiver, safe="").replace(".", "%2E")
    return f"{incident_id(number)}_{revision}_{event.rpartition('.')[2]}_{who}"
