"""Notices that were given up, and sending them again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from monitor.incidents.model import STANDING
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.telling.model import BY_THEMSELVES, TEST, MessageEvent, NoticeState
from monitor.telling.notices import EVENTS

SLICE = 200
"""Notices owed again in one transaction: other writers wait for it."""


class NotDeadError(ValueError):
    """A notice that cannot be sent again; the message says why."""


def revive(connection: Connection, receiver: str, at_ms: int, notice: str | None = None, limit: int = SLICE) -> int:
    """Owe a receiver its dead notices once more, or one of them; return how many, at most `limit`.

    Left dead is what something later, delivered since or on its way, has made old news: notices of an incident by
    later ones of it, word of a work order by later word of it, the request for an incident's ticket by a later
    request. What a plan says of an incident is old news once that is over: nobody is to be called out for it, nor
    told in the newspaper, any more. Digests are left dead too, for what they
    carried is owed again itself; and tests, for whoever sent one sends another.
    """
    n = t.notice.alias("n")
    worth = (
        select(n.c.id)
        .where(n.c.receiver == receiver, n.c.state == NoticeState.DEAD, n.c.event.not_in(BY_THEMSELVES), ~_overtaken(n))
        .order_by(n.c.serial)
        .limit(limit)
    )
    if notice is not None:
        worth = worth.where(n.c.id == notice)
    again = {
        "state": NoticeState.OWED,
        "owed_ms": at_ms,
        "due_ms": at_ms,
        "leased_until_ms": 0,
        "done_ms": None,
        "carried_by": None,
    }
    ids = list(connection.execute(worth).scalars())
    return connection.execute(update(t.notice).where(t.notice.c.id.in_(ids)).values(again)).rowcount


def send_again(ledger: Ledger, receiver: str, by: str) -> int:
    """Owe a receiver all its dead notices once more, in slices that each leave a row in the trail; return how many."""
    total = 0
    while True:
        detail: dict[str, int] = {}
        with ledger.write(by, "receiver.resend", receiver, detail) as connection:
            some = detail["notices"] = revive(connection, receiver, ledger.clock.now_ms())
        total += some
        if some < SLICE:
            return total
        ledger.give_way()


def send_one_again(ledger: Ledger, notice: str, by: str) -> None:
    """Owe one dead notice once more. Raises LookupError where there is none of that id, NotDeadError where it may not.

    What a digest carried goes by itself; a digest and a test do not go again.
    """
    n = t.notice.c
    with ledger.write(by, "notice.resend", notice) as connection:
        row = connection.execute(select(n.receiver, n.state, n.event).where(n.id == notice)).first()
        if row is None:
            raise LookupError(f"there is no notice {notice}")
        if row.state != NoticeState.DEAD:
            raise NotDeadError(f"{notice} was not given up")
        if row.event in BY_THEMSELVES:
            kind = "a test" if row.event == TEST else "a digest: send again what it carried"
            raise NotDeadError(f"{notice} is {kind}")
        if not revive(connection, row.receiver, ledger.clock.now_ms(), notice):
            raise NotDeadError(f"{notice} has been overtaken by a later one of the same, or by the end of its incident")


def _overtaken(n: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an alias of the table
    """Return the condition that something later has made a notice old news."""
    later = t.notice.alias("later")
    arrives = or_(
        later.c.state.in_((NoticeState.DELIVERED, NoticeState.CARRIED)),
        and_(later.c.state == NoticeState.OWED, or_(later.c.leased_until_ms > 0, later.c.attempts > 0)),
    )
    same = later.c.receiver == n.c.receiver, later.c.serial > n.c.serial, arrives

    def of(*story: ColumnElement[bool]) -> ColumnElement[bool]:
        return select(later.c.id).where(*same, *story).exists()

    i = t.incident.c
    is_over = select(i.number).where(i.number == n.c.incident, i.state.not_in(STANDING)).exists()
    one_incident = later.c.incident == n.c.incident
    return or_(
        and_(n.c.event.in_(EVENTS), of(one_incident, later.c.event.in_(EVENTS))),
        and_(n.c.work_order.is_not(None), of(later.c.work_order == n.c.work_order)),
        and_(n.c.event == MessageEvent.TICKET, of(one_incident, later.c.event == MessageEvent.TICKET)),
        and_(n.c.event.in_(list(MessageEvent)), is_over),
    )
