"""What the API takes and gives about work orders, as the document describes it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from webui.api.schema import Arguments, Ms, SeverityName

OutcomeName = Literal["opened", "moved", "late", "repeated", "ignored"]
OrderStateName = Literal["opened", "accepted", "en_route", "on_site", "done", "cancelled", "closed"]
ClockName = Literal["acknowledge", "dispatch", "arrive", "restore"]
TEXT = r"^[^\x00]*$"


class InboundPath(BaseModel):
    """Who sends."""

    source: str = Field(description="A name under [[inbound]].", max_length=40)


class ListenerPath(InboundPath):
    """Who sends, and what."""

    listener: str = Field(description="troubleTicketStatusChangeEvent", max_length=80)


class OrderPath(BaseModel):
    """Which order."""

    id: str = Field(description="ORD-000001", max_length=24)


class OrdersQuery(Arguments):
    """Which orders, and how many at a time."""

    show: Literal["under_way", "overdue", "over"] = "under_way"
    crew: str = Field(default="", max_length=120, pattern=TEXT)
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(
        default=None, description="`next` of the page before.", pattern=r"^[0-9]{1,9}$", max_length=9
    )


class OrderClock(BaseModel):
    """By when something is due, and how that stands."""

    name: ClockName
    state: Literal["running", "warning", "overdue", "met", "late"]
    due_ms: Ms
    met_ms: Ms | None


class Order(BaseModel):
    """A work order."""

    id: str
    kind: Literal["incident", "trouble"]
    state: OrderStateName
    verified: bool = Field(description="Whether service was seen to be back.")
    system: str
    number: str | None = Field(description="Its number in the system that keeps it.")
    incident: str | None
    account: str | None
    terminal: str | None
    severity: SeverityName
    crew: str
    unit: str
    cause: str
    note: str
    opened_ms: Ms
    reopened: int
    acknowledged_ms: Ms | None
    dispatched_ms: Ms | None
    on_site_ms: Ms | None
    done_ms: Ms | None
    restored_ms: Ms | None
    cancelled_ms: Ms | None
    closed_ms: Ms | None
    spot_check: bool
    revision: int
    clocks: list[OrderClock]


class OrdersPage(BaseModel):
    """A page of orders."""

    items: list[Order]
    next: str | None


class OrderDetail(Order):
    """A work order with its story, and the report it was handed on with."""

    story: list[dict[str, Any]]
    report: dict[str, Any] | None


class OrderStateBody(Arguments):
    """How far the crew is, as somebody says for it."""

    state: Literal["accepted", "en_route", "on_site", "done", "cancelled"]
    revision: int = Field(description="Of the order as you saw it.", ge=1, lt=2**53)
    note: str = Field(default="", max_length=2000, pattern=TEXT)


class OpenBody(Arguments):
    """Where something has failed that nothing shows, and how that is known."""

    element: str = Field(min_length=1, max_length=200, pattern=TEXT)
    reason: str = Field(min_length=1, max_length=2000, pattern=TEXT)


class OpenedIncident(BaseModel):
    """The incident that was opened."""

    id: str | None = Field(description="INC-000001; null where it is over again already.")


class OrderCloseBody(Arguments):
    """Why an order ends though nothing shows that service is back."""

    reason: str = Field(min_length=1, max_length=2000, pattern=TEXT)
    revision: int = Field(description="Of the order as you saw it.", ge=1, lt=2**53)
