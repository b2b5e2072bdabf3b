"""The nouns of telling: what is said of an incident, the message that says it, and how an attempt ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any
from urllib.parse import quote

import shapely

from monitor.incidents.model import Estimate, Event, IncidentState, incident_id
from thresholds.model import Severity


class NoticeState(StrEnum):
    """How far a notice has come."""

    OWED = "owed"
    CARRIED = "carried"
    """A digest that is owed says it too."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Put aside: the receiver refused it for good, or could not be reached for too long."""
    WITHDRAWN = "withdrawn"
    """Taken back before anybody tried to deliver it: what it asks for is not needed any more."""


class Rank(IntEnum):
    """Which notices of a receiver go first; stored, never renumbered."""

    TEST = -1
    """Somebody is waiting to see it arrive."""
    PRIORITY = 0
    ORDINARY = 1


DIGEST = "incident.digest"
"""Event of a message that says what several notices would have said."""
TEST = "test"
"""Event of a message that only shows whether a receiver can be reached."""
BY_THEMSELVES = (DIGEST, TEST)
"""Events of messages that are no news of their own: nobody is owed one."""


class MessageEvent(StrEnum):
    """What a message of a plan's step is; the names are a published contract."""

    NOTIFY = "plan.notify"
    PAGE = "plan.page"
    TICKET = "ticket.open"
    PUBLISH = "announcement.publish"


ASKED = (MessageEvent.TICKET, MessageEvent.PUBLISH)
"""Messages of plans by which a receiver hears of an incident: it has something open because of them."""


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
    came_back_ms: int | None = None
    """When it did so last; None: never."""
    first: bool = False
    """Whether whoever is told hears of it for the first time, or for the first time since it was over."""
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
    return message_id(f"{incident_id(number)}_{revision}_{event.rpartition('.')[2]}", receiver)


def message_id(about: str, receiver: str) -> str:
    """Return the id of a message to a receiver; `about` tells it from every other message to the same one."""
    return f"{quote(about, safe='').replace('.', '%2E')}_{quote(receiver, safe='').replace('.', '%2E')}"
