"""What the API takes and gives of plans, units and storms, as the document describes it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from monitor.plans.model import Plan
from webui.api.schema import Arguments, ElementRef, IncidentPath, Ms

StepName = Literal[
    "notify", "open_ticket", "page_on_call", "escalate", "publish_announcement", "run_probe", "set_etr", "note"
]  # fmt: skip


class PlanPath(BaseModel):
    """Which plan."""

    name: str = Field(max_length=63)


class StepPath(IncidentPath):
    """Which step of which run at which incident."""

    run: int = Field(ge=1, le=2**53)
    step: int = Field(ge=0, le=100)


class RunsQuery(Arguments):
    """Which runs."""

    incident: str | None = Field(default=None, max_length=24)
    limit: int = Field(default=50, ge=1, le=200)


class PlanBody(Arguments):
    """A plan, and whether it is in force."""

    plan: dict[str, Any] = Field(description="As `plan` of a kept one; what is wrong with it is answered by place.")
    active: bool = True


class TryBody(Arguments):
    """A plan to be tried on the past."""

    plan: dict[str, Any]
    since_ms: Ms = 0


class PlanItem(BaseModel):
    """A plan in the version in force."""

    plan: Plan
    active: bool
    version: int
    at_ms: Ms
    by: str


class PlanList(BaseModel):
    """Every plan, by name."""

    items: list[PlanItem]


class PlanSaved(BaseModel):
    """Under which version a plan was kept."""

    name: str
    version: int


class RunStep(BaseModel):
    """A step with its clock."""

    do: StepName
    state: Literal["waiting", "done", "skipped", "failed", "overdue"]
    due_ms: Ms | None = Field(description="null: the step before it has to end first.")
    deadline_ms: Ms | None = Field(description="Until when people have to have done what is theirs.")
    at_ms: Ms | None
    by: str
    result: dict[str, Any]


class RunItem(BaseModel):
    """A plan at an incident."""

    id: int
    incident: str
    plan: str
    version: int
    state: Literal["running", "done", "stopped"]
    reason: str
    started_ms: Ms
    ended_ms: Ms | None
    steps: list[RunStep]


class RunList(BaseModel):
    """Runs, the newest first."""

    items: list[RunItem]


class TriedStepItem(BaseModel):
    """A step as it would have been."""

    do: StepName
    due_ms: Ms
    after_end: bool = Field(description="The incident was over by then: it would have been skipped.")


class TriedItem(BaseModel):
    """What a plan would have done at one incident."""

    incident: str
    started_ms: Ms | None
    against: list[str] = Field(description="Conditions that did not hold when it came closest.")
    steps: list[TriedStepItem]


class TriedList(BaseModel):
    """A dry run, the newest incident first."""

    items: list[TriedItem]


class OnCallItem(BaseModel):
    """Somebody who is on call now."""

    person: str
    phone: str
    level: int


class UnitItem(BaseModel):
    """An organisation that is responsible for areas."""

    id: str
    name: str
    kind: Literal["branch", "station", "contractor"]
    parent: str
    on_call: list[OnCallItem]


class UnitList(BaseModel):
    """Every unit, by id."""

    items: list[UnitItem]


class StormItem(BaseModel):
    """A time with many incidents."""

    id: int
    began_ms: Ms
    ended_ms: Ms | None
    incidents: int = Field(description="That belong to it, standing or not.")
    standing: int
    subscribers: int = Field(description="Of the incidents that stand.")


class StormHappening(BaseModel):
    """What happened to a storm."""

    at_ms: Ms
    kind: Literal["began", "joined", "back", "over", "merged", "by_hand", "ended"]
    incidents: list[str]
    into: str | None = Field(description="Of which incident they turned out to be part, where they were merged.")


class VisitItem(BaseModel):
    """One place to go to."""

    incidents: list[str]
    elements: list[ElementRef]
    subscribers: int = Field(description="Back after this visit.")
    restored_by_then: int = Field(description="Back after this visit and those before it.")


class StormNow(BaseModel):
    """The storm there is, and where to go first."""

    storm: StormItem | None
    visits: list[VisitItem]
    timeline: list[StormHappening] = Field(description="The newest, newest first.")
    past: list[StormItem]
