"""Whose turn it is: notices lent to a deliverer, marked when it is done, and logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, text, update

from monitor.incidents.model import incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.telling.model import NoticeState, Outcome, Rank

ALL_RANKS = tuple(Rank)
OF_PLANTS = (Rank.PRIORITY, Rank.ORDINARY)
"""All but tests."""
EARLIER = t.notice.alias("earlier")
"""A notice of the same story that was owed before."""
TOO_LATE = "not delivered in time: the receiver could not be reached"


@dataclass(frozen=True, slots=True)
class Due:
    """A notice whose turn it is."""

    id: str
    incident: int | None
    receiver: str
    event: str
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
    retry_after_s: float | None = None
    """The pause that the receiver asked for."""
    permanent: bool = False
    """The receiver was there, and will not have this message."""


def due(
    connection: Connection,
    now_ms: int,
    receiver: str,
    limit: int,
    without: Collection[str] = (),
    ranks: Sequence[Rank] = ALL_RANKS,
) -> list[Due]:
    """Return at most `limit` notices of a receiver whose turn it is: by rank, then those waiting longest first.

    Of one incident only the oldest notice still owed has its turn: what follows waits, whatever becomes of that one,
    so that a receiver hears a story in its order.
    """
    n = t.notice.alias("n")
    found: list[Due] = []
    for rank in ranks:
        ready = (n.c.rank == rank, n.c.due_ms <= now_ms, n.c.leased_until_ms <= now_ms)
        rows = connection.execute(
            _of(n, receiver)
            .where(*ready, n.c.id.not_in(without), *is_next(n))
            .order_by(n.c.due_ms, n.c.serial)
            .limit(limit - len(found))
        )
        found += [Due(*row) for row in rows]
        if len(found) >= limit:
            break
    return found


def probe(connection: Connection, now_ms: int, receiver: str) -> list[Due]:
    """Return the notice by which it is found out whether a receiver is back: one tried before, whatever its pause.

    So what nobody has tried stays so, and can go within a digest.
    """
    n = t.notice.alias("n")
    tried = (text("n.attempts > 0"), n.c.rank.in_(OF_PLANTS), n.c.leased_until_ms <= now_ms)
    rows = connection.execute(_of(n, receiver).where(*tried, *is_next(n)).order_by(n.c.serial).limit(1))
    return [Due(*row) for row in rows] or due(connection, now_ms, receiver, 1, (), OF_PLANTS)


def _of(n: Any, receiver: str) -> Select[Any]:  # noqa: ANN401 - an alias of the table
    owed = (n.c.state == NoticeState.OWED, n.c.receiver == receiver)
    return select(n.c.id, n.c.incident, n.c.receiver, n.c.event, n.c.payload, n.c.attempts, n.c.owed_ms).where(*owed)


def is_next(n: Any, but: ColumnElement[bool] | None = None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:  # noqa: ANN401 - an alias of the table
    """Return the conditions that nothing before a notice of its story is still owed, or carried by what is.

    but: of those owed before it only those count that meet this condition on EARLIER.
    """
    earlier, carried = EARLIER, t.notice.alias("carried")
    owed = [
        earlier.c.state == NoticeState.OWED,
        earlier.c.receiver == n.c.receiver,
        earlier.c.incident == n.c.incident,
        earlier.c.serial < n.c.serial,
    ]
    if but is not None:
        owed.append(but)
    within = select(carried.c.id).where(
        carried.c.state == NoticeState.CARRIED,
        carried.c.receiver == n.c.receiver,
        carried.c.incident == n.c.incident,
        carried.c.serial < n.c.serial,
    )
    return ~select(earlier.c.id).where(*owed).exists(), ~within.exists()


def next_due_ms(connection: Connection, now_ms: int, receivers: Collection[str]) -> int | None:
    """Return when the next notice put off of some receivers becomes due; None: none is."""
    n = t.notice.c
    found = [
        connection.execute(
            select(func.min(n.due_ms)).where(
                n.state == NoticeState.OWED, n.receiver == receiver, n.rank == rank, n.due_ms > now_ms
            )
        ).scalar()
        for receiver in receivers
        for rank in ALL_RANKS
    ]
    return min((at_ms for at_ms in found if at_ms is not None), default=None)


def lease(connection: Connection, ids: Sequence[str], until_ms: int) -> None:
    """Lend notices to a deliverer; nobody else takes them up until the lease is over."""
    connection.execute(update(t.notice).where(t.notice.c.id.in_(ids)).values(leased_until_ms=until_ms))


def end_leases(connection: Connection, receivers: Collection[str]) -> int:
    """Take back every lease: those who held them are gone; return how many there were.

    An attempt was begun of which nobody knows how it ended: it counts, so that no digest says the same under
    another id.
    """
    n = t.notice.c
    held = (n.state == NoticeState.OWED, n.receiver.in_(receivers), n.leased_until_ms > 0)
    return connection.execute(update(t.notice).where(*held).values(leased_until_ms=0, attempts=n.attempts + 1)).rowcount


def hurry(connection: Connection, receiver: str, now_ms: int) -> int:
    """End the pauses of what failed before, now that the receiver is back; return how many."""
    n = t.notice.c
    tried = (n.state == NoticeState.OWED, n.receiver == receiver, text("attempts > 0"), n.due_ms > now_ms)
    return connection.execute(update(t.notice).where(*tried).values(due_ms=now_ms)).rowcount


def mark(connection: Connection, attempt: Attempt) -> None:
    """Log an attempt and put its notice, and what that carried, where the outcome says."""
    n, notice = t.notice.c, attempt.notice
    done_ms = attempt.at_ms + attempt.took_ms
    state = {Outcome.DELIVERED: NoticeState.DELIVERED, Outcome.DEAD: NoticeState.DEAD}.get(attempt.outcome)
    connection.execute(
        update(t.notice)
        .where(n.id == notice.id, n.state == NoticeState.OWED)
        .values(
            state=state or NoticeState.OWED,
            attempts=n.attempts + 1,
            due_ms=attempt.due_ms,
            leased_until_ms=0,
            done_ms=done_ms if state else None,
        )
    )
    connection.execute(
        insert(t.delivery).values(
            notice=notice.id,
            at_ms=attempt.at_ms,
            took_ms=attempt.took_ms,
            status=attempt.status,
            outcome=attempt.outcome,
            detail=attempt.detail,
        )
    )
    if state is not None:
        if notice.incident is None:
            carried = (n.carried_by == notice.id, n.state == NoticeState.CARRIED)
            connection.execute(update(t.notice).where(*carried).values(state=state, done_ms=done_ms))
        about = incident_id(notice.incident) if notice.incident is not None else ""
        said = {"notice": notice.id, "receiver": notice.receiver, "outcome": str(attempt.outcome)}
        changes.announce(connection, done_ms, "notice", about, said)


def expire(connection: Connection, receiver: str, before_ms: int, now_ms: int, limit: int = 100) -> int:
    """Give up notices owed before a moment, since their receiver is not there; return how many, at most `limit`."""
    n = t.notice.alias("n")
    never = (text("n.attempts = 0"), n.c.rank.in_(ALL_RANKS), n.c.due_ms < before_ms)
    late = [
        Due(*row)
        for which in ((text("n.attempts > 0"),), never)
        for row in connection.execute(
            _of(n, receiver)
            .where(*which, n.c.owed_ms < before_ms, n.c.leased_until_ms == 0)
            .order_by(n.c.serial)
            .limit(limit)
        )
    ]
    for notice in late[:limit]:
        mark(connection, Attempt(notice, now_ms, 0, Outcome.DEAD, None, TOO_LATE, now_ms))
    return len(late[:limit])
