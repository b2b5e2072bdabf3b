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
from monitor.ledger.engines import to_json
from monitor.telling import notices
from monitor.telling.catalogue import Language, say
from monitor.telling.model import DIGEST, NoticeState, Rank, message_id
from monitor.telling.notices import EVENTS, Owing
from monitor.telling.turns import EARLIER, is_next

MOST_CARRIED = 100
MOST_BYTES = 48_000
"""Of a digest: receivers refuse what is too large for them, and many take 64 kB."""
UNAVAILABLE = 503
"""The one status above 499 of which it is clear that nothing was done: others are of a gateway too."""
FRAME_BYTES = 2000
"""Of them for what is around the incidents."""
LARGE = ("area", "accounts")
"""What is left out of a digest where it does not fit: the pages and the API have it."""


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


def fold(connection: Connection, receiver: str, chosen: Sequence[Waiting], language: Language, now_ms: int) -> int:
    """Owe one digest in the place of notices, which it carries from now on; return how many of the first of them.

    0: fewer than two go into one, which is no digest.
    """
    n = t.notice.c
    ids = [one.id for one in chosen]
    said = {row.id: row.payload for row in connection.execute(select(n.id, n.payload).where(n.id.in_(ids)))}
    told = [(one.event, said[one.id].get("data", {})) for one in chosen]
    most = fitting(told)
    if most < 2:
        return 0
    chosen, ids = chosen[:most], ids[:most]
    made = message_id(f"digest-{notices.next_serial(connection)}", receiver)
    body = digest(told[:most], language, now_ms)
    oldest_ms, due_ms = min(one.owed_ms for one in chosen), min(one.due_ms for one in chosen)
    rank = Rank(min(one.rank for one in chosen))
    notices.owe_message(connection, Owing(made, receiver, DIGEST, body, rank=rank), oldest_ms)
    connection.execute(update(t.notice).where(n.id == made).values(due_ms=due_ms))
    connection.execute(update(t.notice).where(n.id.in_(ids)).values(state=NoticeState.CARRIED, carried_by=made))
    return most


def may_have_arrived(connection: Connection, made: str) -> bool:
    """Return whether a digest may have had its effect in an attempt before: some did not end with a clear refusal."""
    d = t.delivery.c
    unclear = or_(d.status.is_(None), d.status < 400, (d.status >= 500) & (d.status != UNAVAILABLE))
    return connection.execute(select(d.id).where(d.notice == made, unclear).limit(1)).first() is not None


def split(connection: Connection, made: str, receiver: str, language: Language, now_ms: int) -> None:
    """Owe again what a digest carries that was refused for good: in two of half its stories each, at last one by one.

    None of it has had an effect, so it may be said under another id. A story stays together: what is in one digest
    has no order to what is in another. What goes by itself counts as tried, so that no digest takes it up again.
    """
    n = t.notice.c
    query = select(n.id, n.event, n.rank, n.owed_ms, n.due_ms, n.incident)
    rows = connection.execute(
        query.where(n.carried_by == made, n.state == NoticeState.CARRIED).order_by(n.rank, n.due_ms, n.serial)
    ).all()
    stories = list(dict.fromkeys(row.incident for row in rows))
    first = set(stories[: len(stories) // 2])
    alone: list[str] = []
    for half in ([row for row in rows if row.incident in first], [row for row in rows if row.incident not in first]):
        parts = [Waiting(*row[:-1]) for row in half]
        folded = fold(connection, receiver, parts, language, now_ms) if first and parts else 0
        alone += [one.id for one in parts[folded:]]
    again = {"state": NoticeState.OWED, "carried_by": None, "attempts": n.attempts + 1, "due_ms": now_ms}
    connection.execute(update(t.notice).where(n.id.in_(alone)).values(again))


def fitting(told: Sequence[tuple[str, Mapping[str, Any]]]) -> int:
    """Return how many of the first of some notices go into a digest when all that may be is left out; at least one."""
    room = MOST_BYTES - FRAME_BYTES
    for count, (event, data) in enumerate(told):
        room -= _bytes(_bare(event, data)) + 1
        if room < 0:
            return max(count, 1)
    return len(told)


def _bare(event: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "event": event, **{name: None for name in LARGE if data.get(name)}}


def _bytes(value: Any) -> int:  # noqa: ANN401 - JSON
    return len(to_json(value).encode())


def digest(told: Sequence[tuple[str, Mapping[str, Any]]], language: Language, now_ms: int) -> dict[str, Any]:
    """Return the payload of a digest. told: event and native data of each notice, priority first.

    What is LARGE is null in those for which there is no room left.
    """
    counts = Counter(event for event, _ in told)
    incidents = [_bare(event, data) for event, data in told]
    room = MOST_BYTES - FRAME_BYTES - sum(_bytes(one) + 1 for one in incidents)
    for one, (_, data) in zip(incidents, told, strict=True):
        for name in LARGE:
            if data.get(name) and (needed := _bytes(data[name])) <= room:
                one[name] = data[name]
                room -= needed
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
