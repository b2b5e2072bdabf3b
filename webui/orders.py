"""A work order as pages and API show it, with its clocks, and who sees which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from monitor.incidents.model import incident_id
from monitor.orders.clocks import Clock, ClockState, Pace, clocks, overdue
from monitor.orders.model import OrderKind, OrderState, WorkOrder
from webui.access import HANDS, Visitor, known_visitor
from webui.context import now_ms
from webui.display import severity_name
from webui.readers import readers

ENDS = {OrderState.CANCELLED: "cancelled_ms", OrderState.CLOSED: "closed_ms"}


def pace() -> Pace:
    """Return how quick orders have to be."""
    return Pace.of(readers().settings.orders)


def clocks_of(order: WorkOrder) -> tuple[Clock, ...]:
    """Return an order's clocks at the time of this request; those of one that is over as they stood when it ended."""
    ended_ms = getattr(order, ENDS[order.state]) if order.state in ENDS else None
    return clocks(order, pace(), now_ms() if ended_ms is None else ended_ms)


def is_overdue(order: WorkOrder) -> bool:
    """Return whether one of an order's clocks has run out and still waits."""
    return order.under_way and bool(overdue(clocks_of(order)))


def next_due(found: tuple[Clock, ...]) -> Clock | None:
    """Return the clock that a list shows: the first that has run out, else the first that runs; None: none does."""
    waiting = [clock for clock in found if clock.met_ms is None]
    late = [clock for clock in waiting if clock.state is ClockState.OVERDUE]
    return next(iter(late or waiting), None)


def telling(found: tuple[Clock, ...]) -> tuple[Clock, ...]:
    """Return the clocks that are late or nearly so, or the next one where all is well."""
    told = tuple(clock for clock in found if clock.state not in (ClockState.MET, ClockState.RUNNING))
    following = next_due(found)
    return told or (() if following is None else (following,))


def sees_troubles(visitor: Visitor) -> bool:
    """Return whether a visitor sees orders of single homes: they are for those who work on them."""
    return visitor.role in HANDS


def may_see(visitor: Visitor, order: WorkOrder) -> bool:
    """Return whether a visitor sees an order."""
    return order.kind is OrderKind.INCIDENT or sees_troubles(visitor)


def note_listed(shown: Sequence[WorkOrder]) -> None:
    """Leave a trace of a list that is shown, where it says of homes which they are."""
    if accounts := [order.account for order in shown if order.account]:
        readers().trail.note(known_visitor().name, "orders", "", {"accounts": accounts})


def as_json(order: WorkOrder) -> dict[str, Any]:
    """Return an order as the API gives it, without its report."""
    hidden = {"number", "external", "incident_said", "round_ms", "said_ms", "sequence", "opened_by", "report"}
    plain = {name: value for name, value in asdict(order).items() if name not in hidden}
    return {
        **plain,
        "id": order.id,
        "kind": str(order.kind),
        "state": str(order.state),
        "severity": severity_name(order.severity),
        "verified": order.restored_ms is not None,
        "number": order.external,
        "incident": None if order.incident is None else incident_id(order.incident),
        "account": order.account or None,
        "terminal": order.terminal or None,
        "clocks": [asdict(clock) for clock in clocks_of(order)],
    }
