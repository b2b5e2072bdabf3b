"""What a contingency plan is: when it starts, and its steps with their clocks."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from maps.model import Cause, Kind

SeverityName = Literal["warning", "minor", "major", "critical"]
HOURS = re.compile(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
LONGEST_MIN = 7 * 24 * 60.0
Minutes = Annotated[float, Field(ge=0, le=LONGEST_MIN, allow_inf_nan=False)]


class StepKind(StrEnum):
    """What a step does."""

    NOTIFY = "notify"
    OPEN_TICKET = "open_ticket"
    PAGE_ON_CALL = "page_on_call"
    ESCALATE = "escalate"
    """Page the second level, unless somebody has acknowledged the incident by then."""
    PUBLISH = "publish_announcement"
    RUN_PROBE = "run_probe"
    SET_ETR = "set_etr"
    """Have it told when service is expected back, unless somebody has said so by hand."""
    NOTE = "note"
    """A line in the timeline; with a time limit, something that people do and then say so."""


TOLD = frozenset({StepKind.NOTIFY, StepKind.PAGE_ON_CALL, StepKind.ESCALATE, StepKind.PUBLISH})
"""Steps that need a receiver by name."""


def _hours(text: str) -> str:
    if text and not HOURS.match(text):
        raise PydanticCustomError("plan_hours", "hours are such as 22:00-06:00")
    return text


def _weekdays(text: str) -> str:
    if set(text) - set("1234567"):
        raise PydanticCustomError("plan_weekdays", "weekdays are digits, 1 is Monday, such as 67")
    return text


class Part(BaseModel):
    """A part of a plan: refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """A text in both languages."""

    zh: str = Field(min_length=1, max_length=500)
    en: str = Field(min_length=1, max_length=500)


class Conditions(Part):
    """When a plan starts: everything that is said must hold; an empty list says nothing."""

    severity: SeverityName = Field(default="warning", description="Least severity.")
    subscribers: int = Field(default=0, ge=0, description="Least number of subscribers.")
    causes: tuple[Cause, ...] = ()
    kinds: tuple[Kind, ...] = Field(default=(), description="Kinds of the element that is named.")
    units: tuple[str, ...] = Field(default=(), description="Units responsible, or what those are part of.")
    areas: tuple[str, ...] = ()
    hours: Annotated[str, AfterValidator(_hours)] = Field(default="", description="Local, such as 22:00-06:00.")
    weekdays: Annotated[str, AfterValidator(_weekdays)] = Field(default="", description="Digits, 1 is Monday.")
    classes: tuple[str, ...] = Field(default=(), description="One of these classes of account is among the affected.")


class Contact(Part):
    """Somebody a message is for."""

    person: str = Field(min_length=1, max_length=100)
    phone: str = Field(default="", max_length=40)


class Step(Part):
    """One thing that a plan does, and when."""

    do: StepKind
    after_min: Minutes = Field(default=0.0, description="Minutes to wait.")
    counted_from: Literal["start", "previous"] = Field(default="start", description="From when on they count.")
    within_min: Minutes | None = Field(default=None, description="Of a note: people have so long to do it.")
    receiver: str = Field(default="", max_length=100, description="Who delivers the message, by name.")
    etr_min: tuple[Minutes, Minutes] | None = Field(
        default=None, description="Of set_etr: service is back no earlier and no later than so long after the step."
    )
    to: Literal["receiver", "on_call", "group"] = Field(default="receiver", description="Whom a notice is for.")
    group: tuple[Contact, ...] = ()
    text: Words | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.do in TOLD and not self.receiver:
            raise PydanticCustomError("plan_receiver", "{do} needs a receiver", {"do": str(self.do)})
        if self.do is StepKind.NOTE and self.text is None:
            raise PydanticCustomError("plan_text", "a note needs a text")
        if self.within_min is not None and self.do is not StepKind.NOTE:
            raise PydanticCustomError("plan_within", "within_min is for notes, which people do")
        if (self.do is StepKind.SET_ETR) != (self.etr_min is not None):
            raise PydanticCustomError("plan_etr", "set_etr and etr_min belong together")
        if self.etr_min is not None and not self.etr_min[0] <= self.etr_min[1] != 0:
            raise PydanticCustomError(
                "plan_etr_order", "etr_min is the earliest and the latest, in minutes from the step"
            )
        if (self.to == "group") != bool(self.group):
            raise PydanticCustomError("plan_group", 'group and to = "group" belong together')
        return self

    @property
    def by_hand(self) -> bool:
        """Whether people do it, and say so."""
        return self.within_min is not None


class Plan(Part):
    """A contingency plan."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Small letters, digits and hyphens.")
    title: Words
    when: Conditions = Conditions()
    steps: tuple[Step, ...] = Field(min_length=1, max_length=50)


class RunState(StrEnum):
    """How far a plan has come at an incident."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class StepState(StrEnum):
    """How far a step has come."""

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    OVERDUE = "overdue"
    """People have not said in time that it was done; they still may."""


class StepReason(StrEnum):
    """Why a step was not done, or a plan stopped; each with whom it speaks of."""

    OVERDUE = "overdue"
    ACKNOWLEDGED = "acknowledged"
    NO_RECEIVER = "no_receiver"
    NO_FORM = "no_form"
    """The channel of its receiver cannot carry what it says."""
    UNDELIVERED = "undelivered"
    """What it said was given up."""
    NO_UNIT = "no_unit"
    NOBODY_ON_CALL = "nobody_on_call"
    SAID_BY_HAND = "said_by_hand"
    RESOLVED = "resolved"
    MERGED = "merged"
    CUSTOMER_SERVICE = "customer_service"
    UNREADABLE = "unreadable"
