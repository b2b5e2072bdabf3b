"""What the API takes and gives, as the document describes it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.incidents.actions import LONGEST_COMMENT

Ms = Annotated[int, Field(description="UTC milliseconds since 1970-01-01.")]
SeverityName = Literal["cleared", "indeterminate", "warning", "minor", "major", "critical"]

StateName = Literal["open", "restored", "resolved", "closed"]


class Arguments(BaseModel):
    """Arguments of a request; what we do not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def model_json_schema(cls, *arguments: Any, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - what pydantic takes
        """Return the schema; the plain one, which is asked for at every request, is made once."""
        return super().model_json_schema(*arguments, **options) if arguments or options else _plain_schema(cls)


@cache
def _plain_schema(model: type[Arguments]) -> dict[str, Any]:
    return super(Arguments, model).model_json_schema()


class NoArguments(Arguments):
    """A request without arguments."""


class IncidentPath(BaseModel):
    """Which incident."""

    id: str = Field(description="INC-000001", max_length=24)


class IncidentsQuery(Arguments):
    """Which incidents, and how many at a time."""

    state: StateName | None = Field(
        default=None,
        description="`open`: those that stand, restored ones too; `resolved`: those over, closed ones too.",
    )
    severity: SeverityName | None = Field(default=None, description="This severity or worse.")
    unit: str | None = Field(default=None, max_length=100, description="This unit is responsible, or one within it.")
    q: str = Field(
        default="",
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="Words of the element named, or of who works on it; or its number.",
    )
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(
        default=None, description="`next` of the page before.", pattern=r"^[0-9]{1,15}$", max_length=15
    )


class ElementRef(BaseModel):
    """An element by its id, with its kind and what people call it."""

    id: str
    kind: str
    name: str


class Restoration(BaseModel):
    """When service is expected back."""

    after_ms: Ms
    before_ms: Ms
    source: Literal["hand", "learned", "plan"]
    by: str


class Incident(BaseModel):
    """Something broken, and whom it affects."""

    id: str
    number: int
    state: StateName
    severity: SeverityName
    cause: str = Field(
        description="`element`, `power`, `mains`, `no_answer`, `level`, `provisioning`, `noise`, `uplink`; of callers"
        " alone: `calls`, `video`, `service`."
    )
    element: ElementRef
    probability: float = Field(description="Posterior that the failure is among the named elements.")
    offline_share: float | None = Field(description="Share of the terminals behind the element that are offline.")
    subscribers: int
    terminals: int
    revision: int
    opened_ms: Ms
    updated_ms: Ms
    resolved_ms: Ms | None
    started_after_ms: Ms
    started_before_ms: Ms
    acknowledged_by: str | None
    acknowledged_ms: Ms | None
    assigned_to: str | None
    snoozed_until_ms: Ms | None
    closed_ms: Ms | None
    reopened: int = Field(description="How often it came back after it had been over.")
    restoration: Restoration | None = Field(description="null: under investigation.")
    unit: str | None = Field(default=None, description="The unit responsible; null: none that is known.")
    place: list[float] | None = Field(description="Longitude and latitude, WGS-84, of its mark on the map.")
    segments: list[list[int]] = Field(description="Preorder intervals of the plant that its faults cut off.")


class IncidentPage(BaseModel):
    """A page of incidents, newest first."""

    items: list[Incident]
    next: str | None = Field(description="Cursor of the next page; null: there is none.")


class TimelineItem(BaseModel):
    """Something that happened to an incident."""

    at_ms: Ms
    actor: str
    kind: str
    detail: dict[str, Any]


class AssignBody(Arguments):
    """Whose an incident is to be."""

    to: str = Field(description="A user's name; empty: nobody's.", max_length=64)
    was: str | None = Field(default=None, description="Whose it was when you looked; null: nobody's.", max_length=64)


class SnoozeBody(Arguments):
    """For how long an incident stands back."""

    until_ms: Ms = Field(ge=0, le=2**53)
    was_ms: Ms | None = Field(default=None, description="Until when it was put off when you looked; null: it was not.")


class CloseBody(Arguments):
    """Why it will not be said what was found; empty where it has been."""

    reason: str = Field(default="", max_length=LONGEST_COMMENT)


class OverrideBody(Arguments):
    """Why an incident is over though its terminals do not say so."""

    reason: str = Field(min_length=1, max_length=LONGEST_COMMENT)


class RestorationBody(Arguments):
    """Between when service is expected back; null, both of them: nobody knows."""

    after_ms: Ms | None = None
    before_ms: Ms | None = None


class Transition(BaseModel):
    """A change of an incident's state."""

    at_ms: Ms
    actor: str
    was: StateName | None
    becomes: StateName
    reason: str


class IncidentLink(BaseModel):
    """That `incident` is tied to `other`."""

    incident: str
    other: str
    kind: Literal["nested", "caused_by"]


CauseFound = Literal["element", "span", "connector", "power", "ingress", "work", "no_fault_found", "other"]
ELEMENT_ID = r"^[^\x00]*$"


class FoundBody(Arguments):
    """What had failed, once somebody has seen it."""

    cause: CauseFound
    element: str = Field(
        default="", description="Id of what had failed; empty: nothing had.", max_length=200, pattern=ELEMENT_ID
    )
    false_alarm: bool = Field(default=False, description="Nothing was wrong; then no element is named.")
    note: str = Field(default="", max_length=LONGEST_COMMENT, pattern=ELEMENT_ID)
    was_ms: Ms | None = Field(
        default=None, description="When that was said which stood there when you looked; null: nothing did."
    )


class FoundItem(BaseModel):
    """What somebody said had failed."""

    at_ms: Ms
    by: str
    element: str
    named: str = Field(description="What localisation named.")
    cause: CauseFound
    false_alarm: bool
    note: str


class IncidentDetail(Incident):
    """An incident with its faults, its area and its history."""

    faults: list[dict[str, Any]] = Field(
        description="What is thought to have failed, with `search` (candidates, metres of plant, where to measure "
        "first) and `explanation`: sentences by language."
    )
    area: dict[str, Any] | None = Field(description="GeoJSON geometry, WGS-84; null: unknown.")
    timeline: list[TimelineItem]
    found: FoundItem | None = Field(description="null: nobody has said yet.")
    transitions: list[Transition]
    links: list[IncidentLink]


class CommentBody(Arguments):
    """What to write under an incident."""

    text: str = Field(
        description="Anything but blanks; U+0000 is no character.",
        min_length=1,
        max_length=LONGEST_COMMENT,
        pattern=r"^[^\x00]*[^\x00\s][^\x00]*$",
    )


class Summary(BaseModel):
    """The line of truth."""

    incidents: int
    unacknowledged: int
    subscribers: int
    restored_24h: int
    worst: Incident | None
    severity: SeverityName
    data_ms: Ms | None = Field(description="When the plant was last heard of; null: never.")
    stale: bool
    stale_after_ms: int
    now_ms: Ms


class FeatureCollection(BaseModel):
    """GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[dict[str, Any]]
    truncated: bool = Field(default=False, description="Whether the view holds more than was given.")


class CandidateItem(BaseModel):
    """An element that may be what failed."""

    element: ElementRef
    probability: float = Field(description="Its own share of the probability.")
    named: bool = Field(description="Whether the incident is named after it; else an alternative that looks the same.")
    cause: str = Field(description="How it would have failed; `uplink`: not the element, but our own link to it.")
    place: list[float] | None = Field(description="Longitude and latitude, WGS-84, its own or of what feeds it.")


class Candidates(BaseModel):
    """What an incident's evidence cannot tell apart, and where that lies."""

    id: str
    revision: int
    candidates: list[CandidateItem] = Field(description="Those named first, then the most probable.")
    spans: FeatureCollection = Field(description="Cables that may have failed, with their `metres`.")
    metres: int = Field(description="Cable to search, all of it.")
    contradicting: FeatureCollection = Field(description="Terminals behind it that are up; at most 100 a fault.")
    contradicting_count: int = Field(description="How many there are: the number its explanation gives.")
