"""Messages about work orders taken in: each once, in whatever order they come, with the incident they belong to."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.orders import rows
from monitor.orders.book import OrderRefusedError, blank, changed
from monitor.orders.model import OrderState, WorkOrder, order_id, order_number
from monitor.orders.report import Outcome, Report, applied
from monitor.orders.telling import OrderTeller
from monitor.orders.verification import joined, restoration, settled


class OtherMessageError(ValueError):
    """A message under the identity of another one."""


class _RepeatedError(Exception):
    """A message that has been taken in before."""

    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a message."""

    outcome: Outcome
    order: int | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """Which message it is: the same one again changes nothing."""

    source: str
    """Its sender, a name under [[inbound]]."""
    message: str
    sha256: str

    @classmethod
    def of(cls, source: str, message: str, body: bytes) -> Envelope:
        """Return the envelope of a body."""
        return cls(source, message, hashlib.sha256(body).hexdigest())


def take_in(
    ledger: Ledger,
    envelope: Envelope,
    report: Report | None,
    one_in: int,
    now_ms: int,
    teller: OrderTeller | None = None,
) -> Taken:
    """Act on a message once, however often it comes.

    report: None for a message that speaks of nothing we follow. teller: None, nobody else is told. Raises
    OtherMessageError where another message had its identity, OrderRefusedError for an order of ours that is somebody
    else's.
    """
    with ledger.read() as connection:
        before = _before(connection, envelope)
    if before is not None:
        return before
    detail: dict[str, Any] = {}
    try:
        with ledger.write(envelope.source, "order.reported", envelope.message, detail) as connection:
            again = _before(connection, envelope)
            if again is not None:
                raise _RepeatedError(again)  # noqa: TRY301 - undoes the row of the trail too
            taken = Taken(Outcome.IGNORED, None)
            if report is not None:
                taken = _report(connection, envelope.source, report, one_in, now_ms, teller)
                detail |= {"order": order_id(taken.order or 0), "state": str(report.state)}
            detail |= {"outcome": str(taken.outcome)}
            row = asdict(envelope) | {"at_ms": now_ms, "outcome": str(taken.outcome), "work_order": taken.order}
            connection.execute(insert(t.inbound).values(**row))
    except _RepeatedError as error:
        return error.taken
    return taken


def _report(
    connection: Connection, source: str, report: Report, one_in: int, now_ms: int, teller: OrderTeller | None
) -> Taken:
    was = _known(connection, source, report)
    if was is None:
        was = replace(
            blank(rows.next_number(connection), source, source, one_in, report.at_ms),
            system=source, external=report.external, incident_said=report.incident,
            sequence=report.sequence if report.state is OrderState.OPENED else None,
        )  # fmt: skip
        was = joined(connection, was)
        rows.add(connection, was, source, "the first that was told of it", now_ms)
        now, outcome = applied(was, report)[0], Outcome.OPENED
    else:
        now, outcome = applied(_heeding(was, report), report)
        now = _joined_as_named(connection, replace(now, system=source, external=report.external), report, outcome)
    now = settled(now, restoration(connection, now, now_ms), now_ms)
    changed(connection, was, now, source, report.note or str(outcome), report.at_ms, now_ms, teller)
    return Taken(outcome, was.number)


def _joined_as_named(connection: Connection, order: WorkOrder, report: Report, outcome: Outcome) -> WorkOrder:
    """Return an order with the incident that its sender means, where it has joined none as he names it now.

    What he named before stands where that is what he said last, unless only the other one is known.
    """
    if order.incident is not None or not report.incident:
        return joined(connection, order)
    now = joined(connection, replace(order, incident_said=report.incident))
    corrected = now.incident is not None or outcome is Outcome.MOVED or not order.incident_said
    return now if corrected else joined(connection, order)


def _known(connection: Connection, source: str, report: Report) -> WorkOrder | None:
    """Return the order a report speaks of: by its number there, or by ours where it is nobody's there yet."""
    o = t.work_order.c
    row = connection.execute(select(*rows.PLAIN).where(o.system == source, o.external == report.external)).first()
    if row is not None:
        return rows.order_of(row)
    number = order_number(report.order) if report.order else None
    row = connection.execute(select(*rows.PLAIN).where(o.number == number)).first() if number is not None else None
    if row is None:
        return None
    if row.external is not None:
        raise OrderRefusedError(f"{report.order} is already known under another number")
    return rows.order_of(row)


def _heeding(was: WorkOrder, report: Report) -> WorkOrder:
    """Return an order that we opened, as its system's first report finds it: that one's clock may be behind ours.

    Where somebody has ended it by then, what is older than that opens it no more.
    """
    if was.external is not None or was.state.rank >= OrderState.DONE.rank:
        return was
    return replace(was, said_ms=min(was.said_ms, report.at_ms))


def _before(connection: Connection, envelope: Envelope) -> Taken | None:
    m = t.inbound.c
    row = connection.execute(
        select(m.sha256, m.work_order).where(m.source == envelope.source, m.message == envelope.message)
    ).first()
    if row is None:
        return None
    if row.sha256 != envelope.sha256:
        raise OtherMessageError("another message came under this webhook-id")
    return Taken(Outcome.REPEATED, row.work_order)
