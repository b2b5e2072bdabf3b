"""Many notices in one message, for a receiver that gets more than it can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from monitor.incidents.model import Event
from monitor.ledger import tables as t
from monitor.telling import notices
from monitor.telling.catalogue import Language, say
from monitor.telling.model import DIGEST, NoticeState, Rank, message_id
from monitor.telling.notices import EVENTS, Owing
from monitor.telling.turns import EARLIER, is_next

MOST_CARRIED = 100
MOST_BYTES = 256_000
"""Of outlines: those of more are left out of a digest, the pages have them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that may go within a digest."""

    id: str
    event: str
    rank: int
    owed_ms: int
    due_ms: int


def waiting(
    connection: Connection,
    receiver: str,
    now_ms: int,
    limit: int = MOST_CARRIED,
    ranks: Sequence[Rank] = (Rank.PRIORITY, Rank.ORDINARY),
) -> list[Waiting]:
    """Return at most `limit` notices that are due and that nobody has tried to deliver, priority first.

    What was tried may have arrived: it goes again under its own id, and what follows it in its story waits for it.
    """
    n, e = t.notice.alias("n"), EARLIER.c
    stays = or_(e.attempts > 0, e.leased_until_ms > 0, e.event.not_in(EVENTS), e.due_ms > now_ms)
    found: list[Waiting] = []
    for rank in ranks:
        rows = connection.execute(
            select(n.c.id, n.c.event, n.c.rank, n.c.owed_ms, n.c.due_ms)
            .where(
                n.c.state == NoticeState.OWED,
                n.c.receiver == receiver,
                n.c.rank == rank,
                n.c.due_ms <= now_ms,
                n.c.attempts == 0,
                n.c.leased_until_ms == 0,
                n.c.event.in_(EVENTS),
                *is_next(n, stays),
            )
            .order_by(n.c.due_ms, n.c.serial)
            .limit(limit - len(found))
        )
        found += [Waiting(*row) for row in rows]
        if len(found) >= limit:
            break
    return found


def fold(connection: Connection, receiver: str, chosen: Sequence[Waiting], language: Language, now_ms: int) -> str:
    """Owe one digest in the place of some notices, which it carries from now on; return its id."""
    n = t.notice.c
    ids = [one.id for one in chosen]
    said = {row.id: row.payload for row in connection.execute(select(n.id, n.payload).where(n.id.in_(ids)))}
    made = message_id(f"digest-{notices.next_serial(connection)}", receiver)
    body = digest([(one.event, said[one.id].get("data", {})) for one in chosen], language, now_ms)
    oldest_ms, due_ms = min(one.owed_ms for one in chosen), min(one.due_ms for one in chosen)
    rank = Rank(min(one.rank for one in chosen))
    notices.owe_message(connection, Owing(made, receiver, DIGEST, body, rank=rank), oldest_ms)
    connection.execute(update(t.notice).where(n.id == made).values(due_ms=due_ms))
    connection.execute(update(t.notice).where(n.id.in_(ids)).values(state=NoticeState.CARRIED, carried_by=made))
    return made


def digest(told: Sequence[tuple[str, Mapping[str, Any]]], language: Language, now_ms: int) -> dict[str, Any]:
    """Return the payload of a digest. told: event and native data of each notice, priority first."""
    counts = Counter(event for event, _ in told)
    room, incidents = MOST_BYTES, []
    for event, data in told:
        room -= len(str(data.get("area") or ""))
        incidents.append({**data, "event": event, **({"area": None} if room < 0 else {})})
    sentence = say(
        language,
        "digest",
        "several",
        count=len(told),
        opened=counts[Event.OPENED],
        updated=counts[Event.UPDATED],
        resolved=counts[Event.RESOLVED],
        first=next((str(data["sentence"]) for _, data in told if data.get("sentence")), ""),
    )
    at = datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "type": DIGEST,
        "timestamp": at,
        "data": {"count": len(told), "sentence": sentence.strip(), "language": language, "incidents": incidents},
    }
