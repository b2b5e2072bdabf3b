"""What happened, as one numbered list: core announces, web and others follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from monitor.ledger import tables as t
from monitor.ledger.watcher import Watcher

__all__ = ["Change", "Watcher", "announce", "latest", "latest_of", "prune", "since"]

_ANNOUNCE = insert(t.change).returning(t.change.c.id)
"""Made once: with every change of anything it is executed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One announcement; ids grow in the order of commits."""

    id: int
    at_ms: int
    kind: str
    subject: str
    data: Mapping[str, Any]


def announce(
    connection: Connection, at_ms: int, kind: str, subject: str = "", data: Mapping[str, Any] | None = None
) -> int:
    """Announce a change inside the transaction that makes it; return its id."""
    said = {"at_ms": at_ms, "kind": kind, "subject": subject, "data": dict(data or {})}
    return int(connection.execute(_ANNOUNCE, said).scalar_one())


def since(connection: Connection, after_id: int, limit: int = 1000) -> list[Change]:
    """Return at most `limit` changes after `after_id`, oldest first."""
    rows = connection.execute(select(t.change).where(t.change.c.id > after_id).order_by(t.change.c.id).limit(limit))
    return [Change(row.id, row.at_ms, row.kind, row.subject, row.data) for row in rows]


def latest(connection: Connection) -> int:
    """Return the id of the newest change, 0 when there is none."""
    return connection.execute(select(func.max(t.change.c.id))).scalar() or 0


def latest_of(connection: Connection, kind: str) -> int:
    """Return the id of the newest change of a kind, 0 when none is remembered."""
    query = select(t.change.c.id).where(t.change.c.kind == kind).order_by(t.change.c.id.desc()).limit(1)
    return connection.execute(query).scalar() or 0


def prune(connection: Connection, before_ms: int, limit: int = 2000) -> int:
    """Forget at most `limit` of the changes announced before `before_ms`; return how many.

    The newest change always stays, so that ids go on from it.
    """
    old = (
        select(t.change.c.id)
        .where(t.change.c.at_ms < before_ms, t.change.c.id < latest(connection))
        .order_by(t.change.c.id)
        .limit(limit)
    )
    return connection.execute(delete(t.change).where(t.change.c.id.in_(old))).rowcount
