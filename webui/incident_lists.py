"""The long lists of an incident: who was told, and whom it affects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from monitor.ledger import tables as t

MOST_SUBSCRIBERS = 200


def notices_of(connection: Connection, number: int) -> list[dict[str, object]]:
    """Return the notices of an incident with their attempts, in the order they were owed."""
    n, d = t.notice.c, t.delivery.c
    attempts: dict[str, list[Row[Any, Any, Any, Any, Any, Any]]] = {}
    for row in connection.execute(
        select(d.notice, d.at_ms, d.took_ms, d.status, d.outcome, d.detail)
        .join(t.notice, n.id == d.notice)
        .where(n.incident == number)
        .order_by(d.id)
    ):
        attempts.setdefault(row.notice, []).append(row)
    found = connection.execute(
        select(n.id, n.receiver, n.event, n.revision, n.state, n.attempts, n.owed_ms, n.due_ms, n.done_ms)
        .where(n.incident == number)
        .order_by(n.owed_ms, n.receiver, n.revision)
    )
    return [{"notice": row, "attempts": attempts.get(row.id, [])} for row in found]


def subscribers_of(connection: Connection, number: int) -> list[Row[str, str, str, str, int | None]]:
    """Return the affected accounts, those still without service first; names are the template's affair."""
    a, ia = t.account.c, t.incident_account.c
    return list(
        connection.execute(
            select(ia.account, a.name, a.address, a.cls, ia.restored_ms)
            .join(t.account, a.account == ia.account, isouter=True)
            .where(ia.incident == number)
            .order_by(ia.restored_ms.isnot(None), ia.account)
            .limit(MOST_SUBSCRIBERS)
        )
    )
