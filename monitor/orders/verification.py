"""Whether service is back where a crew has worked: what incidents and terminals say, never the crew alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from collectors.states import TerminalState
from monitor.incidents.model import incident_number
from monitor.incidents.transitions import CORE, ended_by
from monitor.ledger import tables as t
from monitor.orders.model import OrderKind, OrderState, WorkOrder
from thresholds.model import Severity

MOST_MERGERS = 20
UNSEEN = (TerminalState.UNKNOWN, TerminalState.UNOBSERVABLE)


@dataclass(frozen=True, slots=True)
class Back:
    """That service is back."""

    at_ms: int
    seen: bool
    """Whether terminals have shown it; else it is taken on people's word."""


@dataclass(frozen=True, slots=True)
class Levels:
    """How the readings of a terminal are told to be good again."""

    suffering: Callable[[Connection, int], Collection[str]]
    """The metrics of the terminal in a slot that are out of limits, or far from what they used to be."""
    round_ms: int
    """Within this time every terminal has been read, and judged by it."""


def joined(connection: Connection, order: WorkOrder) -> WorkOrder:
    """Return an order with the incident that its sender means, once we know of such, at its worst so far."""
    number = order.incident
    if number is None and order.incident_said:
        said = incident_number(order.incident_said)
        number = None if said is None or said >= 2**31 else said
    if number is None:
        return order
    row = connection.execute(select(t.incident.c.severity).where(t.incident.c.number == number)).first()
    if row is None:
        return order
    return replace(order, incident=number, severity=max(order.severity, Severity(row.severity)))


def restoration(connection: Connection, order: WorkOrder, now_ms: int, levels: Levels | None = None) -> Back | None:
    """Return since when service is back, and whether that was seen; None: it is not back, or has yet to be looked at.

    Of an incident: it is over, itself or whatever it turned out to be part of. That counts as seen where its terminals
    ended it; where somebody did it is his word. Of one home, once the crew is done: its terminal is registered, and
    none of the readings that were complained of is bad any more. Of a home that cannot be seen the crew's word is all
    there is. levels: None, whether readings are good again is left to whoever can tell.
    """
    if order.kind is OrderKind.INCIDENT:
        back = _over(connection, order.incident) if order.incident is not None else None
        return None if back is None else replace(back, at_ms=max(back.at_ms, order.round_ms))
    return None if order.done_ms is None else _home(connection, order, order.done_ms, now_ms, levels)


def _home(connection: Connection, order: WorkOrder, done_ms: int, now_ms: int, levels: Levels | None) -> Back | None:
    row = connection.execute(
        select(t.subject.c.slot, t.terminal_state.c.state, t.terminal_state.c.since_ms)
        .join(t.subject, t.subject.c.slot == t.terminal_state.c.slot)
        .where(t.subject.c.key == order.terminal)
    ).first()
    if row is None or row.state in UNSEEN:
        return Back(done_ms, seen=False)
    if row.state != TerminalState.REGISTERED:
        return None
    back_ms = max(row.since_ms, done_ms)
    complained = _complained(connection, order)
    if not complained:
        return Back(back_ms, seen=True)
    read_since = levels is not None and now_ms >= back_ms + levels.round_ms
    if levels is None or not read_since or not complained.isdisjoint(levels.suffering(connection, row.slot)):
        return None
    return Back(now_ms, seen=True)


def settled(order: WorkOrder, back: Back | None, now_ms: int) -> WorkOrder:
    """Return an order with what is known of its restoration: once the crew is done too, it is over.

    Where service was not seen to be back the order ends on people's word, and does not say that it was restored.
    """
    if order.state in (OrderState.CLOSED, OrderState.CANCELLED):
        return order
    order = replace(order, restored_ms=back.at_ms if back is not None and back.seen else None)
    if order.state is OrderState.DONE and back is not None:
        return replace(order, state=OrderState.CLOSED, closed_ms=now_ms)
    return order


def _complained(connection: Connection, order: WorkOrder) -> frozenset[str]:
    """Return the readings of the home's terminal that were out of limits, or had changed, when it was handed on."""
    report = connection.execute(select(t.work_order.c.report).where(t.work_order.c.number == order.number)).scalar()
    services = [each for each in (report or {}).get("services", ()) if each["terminal"] == order.terminal]
    return frozenset(metric for each in services for metric in each["out_of_limits"])


def _over(connection: Connection, number: int) -> Back | None:
    """Return when an incident, or what it was merged into, ended, and whether its terminals ended it."""
    at = number
    for _ in range(MOST_MERGERS):
        row = connection.execute(
            select(t.incident.c.resolved_ms, t.incident.c.merged_into).where(t.incident.c.number == at)
        ).first()
        if row is None or (row.merged_into is None and row.resolved_ms is None):
            return None
        if row.merged_into is None:
            return Back(row.resolved_ms, seen=ended_by(connection, at) == CORE)
        at = row.merged_into
    return None
