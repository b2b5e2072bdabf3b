"""Read work orders from the ledger: for pages, the API and the look at their clocks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from monitor.incidents.merged import parts
from monitor.ledger import tables as t
from monitor.orders import rows
from monitor.orders.model import UNDER_WAY, OrderKind, OrderState, WorkOrder

MOST = 5000
"""Orders under way that are looked at together."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an order."""

    at_ms: int
    heard_ms: int
    actor: str
    becomes: str
    """The state it came to, or `warning`, `overdue` or `unverified`."""
    reason: str
    """Of a clock that spoke: its name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders a list is of."""

    homes: bool = True
    """Whether those of single homes are among them."""
    crew: str = ""
    """Whose; empty: all crews'."""

    def of(self) -> list[ColumnElement[bool]]:
        """Return what is asked of the ledger."""
        o = t.work_order.c
        kind = [] if self.homes else [o.kind == str(OrderKind.INCIDENT)]
        return [*kind, *([o.crew == self.crew] if self.crew else [])]


ALL = Wanted()


def under_way(connection: Connection, wanted: Wanted = ALL, after: int = 0, limit: int = MOST) -> list[WorkOrder]:
    """Return orders that are not over, oldest first, with a number above `after`; without their reports."""
    o = t.work_order.c
    query = select(*rows.PLAIN).where(o.state.in_(UNDER_WAY), o.number > after, *wanted.of())
    return [rows.order_of(row) for row in connection.execute(query.order_by(o.number).limit(limit))]


def over(connection: Connection, before: int | None, limit: int, wanted: Wanted = ALL) -> list[WorkOrder]:
    """Return orders that are over, newest first, with a number below `before`; without their reports."""
    o = t.work_order.c
    query = select(*rows.PLAIN).where(o.state.in_((OrderState.CLOSED, OrderState.CANCELLED)), *wanted.of())
    query = query.where(o.number < before) if before is not None else query
    return [rows.order_of(row) for row in connection.execute(query.order_by(o.number.desc()).limit(limit))]


def of_incident(connection: Connection, number: int) -> list[WorkOrder]:
    """Return the orders about an incident, or about what turned out to be part of it, oldest first; without reports."""
    o = t.work_order.c
    query = select(*rows.PLAIN).where(o.incident.in_([number, *parts(connection, number)])).order_by(o.number)
    return [rows.order_of(row) for row in connection.execute(query)]


def order(connection: Connection, number: int) -> WorkOrder | None:
    """Return one order with its report; None where there is no such."""
    row = connection.execute(select(t.work_order).where(t.work_order.c.number == number)).first()
    return None if row is None else rows.order_of(row)


def story(connection: Connection, number: int) -> list[Event]:
    """Return what happened to an order, oldest first as we heard of it."""
    m, a = t.work_order_transition.c, t.work_order_alarm.c
    moves = connection.execute(
        select(m.at_ms, m.heard_ms, m.actor, m.becomes, m.reason).where(m.work_order == number).order_by(m.id)
    )
    spoke = connection.execute(select(a.at_ms, a.step, a.clock).where(a.work_order == number))
    events = [Event(row.at_ms, row.heard_ms, row.actor, row.becomes, row.reason) for row in moves]
    events += [Event(row.at_ms, row.at_ms, "core", row.step, row.clock) for row in spoke]
    return sorted(events, key=lambda event: event.heard_ms)


def spoken(connection: Connection, number: int, at_round: int) -> set[tuple[str, str]]:
    """Return (clock, step) of what an order's clocks have said in a round."""
    a = t.work_order_alarm.c
    query = select(a.clock, a.step).where(a.work_order == number, a.round == at_round)
    return {(row.clock, row.step) for row in connection.execute(query)}
