"""Work orders in the ledger's rows: read, inserted, compared and set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from monitor.incidents import rows as incident_rows
from monitor.incidents.model import Entry, incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.orders.model import OrderKind, OrderState, WorkOrder
from thresholds.model import Severity

NAMES = WorkOrder.__dataclass_fields__.keys()
PLAIN = tuple(column for column in t.work_order.columns if column is not t.work_order.c.report)
"""An order without its report, which only its own page shows."""


class ChangedError(RuntimeError):
    """Somebody changed the order meanwhile."""


def order_of(row: Row[Any]) -> WorkOrder:
    """Return the order in a row of the table, with its report where that was asked for."""
    columns = dict(row._mapping)  # noqa: SLF001 - the public way to a row's names
    known = {name: value for name, value in columns.items() if name in NAMES}
    changed = {
        "kind": OrderKind(columns["kind"]),
        "state": OrderState(columns["state"]),
        "severity": Severity(columns["severity"]),
    }
    return WorkOrder(**{**known, **changed})


def next_number(connection: Connection) -> int:
    """Return the number of the next order; to be asked within the write that uses it."""
    return (connection.execute(select(func.max(t.work_order.c.number))).scalar() or 0) + 1


def add(connection: Connection, order: WorkOrder, actor: str, reason: str, heard_ms: int) -> None:
    """Write down a new order, with the beginning of its story."""
    connection.execute(insert(t.work_order).values(**_columns(order)))
    _note(connection, order, None, actor, reason, (order.opened_ms, heard_ms))


def change(
    connection: Connection,
    was: WorkOrder,
    now: WorkOrder,
    actor: str,
    reason: str,
    at_ms: int,
    heard_ms: int,
) -> WorkOrder:
    """Write an order as it is now, if it is still as it was; return it with its next revision.

    Raises ChangedError where somebody was quicker.
    """
    now = replace(now, revision=was.revision + 1)
    columns = {name: value for name, value in _columns(now).items() if name not in ("number", "report")}
    compared = (t.work_order.c.number == was.number, t.work_order.c.revision == was.revision)
    if not connection.execute(update(t.work_order).where(*compared).values(**columns)).rowcount:
        raise ChangedError(f"{was.id} has just changed")
    if now.state is not was.state or now.reopened != was.reopened:
        _note(connection, now, was.state, actor, reason, (at_ms, heard_ms))
    announce(connection, now, heard_ms)
    return now


def enter(
    connection: Connection,
    order: WorkOrder,
    at_ms: int,
    kind: Entry,
    actor: str = "core",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Have the timeline of an order's incident, where one is known, tell of it; detail: None for its state."""
    if order.incident is None:
        return
    told = {"external": order.external, "state": str(order.state), "crew": order.crew} if detail is None else detail
    incident_rows.enter(connection, order.incident, at_ms, kind, {"order": order.id, **told}, actor)
    changes.announce(connection, at_ms, "incident", incident_id(order.incident), {"entry": str(kind)})


def announce(connection: Connection, order: WorkOrder, at_ms: int) -> None:
    """Say to whoever follows that something about an order is new."""
    changes.announce(connection, at_ms, "order", order.id, {"state": str(order.state), "revision": order.revision})


def _note(
    connection: Connection, order: WorkOrder, was: OrderState | None, actor: str, reason: str, times: tuple[int, int]
) -> None:
    at_ms, heard_ms = times
    connection.execute(
        insert(t.work_order_transition).values(
            work_order=order.number, at_ms=at_ms, heard_ms=heard_ms, actor=actor, was=str(was) if was else None,
            becomes=str(order.state), reason=reason,
        )
    )  # fmt: skip


def _columns(order: WorkOrder) -> dict[str, Any]:
    values = asdict(order) | {"kind": str(order.kind), "state": str(order.state), "severity": int(order.severity)}
    return {**values, "report": None if order.report is None else dict(order.report)}
