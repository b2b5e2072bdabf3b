"""The work order: the job of a crew in the ticketing system, as far as its states have come back to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from thresholds.model import Severity


class OrderKind(StrEnum):
    """What an order is about."""

    INCIDENT = "incident"
    TROUBLE = "trouble"
    """One home's own fault, handed on by customer service."""


class OrderState(StrEnum):
    """How far an order has come; in the order in which they follow one another."""

    OPENED = "opened"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ON_SITE = "on_site"
    DONE = "done"
    """The crew says so; whether service is back is another matter."""
    CANCELLED = "cancelled"
    CLOSED = "closed"
    """Over: service was seen to be back (`restored_ms`), or that is taken on people's word."""

    @property
    def rank(self) -> int:
        """Its place among the states."""
        return list(OrderState).index(self)


UNDER_WAY = (OrderState.OPENED, OrderState.ACCEPTED, OrderState.EN_ROUTE, OrderState.ON_SITE, OrderState.DONE)
"""States of an order that is not over."""
TIMES: Mapping[OrderState, str] = {
    OrderState.ACCEPTED: "acknowledged_ms",
    OrderState.EN_ROUTE: "dispatched_ms",
    OrderState.ON_SITE: "on_site_ms",
    OrderState.DONE: "done_ms",
    OrderState.CANCELLED: "cancelled_ms",
    OrderState.CLOSED: "closed_ms",
}
"""Where an order keeps since when it was in a state."""


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """A work order: the columns of the table of that name. Times are UTC ms; None: not yet, as far as is known."""

    number: int
    kind: OrderKind
    system: str
    """Who keeps it besides us; empty: nobody yet."""
    external: str | None
    """Its number there."""
    incident: int | None
    incident_said: str
    """What the sender calls its incident, known to us or not."""
    account: str
    terminal: str
    severity: Severity
    state: OrderState
    crew: str
    unit: str
    cause: str
    note: str
    opened_ms: int
    round_ms: int
    """Since when its times count: it was opened, or reopened last."""
    reopened: int
    acknowledged_ms: int | None
    dispatched_ms: int | None
    on_site_ms: int | None
    done_ms: int | None
    cancelled_ms: int | None
    restored_ms: int | None
    """Service was seen to be back."""
    closed_ms: int | None
    said_ms: int
    """The sender's time of its newest state."""
    sequence: int | None
    """That state's number in the sender's own order; None: he does not number them."""
    opened_by: str
    revision: int
    spot_check: bool
    """Whether it was picked to be looked into afterwards."""
    report: Mapping[str, Any] | None = None

    @property
    def id(self) -> str:
        """What people and systems call it by."""
        return order_id(self.number)

    @property
    def under_way(self) -> bool:
        """Whether it is not over."""
        return self.state in UNDER_WAY

    @property
    def unverified(self) -> bool:
        """Whether its crew is done and service has not been seen to be back."""
        return self.state is OrderState.DONE and self.restored_ms is None

    def time_of(self, state: OrderState) -> int | None:
        """Return since when it was in a state, in the present round."""
        if state is OrderState.OPENED:
            return self.round_ms
        at_ms: int | None = getattr(self, TIMES[state])
        return at_ms


def order_id(number: int) -> str:
    """Return the id of order `number`: ORD-000001 for 1."""
    return f"ORD-{number:06d}"


def order_number(text: str) -> int | None:
    """Return the number in an id, None for something else."""
    digits = text.strip().upper().removeprefix("ORD-")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
    return number if number is not None and number < 2**31 else None
