"""Notices as the ledger keeps them: owed with the change that causes them, leased, marked, logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from monitor.incidents.model import incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.telling.model import IncidentNotice, NoticeState, Outcome, notice_id


@dataclass(frozen=True, slots=True)
class Due:
    """A notice whose turn it is."""

    id: str
    incident: int
    receiver: str
    payload: Mapping[str, Any]
    attempts: int
    """Attempts made before."""
    owed_ms: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt at a notice ended, and what follows from it."""

    notice: Due
    at_ms: int
    took_ms: int
    outcome: Outcome
    status: int | None
    """HTTP status, None where there was no answer."""
    detail: str
    due_ms: int
    """When to try again, for RETRY."""


def owe(connection: Connection, notice: IncidentNotice, receiver: str, payload: Mapping[str, Any], at_ms: int) -> str:
    """Owe a receiver a notice, inside the transaction of the change it tells of; return its id."""
    made = notice_id(notice.number, notice.revision, notice.event, receiver)
    connection.execute(
        insert(t.notice).values(
            id=made,
            incident=notice.number,
            revision=notice.revision,
            receiver=receiver,
            event=str(notice.event),
            payload=dict(payload),
            owed_ms=at_ms,
            state=NoticeState.OWED,
            attempts=0,
            due_ms=at_ms,
            leased_until_ms=0,
        )
    )
    return made


def due(connection: Connection, now_ms: int, receiver: str, limit: int, without: Collection[str] = ()) -> list[Due]:
    """Return at most `limit` notices of a receiver whose turn it is, those waiting longest first.

    Of one incident only the oldest notice still owed has its turn: what follows waits, whatever
    becomes of that one, so that a receiver hears a story in its order.
    """
    n, earlier = t.notice.alias("n"), t.notice.alias("earlier")
    before = select(earlier.c.id).where(
        earlier.c.state == NoticeState.OWED,
        earlier.c.receiver == n.c.receiver,
        earlier.c.incident == n.c.incident,
        earlier.c.revision < n.c.revision,
    )
    rows = connection.execute(
        select(n.c.id, n.c.incident, n.c.receiver, n.c.payload, n.c.attempts, n.c.owed_ms)
        .where(
            n.c.state == NoticeState.OWED,
            n.c.receiver == receiver,
            n.c.due_ms <= now_ms,
            n.c.leased_until_ms <= now_ms,
            n.c.id.not_in(without),
            ~before.exists(),
        )
        .order_by(n.c.due_ms, n.c.incident)
        .limit(limit)
    )
    return [Due(row.id, row.incident, row.receiver, row.payload, row.attempts, row.owed_ms) for row in rows]


def next_due_ms(connection: Connection, now_ms: int) -> int | None:
    """Return when the next notice put off, or lent to somebody who has since died, becomes due; None: none is."""
    lent, put_off = t.notice.c.leased_until_ms, t.notice.c.due_ms
    when = case((lent > put_off, lent), else_=put_off)
    query = select(func.min(when)).where(t.notice.c.state == NoticeState.OWED, when > now_ms)
    return connection.execute(query).scalar()


def lease(connection: Connection, ids: Sequence[str], until_ms: int) -> None:
    """Lend notices to a deliverer; nobody else takes them up until the lease is over."""
    connection.execute(update(t.notice).where(t.notice.c.id.in_(ids)).values(leased_until_ms=until_ms))


def end_leases(connection: Connection) -> int:
    """Take back every lease: those who held them are gone; return how many there were."""
    held = (t.notice.c.state == NoticeState.OWED, t.notice.c.leased_until_ms > 0)
    return connection.execute(update(t.notice).where(*held).values(leased_until_ms=0)).rowcount


def mark(connection: Connection, attempt: Attempt) -> None:
    """Log an attempt and put its notice where the outcome says."""
    done = attempt.outcome != Outcome.RETRY
    state = {Outcome.DELIVERED: NoticeState.DELIVERED, Outcome.DEAD: NoticeState.DEAD}.get(attempt.outcome)
    connection.execute(
        update(t.notice)
        .where(t.notice.c.id == attempt.notice.id, t.notice.c.state == NoticeState.OWED)
        .values(
            state=state or NoticeState.OWED,
            attempts=t.notice.c.attempts + 1,
            due_ms=attempt.due_ms,
            leased_until_ms=0,
            done_ms=attempt.at_ms + attempt.took_ms if done else None,
        )
    )
    connection.execute(
        insert(t.delivery).values(
            notice=attempt.notice.id,
            at_ms=attempt.at_ms,
            took_ms=attempt.took_ms,
            status=attempt.status,
            outcome=attempt.outcome,
            detail=attempt.detail,
        )
    )
    if done:
        said = {"notice": attempt.notice.id, "receiver": attempt.notice.receiver, "outcome": str(attempt.outcome)}
        changes.announce(
            connection, attempt.at_ms + attempt.took_ms, "notice", incident_id(attempt.notice.incident), said
        )


def revive(connection: Connection, receiver: str, at_ms: int) -> int:
    """Owe a receiver its dead notices once more, now that it is back; return how many.

    Left dead is what a later notice of the same incident, delivered since, has made old news.
    """
    n, later = t.notice.alias("n"), t.notice.alias("later")
    overtaken = select(later.c.id).where(
        later.c.receiver == n.c.receiver,
        later.c.incident == n.c.incident,
        later.c.revision > n.c.revision,
        later.c.state == NoticeState.DELIVERED,
    )
    worth = select(n.c.id).where(n.c.receiver == receiver, n.c.state == NoticeState.DEAD, ~overtaken.exists())
    again = {"state": NoticeState.OWED, "owed_ms": at_ms, "due_ms": at_ms, "leased_until_ms": 0, "done_ms": None}
    return connection.execute(update(t.notice).where(t.notice.c.id.in_(worth)).values(again)).rowcount


def owed_to_others(connection: Connection, receivers: Collection[str]) -> dict[str, int]:
    """Return how many notices are owed to receivers that are not among these, by their names."""
    rows = connection.execute(
        select(t.notice.c.receiver, func.count())
        .where(t.notice.c.state == NoticeState.OWED, t.notice.c.receiver.not_in(receivers))
        .group_by(t.notice.c.receiver)
    )
    return {row[0]: row[1] for row in rows}
