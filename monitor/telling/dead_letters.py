"""Notices that were given up, and sending them again."""

from __future__ import annotations

from sqlalchemy import Connection, and_, or_, select, update

from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.telling.model import TEST, NoticeState

SLICE = 200
"""Notices owed again in one transaction: other writers wait for it."""


class NotDeadError(ValueError):
    """A notice that cannot be sent again; the message says why."""


def revive(connection: Connection, receiver: str, at_ms: int, notice: str | None = None, limit: int = SLICE) -> int:
    """Owe a receiver its dead notices once more, or one of them; return how many, at most `limit`.

    Left dead is what a later notice of the same incident, delivered since or on its way, has made old news; and
    digests, for what they carried is owed again itself.
    """
    n, later = t.notice.alias("n"), t.notice.alias("later")
    overtaken = select(later.c.id).where(
        later.c.receiver == n.c.receiver,
        later.c.incident == n.c.incident,
        later.c.serial > n.c.serial,
        or_(
            later.c.state.in_((NoticeState.DELIVERED, NoticeState.CARRIED)),
            and_(later.c.state == NoticeState.OWED, or_(later.c.leased_until_ms > 0, later.c.attempts > 0)),
        ),
    )
    worth = (
        select(n.c.id)
        .where(n.c.receiver == receiver, n.c.state == NoticeState.DEAD, n.c.incident.is_not(None), ~overtaken.exists())
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
        row = connection.execute(select(n.receiver, n.state, n.event, n.incident).where(n.id == notice)).first()
        if row is None:
            raise LookupError(f"there is no notice {notice}")
        if row.state != NoticeState.DEAD:
            raise NotDeadError(f"{notice} was not given up")
        if row.incident is None:
            kind = "a test" if row.event == TEST else "a digest: send again what it carried"
            raise NotDeadError(f"{notice} is {kind}")
        if not revive(connection, row.receiver, ledger.clock.now_ms(), notice):
            raise NotDeadError(f"{notice} has been overtaken by a later notice of its incident")
