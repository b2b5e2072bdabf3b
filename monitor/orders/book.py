"""What people do to a work order: hand a home's fault on, say how far its crew is, end it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from monitor.incidents.model import Entry
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.orders import rows
from monitor.orders.model import TIMES, OrderKind, OrderState, WorkOrder, order_id
from monitor.orders.report import Report, applied
from monitor.orders.telling import OrderTeller
from monitor.orders.verification import restoration, settled
from thresholds.model import Severity

LONGEST_REASON = 2000
BY_HAND = (OrderState.ACCEPTED, OrderState.EN_ROUTE, OrderState.ON_SITE, OrderState.DONE, OrderState.CANCELLED)
"""States that people may say by hand, where no ticketing system does."""


class OrderRefusedError(ValueError):
    """An action that the order's state does not allow; the message says why."""


class HandedOnError(OrderRefusedError):
    """A home that was handed on already, and whose order is not over."""

    def __init__(self, account: str, number: int) -> None:
        """Name the order."""
        super().__init__(f"{account} was already handed on as {order_id(number)}")
        self.number = number


def is_picked(number: int, one_in: int) -> bool:
    """Return whether an order is picked for a spot check: one in so many, at random, and for ever the same ones."""
    drawn = int.from_bytes(hashlib.sha256(order_id(number).encode()).digest()[:8], "big")
    return one_in > 0 and drawn % one_in == 0


def open_trouble(
    ledger: Ledger,
    user: str,
    home: tuple[str, str],
    unit: str,
    report: Mapping[str, Any],
    one_in: int,
    now_ms: int,
    severity: Severity = Severity.MINOR,
    teller: OrderTeller | None = None,
) -> int:
    """Hand one home's own fault on to the second line; return the order's number.

    home: account and terminal, the latter empty where it has none. teller: owes word of it; None: nobody is told.
    Raises HandedOnError where that was done already and is not over.
    """
    account, terminal = home
    with ledger.write(user, "order.open", account, {"terminal": terminal}) as connection:
        o = t.work_order.c
        under_way = o.state.not_in((OrderState.CLOSED, OrderState.CANCELLED))
        known = connection.execute(
            select(o.number).where(o.account == account, o.kind == str(OrderKind.TROUBLE), under_way)
        ).scalar()
        if known is not None:
            raise HandedOnError(account, known)
        order = blank(rows.next_number(connection), "", user, one_in, now_ms)
        order = replace(
            order, kind=OrderKind.TROUBLE, account=account, terminal=terminal, unit=unit, severity=severity,
            report=report,
        )  # fmt: skip
        rows.add(connection, order, user, "handed on by customer service", now_ms)
        rows.announce(connection, order, now_ms)
        if teller is not None:
            teller.opened(connection, order, now_ms)
    return order.number


def say(
    ledger: Ledger,
    number: int,
    user: str,
    state: OrderState,
    seen: int,
    note: str,
    now_ms: int,
    teller: OrderTeller | None = None,
) -> None:
    """Bring an order under way to a state by hand, where its crew says so by telephone.

    seen: its revision when whoever says so looked. Raises OrderRefusedError where there is no such order, it is over,
    somebody was quicker, or the state is none that people say.
    """
    said = _words(note, 0)
    if state not in BY_HAND:
        raise OrderRefusedError(f"{state} follows from what is seen; nobody says it")
    with ledger.write(user, "order.say", order_id(number), {"state": str(state), "note": said}) as connection:
        was = _under_way(connection, number, seen)
        now, _ = applied(was, Report(was.external or "", state, max(now_ms, was.said_ms + 1), note=said))
        now = _heard_by_hand(now) if state.rank >= OrderState.DONE.rank else now
        now = settled(now, restoration(connection, now, now_ms), now_ms)
        changed(connection, was, now, user, said or "said by hand", now_ms, now_ms, teller)


def close(
    ledger: Ledger, number: int, user: str, reason: str, seen: int, now_ms: int, teller: OrderTeller | None = None
) -> None:
    """Close an order because somebody says so, whatever its terminals do; the reason stays in the trail.

    What its system says of the time before opens it no more. Raises OrderRefusedError as `say`, and where no reason is
    given.
    """
    said = _words(reason, 1)
    with ledger.write(user, "order.close", order_id(number), {"reason": said}) as connection:
        was = _under_way(connection, number, seen)
        now = replace(was, state=OrderState.CLOSED, closed_ms=now_ms, said_ms=max(now_ms, was.said_ms))
        now = _heard_by_hand(now)
        changed(connection, was, now, user, said, now_ms, now_ms, teller)


def changed(
    connection: Connection,
    was: WorkOrder,
    now: WorkOrder,
    actor: str,
    reason: str,
    at_ms: int,
    heard_ms: int,
    teller: OrderTeller | None = None,
) -> None:
    """Write an order and, where its state changed or it is new, that its incident hears of it, and who else is told."""
    now = rows.change(connection, was, now, actor, reason, at_ms, heard_ms)
    if now.state is not was.state or was.incident is None or was.revision == 1:
        rows.enter(connection, now, heard_ms, Entry.ORDER, actor)
    if teller is not None:
        teller.changed(connection, was, now, actor, heard_ms)


def _heard_by_hand(order: WorkOrder) -> WorkOrder:
    """Return an order that somebody ended: what its system said before, and comes late, is told by its time alone."""
    return replace(order, sequence=None)


def _under_way(connection: Connection, number: int, seen: int) -> WorkOrder:
    row = connection.execute(select(*rows.PLAIN).where(t.work_order.c.number == number)).first()
    if row is None:
        raise OrderRefusedError(f"there is no order {order_id(number)}")
    order = rows.order_of(row)
    if not order.under_way:
        raise OrderRefusedError(f"{order.id} is already {order.state}")
    if order.revision != seen:
        raise OrderRefusedError(f"{order.id} has meanwhile changed: it is {order.state}")
    return order


def _words(text: str, least: int) -> str:
    said = text.strip()
    if not least <= len(said) <= LONGEST_REASON:
        raise OrderRefusedError(f"a reason has {least} to {LONGEST_REASON} characters")
    return said


def blank(number: int, system: str, by: str, one_in: int, at_ms: int) -> WorkOrder:
    """Return an order of which nothing is known but that it was opened."""
    return WorkOrder(
        number=number, kind=OrderKind.INCIDENT, system=system, external=None, incident=None, incident_said="",
        account="", terminal="", severity=Severity.WARNING, state=OrderState.OPENED, crew="", unit="", cause="",
        note="",
        opened_ms=at_ms, round_ms=at_ms, reopened=0, **dict.fromkeys([*TIMES.values(), "restored_ms"]),
        said_ms=at_ms, sequence=None, opened_by=by, revision=1, spot_check=is_picked(number, one_in),
    )  # fmt: skip
