"""Whether service is back where a crew has worked: what incidents and terminals say, never the crew alone."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from collectors.states import TerminalState
from monitor.incidents.model import incident_number
from monitor.ledger import tables as t
from monitor.orders.model import OrderKind, OrderState, WorkOrder
from thresholds.model import Severity

MOST_MERGERS = 20
UNSEEN = (TerminalState.UNKNOWN, TerminalState.UNOBSERVABLE)


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


def restored_ms(connection: Connection, order: WorkOrder) -> int | None:
    """Return since when service is seen to be back, UTC ms; None: it is not, or nobody can tell.

    Of an incident: it was resolved, itself or whatever it turned out to be part of. Of one home, once the crew is
    done: its terminal is registered; of a home that cannot be seen the crew's word is all there is.
    """
    if order.kind is OrderKind.INCIDENT:
        resolved = _resolved_ms(connection, order.incident) if order.incident is not None else None
        return None if resolved is None else max(resolved, order.round_ms)
    if order.done_ms is None:
        return None
    row = connection.execute(
        select(t.terminal_state.c.state, t.terminal_state.c.since_ms)
        .join(t.subject, t.subject.c.slot == t.terminal_state.c.slot)
        .where(t.subject.c.key == order.terminal)
    ).first()
    if row is None or row.state in UNSEEN:
        return order.done_ms
    return max(row.since_ms, order.done_ms) if row.state == TerminalState.REGISTERED else None


def settled(order: WorkOrder, back_ms: int | None, now_ms: int) -> WorkOrder:
    """Return an order with what is known of its restoration: once the crew is done too, it is over."""
    if order.state in (OrderState.CLOSED, OrderState.CANCELLED):
        return order
    order = replace(order, restored_ms=back_ms)
    if order.state is OrderState.DONE and back_ms is not None:
        return replace(order, state=OrderState.CLOSED, closed_ms=now_ms)
    return order


def _resolved_ms(connection: Connection, number: int) -> int | None:
    at: int | None = number
    for _ in range(MOST_MERGERS):
        row = connection.execute(
            select(t.incident.c.resolved_ms, t.incident.c.merged_into).where(t.incident.c.number == at)
        ).first()
        if row is None or row.merged_into is None:
            return None if row is None else row.resolved_ms
        at = row.merged_into
    return None
