"""Whose turn it is: notices lent to a deliverer, marked when it is done, and logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, text, update

from monitor.incidents.model import incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.telling.model import DIGEST, NoticeState, Outcome, Rank

ALL_RANKS = (Rank.TEST, Rank.ORDINARY)
OF_PLANTS = (Rank.PRIORITY, Rank.ORDINARY)
"""All but tests."""
TESTS = (Rank.TEST, Rank.TEST)
URGENT = (Rank.TEST, Rank.PRIORITY)
EARLIER = t.notice.alias("earlier")
"""A notice of the same story that was owed before."""
BROKEN_OFF = "broken off: whether it arrived is not known"
"""Of an attempt that whoever made it did not live to log."""
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
    ours: bool = False
    """A mistake of our own: the receiver has not been asked."""
    taken: bool = False
    """Somebody at the receiver has taken it, if not everybody."""
    lacking: bool = False
    """Somebody at the receiver has had it, if not everybody: whoever has not says nothing of the receiver."""


class Ended(Protocol):
    """Follows what becomes of notices, inside the transaction that says so."""

    def __call__(self, connection: Connection, notice: Due, outcome: Outcome, at_ms: int) -> None:
        """Take note that a notice was delivered or given up."""
        ...


def unfollowed(connection: Connection, notice: Due, outcome: Outcome, at_ms: int) -> None:
    """Take no note of it."""


def is_next(n: Any, but: ColumnElement[bool] | None = None) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - an alias of the table
    """Return the conditions that nothing before a notice of its story is still owed, or carried by what is.

    Its story is that of its incident, and that of the work order it tells of.

    but: of those owed before it only those count that meet this condition on EARLIER.
    """
    earlier, carried, ordered = EARLIER, t.notice.alias("carried"), t.notice.alias("ordered")
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
    of_order = select(ordered.c.id).where(
        ordered.c.work_order == n.c.work_order,
        ordered.c.receiver == n.c.receiver,
        ordered.c.serial < n.c.serial,
        ordered.c.state == NoticeState.OWED,
    )
    return ~select(earlier.c.id).where(*owed).exists(), ~within.exists(), ~of_order.exists()


_N = t.notice.alias("n")
_OF = select(_N.c.id, _N.c.incident, _N.c.receiver, _N.c.event, _N.c.payload, _N.c.attempts, _N.c.owed_ms).where(
    _N.c.state == NoticeState.OWED, _N.c.receiver == bindparam("receiver")
)
_DUE = (
    _OF.where(
        _N.c.rank.between(bindparam("least"), bindparam("most")),
        _N.c.due_ms <= bindparam("now_ms"),
        _N.c.leased_until_ms <= bindparam("now_ms"),
        *is_next(_N),
    )
    .order_by(_N.c.rank, _N.c.due_ms, _N.c.serial)
    .limit(bindparam("limit"))
)
_SOONEST = (
    _OF.add_columns(_N.c.due_ms)
    .where(
        _N.c.rank == bindparam("rank"),
        _N.c.due_ms > bindparam("now_ms"),
        _N.c.attempts > 0,
        _N.c.leased_until_ms <= bindparam("now_ms"),
        *is_next(_N),
    )
    .order_by(_N.c.due_ms, _N.c.serial)
    .limit(1)
)
_LATE = _OF.where(_N.c.owed_ms < bindparam("before_ms"), _N.c.leased_until_ms == 0).limit(bindparam("limit"))
_NEVER_TRIED = (
    text("n.attempts = 0"),
    _N.c.rank.between(Rank.TEST, Rank.ORDINARY),
    _N.c.due_ms < bindparam("before_ms"),
)
_LATE_ONES = (_LATE.where(text("n.attempts > 0")), _LATE.where(*_NEVER_TRIED))
_NEXT = select(func.min(_N.c.due_ms)).where(
    _N.c.state == NoticeState.OWED,
    _N.c.receiver.in_(bindparam("receivers", expanding=True)),
    _N.c.rank.in_([int(rank) for rank in Rank]),
    _N.c.due_ms > bindparam("now_ms"),
)
_PUT = (
    update(t.notice)
    .where(t.notice.c.id == bindparam("notice"), t.notice.c.state == NoticeState.OWED)
    .values(
        state=bindparam("becomes"),
        attempts=t.notice.c.attempts + 1,
        due_ms=bindparam("next_ms"),
        leased_until_ms=0,
        done_ms=bindparam("ended_ms"),
    )
)
_LOG = insert(t.delivery)
"""Statements of every turn, made once."""


def due(
    connection: Connection, now_ms: int, receiver: str, limit: int, ranks: tuple[Rank, Rank] = ALL_RANKS
) -> list[Due]:
    """Return at most `limit` notices of a receiver whose turn it is: by rank, then those waiting longest first.

    ranks: from which to which. Of one incident only the oldest notice still owed has its turn: what follows waits,
    whatever becomes of that one, so that a receiver hears a story in its order.
    """
    least, most = ranks
    bound = {"receiver": receiver, "now_ms": now_ms, "limit": limit, "least": int(least), "most": int(most)}
    return [Due(*row) for row in connection.execute(_DUE, bound)]


def probe(connection: Connection, now_ms: int, receiver: str) -> list[Due]:
    """Return the notice by which it is found out whether a receiver is back: what is due, else the next to be due.

    What has failed is put off, so every probe is of another story until all have been tried: one that the receiver
    cannot take keeps none from the others.
    """
    if waiting := due(connection, now_ms, receiver, 1, OF_PLANTS):
        return waiting
    bound = {"receiver": receiver, "now_ms": now_ms}
    soonest = [row for rank in OF_PLANTS for row in connection.execute(_SOONEST, {**bound, "rank": int(rank)})]
    return [Due(*row[:-1]) for row in sorted(soonest, key=lambda row: row.due_ms)[:1]]


def next_due_ms(connection: Connection, now_ms: int, receivers: Collection[str]) -> int | None:
    """Return when the next notice put off of some receivers becomes due; None: none is."""
    return connection.execute(_NEXT, {"now_ms": now_ms, "receivers": list(receivers)}).scalar()


def lease(connection: Connection, ids: Sequence[str], until_ms: int) -> None:
    """Lend notices to a deliverer; nobody else takes them up until the lease is over."""
    connection.execute(update(t.notice).where(t.notice.c.id.in_(ids)).values(leased_until_ms=until_ms))


def end_leases(connection: Connection, receivers: Collection[str], now_ms: int, lease_ms: int) -> int:
    """Take back every lease: those who held them are gone; return how many there were.

    An attempt was begun of which nobody knows how it ended: it counts, so that no digest says the same under
    another id, and is logged as BROKEN_OFF. lease_ms: for how long notices are lent, which tells since when they were.
    """
    n = t.notice.c
    held = (n.state == NoticeState.OWED, n.receiver.in_(receivers), n.leased_until_ms > 0)
    lent = connection.execute(select(n.id, n.leased_until_ms).where(*held).order_by(n.serial)).all()
    if not lent:
        return 0
    broken_off = {"took_ms": 0, "status": None, "outcome": Outcome.RETRY, "detail": BROKEN_OFF}
    attempts = [{"notice": made, "at_ms": min(until_ms - lease_ms, now_ms), **broken_off} for made, until_ms in lent]
    connection.execute(_LOG, attempts)
    connection.execute(update(t.notice).where(*held).values(leased_until_ms=0, attempts=n.attempts + 1))
    return len(lent)


def hurry(connection: Connection, receiver: str, now_ms: int, most_attempts: int | None = None) -> int:
    """End the pauses of what failed before, now that the receiver is back; return how many.

    most_attempts: leave alone what has been tried more often; None: end all.
    """
    n = t.notice.c
    waits = update(t.notice).where(
        n.state == NoticeState.OWED, n.receiver == receiver, text("attempts > 0"), n.due_ms > now_ms
    )
    if most_attempts is not None:
        waits = waits.where(n.attempts <= most_attempts)
    return connection.execute(waits.values(due_ms=now_ms)).rowcount


def mark(connection: Connection, attempt: Attempt, ended: Ended = unfollowed) -> None:
    """Log an attempt and put its notice, and what that carried, where the outcome says; `ended` hears of an end."""
    n, notice = t.notice.c, attempt.notice
    done_ms = attempt.at_ms + attempt.took_ms
    state = {Outcome.DELIVERED: NoticeState.DELIVERED, Outcome.DEAD: NoticeState.DEAD}.get(attempt.outcome)
    becomes = {
        "notice": notice.id,
        "becomes": state or NoticeState.OWED,
        "next_ms": attempt.due_ms,
        "ended_ms": done_ms if state else None,
    }
    connection.execute(_PUT, becomes)
    made = {
        "notice": notice.id,
        "at_ms": attempt.at_ms,
        "took_ms": attempt.took_ms,
        "status": attempt.status,
        "outcome": attempt.outcome,
        "detail": attempt.detail,
    }
    connection.execute(_LOG, made)
    if state is not None:
        if notice.event == DIGEST:
            carried = (n.carried_by == notice.id, n.state == NoticeState.CARRIED)
            tried = n.attempts + attempt.permanent  # sent again, what was refused in one goes one by one
            connection.execute(update(t.notice).where(*carried).values(state=state, done_ms=done_ms, attempts=tried))
        about = incident_id(notice.incident) if notice.incident is not None else ""
        said = {"notice": notice.id, "receiver": notice.receiver, "outcome": str(attempt.outcome)}
        changes.announce(connection, done_ms, "notice", about, said)
        ended(connection, notice, attempt.outcome, done_ms)


def expire(
    connection: Connection, receiver: str, before_ms: int, now_ms: int, ended: Ended = unfollowed, limit: int = 100
) -> int:
    """Give up notices owed before a moment, since their receiver is not there; return how many, at most `limit`."""
    bound = {"receiver": receiver, "before_ms": before_ms, "limit": limit}
    late = [Due(*row) for query in _LATE_ONES for row in connection.execute(query, bound)]
    for notice in late[:limit]:
        mark(connection, Attempt(notice, now_ms, 0, Outcome.DEAD, None, TOO_LATE, now_ms), ended)
    return len(late[:limit])
