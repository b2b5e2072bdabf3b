"""Notices as the ledger keeps them: owed with the change that causes them, in one order for each story."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from monitor.incidents.merged import parts
from monitor.incidents.model import Event, incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.telling.model import ASKED, TEST, IncidentNotice, MessageEvent, NoticeState, Rank, message_id, notice_id
from monitor.telling.wanting import Heard

EVENTS = tuple(str(event) for event in Event)
"""What is told of an incident itself, beside messages that somebody sends because of it."""


_N = t.notice.c
_KNOWN = select(_N.id).where(_N.id == bindparam("made"))
_WAITING = update(t.notice).where(
    _N.state == NoticeState.OWED, _N.receiver == bindparam("to"), _N.incident == bindparam("about")
)
_AS_URGENT = _WAITING.where(_N.rank > bindparam("urgency")).values(rank=bindparam("urgency"))
_AS_EARLY = _WAITING.where(_N.due_ms > bindparam("at_ms"), _N.attempts == 0).values(due_ms=bindparam("at_ms"))
_ADD = insert(t.notice)
_SAID = select(_N.receiver, _N.event, _N.state, _N.attempts, _N.due_ms, _N.serial, _N.incident).where(
    _N.state != NoticeState.WITHDRAWN
)
_TOLD = _SAID.where(_N.incident == bindparam("about"), _N.event.in_((*EVENTS, *ASKED))).order_by(_N.serial)
_TOLD_OF_PARTS = (
    _SAID.join(t.incident, t.incident.c.number == _N.incident)
    .where(_N.incident.in_(bindparam("parts", expanding=True)))
    .where(
        or_(
            _N.event == MessageEvent.TICKET,
            and_(
                _N.event == Event.RESOLVED,
                _N.revision == t.incident.c.revision,
                t.incident.c.merged_into == bindparam("about"),
            ),
        )
    )
)
"""Statements of every notice, made once."""


@dataclass(frozen=True, slots=True)
class Owing:
    """A message to be owed."""

    id: str
    """The idempotency key, for ever the same; a message owed under it before is not owed again."""
    receiver: str
    event: str
    payload: Mapping[str, Any]
    incident: int | None = None
    """Whose story it belongs to: a receiver hears what belongs to one story in the order it was owed."""
    revision: int = 0
    rank: Rank = Rank.ORDINARY
    due_ms: int = 0
    """Not before."""
    work_order: int | None = None
    """Which order it tells of: what is told of one is a story too, also where no incident is known."""


def owe(
    connection: Connection,
    notice: IncidentNotice,
    receiver: str,
    payload: Mapping[str, Any],
    at_ms: int,
    rank: Rank = Rank.ORDINARY,
    due_ms: int = 0,
) -> str:
    """Owe a receiver a notice of an incident's revision, inside the transaction that makes it; return its id."""
    made = notice_id(notice.number, notice.revision, notice.event, receiver)
    event = str(notice.event)
    owe_message(connection, Owing(made, receiver, event, payload, notice.number, notice.revision, rank, due_ms), at_ms)
    return made


def owe_message(connection: Connection, message: Owing, at_ms: int) -> bool:
    """Owe a receiver a message inside the transaction of its cause; return False where it was owed before.

    What waits of the same story gives way to nothing: it goes as early and as urgently as what comes after it.
    """
    if connection.execute(_KNOWN, {"made": message.id}).first() is not None:
        return False
    rank, due_ms = int(message.rank), max(message.due_ms, at_ms)
    if message.incident is not None:
        waiting = {"to": message.receiver, "about": message.incident}
        connection.execute(_AS_URGENT, {**waiting, "urgency": rank})
        connection.execute(_AS_EARLY, {**waiting, "at_ms": due_ms})
    owed = {
        "id": message.id,
        "incident": message.incident,
        "work_order": message.work_order,
        "revision": message.revision,
        "receiver": message.receiver,
        "event": message.event,
        "rank": rank,
        "payload": dict(message.payload),
        "owed_ms": at_ms,
        "state": NoticeState.OWED,
        "attempts": 0,
        "due_ms": due_ms,
        "leased_until_ms": 0,
    }
    connection.execute(_ADD, owed)
    return True


def owe_test(connection: Connection, receiver: str, payload: Mapping[str, Any], at_ms: int) -> str:
    """Owe a receiver a message that only shows whether it can be reached; return its id. It is tried once."""
    made = message_id(f"{TEST}-{next_serial(connection)}", receiver)
    owe_message(connection, Owing(made, receiver, TEST, payload, rank=Rank.TEST), at_ms)
    return made


def next_serial(connection: Connection) -> int:
    """Return the number of the notice that is owed next; inside a write nobody else takes it."""
    return (connection.execute(select(func.max(t.notice.c.serial))).scalar() or 0) + 1


def heard(connection: Connection, incident: int, now_ms: int) -> dict[str, list[Heard]]:
    """Return by receiver what it was told of an incident or is owed, oldest first.

    That an incident goes on as this one was told to those who knew of that one: it counts as an update of this one. So
    does a ticket that was asked for because of it.
    """
    told = list(connection.execute(_TOLD, {"about": incident}).all())
    if within := parts(connection, incident):
        told += connection.execute(_TOLD_OF_PARTS, {"about": incident, "parts": within}).all()
        told.sort(key=lambda row: row.serial)
    found: dict[str, list[Heard]] = {}
    for row in told:
        waits = row.state == NoticeState.OWED and row.attempts == 0 and row.due_ms > now_ms
        of_part = row.incident != incident
        event = str(Event.UPDATED) if of_part and row.event == Event.RESOLVED else row.event
        found.setdefault(row.receiver, []).append(Heard(event, row.due_ms if waits else 0, of_part))
    return found


def withdraw(connection: Connection, incidents: Collection[int], events: Collection[str], at_ms: int) -> list[str]:
    """Take back what is owed of some events of incidents and nobody has tried to deliver; return the notices' ids."""
    idle = _N.state == NoticeState.OWED, _N.attempts == 0, _N.leased_until_ms == 0
    found = select(_N.id, _N.receiver, _N.incident).where(_N.incident.in_(incidents), _N.event.in_(events), *idle)
    rows = connection.execute(found.order_by(_N.serial)).all()
    if rows:
        taken = update(t.notice).where(_N.id.in_([row.id for row in rows]))
        connection.execute(taken.values(state=NoticeState.WITHDRAWN, done_ms=at_ms))
    for row in rows:
        said = {"notice": row.id, "receiver": row.receiver, "outcome": str(NoticeState.WITHDRAWN)}
        changes.announce(connection, at_ms, "notice", incident_id(row.incident), said)
    return [row.id for row in rows]


def owed_to_others(connection: Connection, receivers: Collection[str]) -> dict[str, int]:
    """Return how many notices are owed to receivers that are not among these, by their names."""
    rows = connection.execute(
        select(t.notice.c.receiver, func.count())
        .where(t.notice.c.state == NoticeState.OWED, t.notice.c.receiver.not_in(receivers))
        .group_by(t.notice.c.receiver)
    )
    return {row[0]: row[1] for row in rows}
