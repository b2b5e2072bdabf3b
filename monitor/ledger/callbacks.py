"""Who wished to be told that service is back, who of us calls them, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, func, insert, or_, select, tuple_, update

from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

KIND = "callback"
"""Kind of the changes that tell of one."""
HELD_MS = 15 * 60_000
"""Whoever claimed a callback and says nothing for so long has let it go."""
AGAIN_MS = 30 * 60_000
"""Whom nobody reached is tried again after so long."""
MOST_TRIES = 3
SLICE = 200
"""Callbacks read at once."""


class Result(StrEnum):
    """What came of a callback."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    STILL_OUT = "still_out"


GIVEN_UP = "given_up"
"""What stands for a callback after so many tries that reached nobody."""


class CallbackRefusedError(ValueError):
    """Somebody else has this callback, or it is done; the message says which."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback that is owed."""

    id: int
    account: str
    call: int
    """The last call in which it was wished."""
    incident: int | None
    """The incident that the call joined; None: none was known then. One that comes to count the home is awaited too."""
    wished_ms: int
    """When it was first wished."""
    claimed_by: str | None
    claimed_ms: int | None
    tries: int
    again_ms: int | None

    def held_by(self, now_ms: int) -> str | None:
        """Return who is calling back now, None where nobody is."""
        return self.claimed_by if self.claimed_ms is not None and now_ms - self.claimed_ms < HELD_MS else None


_C = t.callback.c
_COLUMNS = (_C.id, _C.account, _C.call, _C.incident, _C.wished_ms, _C.claimed_by, _C.claimed_ms, _C.tries, _C.again_ms)


def wish(connection: Connection, account: str, call: int, incident: int | None, at_ms: int) -> None:
    """Owe somebody a callback, within a write; who is owed one already is owed that one, for what they say now.

    Whoever calls again has not been called back about it: tries for the last wish are not counted, and whoever was
    calling back about that one has to claim it anew, so that what came of it does not end what is wished now.
    """
    c = t.callback.c
    known = connection.execute(select(c.id).where(c.account == account, c.result.is_(None))).scalar()
    if known is None:
        row = {"account": account, "call": call, "incident": incident, "wished_ms": at_ms}
        connection.execute(insert(t.callback).values(**row))
    else:
        values = {"call": call, "claimed_by": None, "claimed_ms": None, "tries": 0, "again_ms": None}
        values |= {"incident": incident} if incident is not None else {}
        connection.execute(update(t.callback).where(c.id == known).values(values))
    changes.announce(connection, at_ms, KIND)


def owed(connection: Connection) -> Iterator[list[Callback]]:
    """Yield the callbacks that are owed to accounts there are, the oldest wish first, at most SLICE at a time.

    Whoever is no longer in the plant is called back by nobody; who comes back to it is owed theirs still.
    """
    c = t.callback.c
    query = select(*_COLUMNS).join(t.account, t.account.c.account == c.account).where(c.result.is_(None))
    query = query.order_by(c.wished_ms, c.id).limit(SLICE)
    after: Callback | None = None
    while True:
        later = query
        if after is not None:
            later = query.where(tuple_(c.wished_ms, c.id) > (after.wished_ms, after.id))
        found = [Callback(*row) for row in connection.execute(later)]
        if found:
            yield found
        if len(found) < SLICE:
            return
        after = found[-1]


def how_many(connection: Connection) -> int:
    """Return how many callbacks are owed to accounts there are."""
    c = t.callback.c
    query = select(func.count()).select_from(t.callback).join(t.account, t.account.c.account == c.account)
    return int(connection.execute(query.where(c.result.is_(None))).scalar_one())


def owed_to(connection: Connection, account: str) -> Callback | None:
    """Return the callback that an account is owed."""
    c = t.callback.c
    row = connection.execute(select(*_COLUMNS).where(c.account == account, c.result.is_(None))).first()
    return Callback(*row) if row is not None else None


def claim(ledger: Ledger, number: int, by: str, at_ms: int) -> str:
    """Take a callback to make it; return whose it is. Of two who take it at once, one is refused."""
    c = t.callback.c
    free = or_(c.claimed_by.is_(None), c.claimed_by == by, c.claimed_ms <= at_ms - HELD_MS)
    with ledger.write(by, "callback.claim", str(number)) as connection:
        taken = connection.execute(
            update(t.callback).where(c.id == number, c.result.is_(None), free).values(claimed_by=by, claimed_ms=at_ms)
        )
        if taken.rowcount == 0:
            raise CallbackRefusedError(_why_not(connection, number))
        changes.announce(connection, at_ms, KIND)
        return str(connection.execute(select(c.account).where(c.id == number)).scalar_one())


def settle(connection: Connection, number: int, by: str, result: Result, at_ms: int) -> str:
    """Write down what came of a callback, within a write, by whoever has claimed it; return whose it was.

    Whom nobody reached is owed it still, later, until after MOST_TRIES. Raises CallbackRefusedError.
    """
    c = t.callback.c
    mine = c.id == number, c.result.is_(None), c.claimed_by == by
    row = connection.execute(select(c.account, c.tries).where(*mine)).first()
    if row is None:
        raise CallbackRefusedError(_why_not(connection, number))
    tries = row.tries + 1
    if result is Result.NOT_REACHED and tries < MOST_TRIES:
        values: dict[str, object] = {"claimed_by": None, "claimed_ms": None, "again_ms": at_ms + AGAIN_MS}
    else:
        said = GIVEN_UP if result is Result.NOT_REACHED else str(result)
        values = {"result": said, "done_ms": at_ms, "done_by": by}
    connection.execute(update(t.callback).where(*mine).values(tries=tries, **values))
    changes.announce(connection, at_ms, KIND)
    return str(row.account)


def _why_not(connection: Connection, number: int) -> str:
    c = t.callback.c
    row = connection.execute(select(c.claimed_by, c.result, c.done_by).where(c.id == number)).first()
    if row is None:
        return f"there is no callback {number}"
    if row.result is not None:
        return f"{row.done_by} has called back already"
    return (
        f"{row.claimed_by} is calling back"
        if row.claimed_by
        else "claim the callback first: they may have called again"
    )
