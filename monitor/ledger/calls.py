"""Trouble calls: who called when, and of what, as customer service logged it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from maps.model import BY_CALLS
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.callbacks import wish
from monitor.ledger.ledger import Ledger

KIND = "call"
"""Kind of the changes that tell of a new one."""
BEFORE_MS = 900_000
"""Whoever called so long before an outage was seen to begin had noticed it earlier."""
AFTER_MS = 3_600_000
"""Whoever calls so long after one was over asks about it still."""
LONGEST_TEXT = 2000
STILL_OUT = "still_out"
"""What stands as told in a call that we made to somebody whose service was not back."""
LARGEST_NUMBER = 2**31 - 1
"""Of an incident, as PostgreSQL keeps it."""
SLICE = 500
"""Accounts asked for at once."""


class Symptom(StrEnum):
    """What a caller says is wrong."""

    NO_SIGNAL = "no_signal"
    MOSAIC = "mosaic"
    NOT_AUTHORISED = "not_authorised"
    SLOW = "slow"
    PHONE = "phone"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is logged."""

    account: str
    at_ms: int
    symptom: Symptom
    service: str = ""
    """Service it is about; empty: not said."""
    text: str = ""
    key: str = ""
    """The same call logged twice has the same; empty: account, moment and symptom are."""
    told: str = ""
    """The verdict that stood before the agent; empty: none did."""
    incident: int | None = None
    """The incident the caller was told of; where nobody told of one, the one it joined."""
    joined: int | None = None
    """The incident that explains it, which a callback waits for; None: as `incident`."""
    callback: bool = False
    """Whether the caller wishes to be told when service is back."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A call as it stands in the ledger."""

    id: int
    account: str
    at_ms: int
    symptom: str
    service: str
    text: str
    by: str
    told: str
    incident: int | None


class UnknownAccountError(ValueError):
    """Nobody has this account."""


class UnknownIncidentError(ValueError):
    """There is no such incident of which anybody could have been told."""


def log_call(ledger: Ledger, call: Call, by: str, at_ms: int) -> tuple[int, bool]:
    """Log a call; return its number and whether it is new. One that was logged before changes nothing.

    Raises UnknownAccountError, UnknownIncidentError, LedgerError.
    """
    key = f"{by}:{call.key}" if call.key else f"{call.account}:{call.at_ms}:{call.symptom}"
    with ledger.read() as connection:
        known = _by_key(connection, key)
        exists = connection.execute(select(t.account.c.account).where(t.account.c.account == call.account)).first()
        told_of = call.incident is None or _is_incident(connection, call.incident)
    if known is not None:
        return known, False
    if exists is None:
        raise UnknownAccountError(f"there is no account {call.account}")
    if not told_of:
        raise UnknownIncidentError(f"there is no incident {call.incident}")
    detail = {"at_ms": call.at_ms, "symptom": str(call.symptom), "service": call.service}
    try:
        with ledger.write(by, "call.log", call.account, detail) as connection:
            _refuse_twice(connection, key)
            return enter(connection, call, by, at_ms, key), True
    except _LoggedMeanwhileError as error:
        return error.number, False


def enter(connection: Connection, call: Call, by: str, at_ms: int, key: str) -> int:
    """Enter a call within a write, and the wish to be called back with it; return its number."""
    made = connection.execute(
        insert(t.call).values(
            account=call.account, at_ms=call.at_ms, symptom=str(call.symptom), service=call.service, text=call.text,
            by=by, logged_ms=at_ms, key=key, told=call.told, incident=call.incident,
        )
    )  # fmt: skip
    changes.announce(connection, at_ms, KIND)
    row = made.inserted_primary_key
    number = int(row[0]) if row is not None else 0
    if call.callback:
        awaited = call.joined if call.joined is not None else call.incident
        wish(connection, call.account, number, awaited, at_ms)
    return number


def _is_incident(connection: Connection, number: int) -> bool:
    """Return whether there is an incident of a number; one too large for the ledger is none."""
    if not 0 < number <= LARGEST_NUMBER:
        return False
    known = select(t.incident.c.number).where(t.incident.c.number == number)
    return connection.execute(known).first() is not None


class _LoggedMeanwhileError(Exception):
    """Two logged the same call at the same moment: the second one's trail is undone."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _refuse_twice(connection: Connection, key: str) -> None:
    if (known := _by_key(connection, key)) is not None:
        raise _LoggedMeanwhileError(known)


def _by_key(connection: Connection, key: str) -> int | None:
    return connection.execute(select(t.call.c.id).where(t.call.c.key == key)).scalar()


def of_account(connection: Connection, account: str, from_ms: int) -> list[Logged]:
    """Return the calls of an account since a moment, newest first."""
    c = t.call.c
    rows = connection.execute(
        select(c.id, c.account, c.at_ms, c.symptom, c.service, c.text, c.by, c.told, c.incident)
        .where(c.account == account, c.at_ms >= from_ms)
        .order_by(c.at_ms.desc(), c.id.desc())
    )
    return [Logged(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Caller:
    """A subscriber who called: the first call within the time asked about."""

    account: str
    position: int
    """Of the account, in the plant file."""
    at_ms: int
    symptom: str
    service: str
    told: str = ""
    """STILL_OUT where it was we who called, and service was not back."""


def callers(connection: Connection, from_ms: int, to_ms: int) -> list[Caller]:
    """Return who called between two moments, each subscriber once, in the order they first did.

    Whose account is no longer in the plant is left out.
    """
    c = t.call.c
    query = select(c.account, t.account.c.position, c.at_ms, c.symptom, c.service, c.told).where(
        c.at_ms >= from_ms, c.at_ms < to_ms
    )
    query = query.join(t.account, t.account.c.account == c.account)
    first: dict[str, Caller] = {}
    for row in connection.execute(query.order_by(c.at_ms, c.id)):
        if row.told == STILL_OUT or row.account not in first:
            first[row.account] = Caller(*row)
    return list(first.values())


def times(connection: Connection, from_ms: int) -> list[tuple[str, int]]:
    """Return (account, UTC ms) of every call since a moment, in order."""
    c = t.call.c
    return [(row.account, row.at_ms) for row in
            connection.execute(select(c.account, c.at_ms).where(c.at_ms >= from_ms).order_by(c.at_ms))]  # fmt: skip


def explained(connection: Connection, who: Sequence[Caller]) -> set[str]:
    """Return the accounts among callers whose home an incident counts, or counted when they called.

    What is over explains nobody whose service was found not to be back.
    """
    who = [one for one in who if one.told != STILL_OUT]
    return {
        account for start in range(0, len(who), SLICE) for account in _explained(connection, who[start : start + SLICE])
    }


def _explained(connection: Connection, who: Sequence[Caller]) -> Iterator[str]:
    i, ia = t.incident.c, t.incident_account.c
    asked = {one.account: one.at_ms for one in who}
    rows = connection.execute(
        select(ia.account, i.opened_ms, i.started_before_ms, i.resolved_ms)
        .join(t.incident, i.number == ia.incident)
        .where(ia.account.in_(list(asked)))
        .where(i.cause.notin_([str(cause) for cause in BY_CALLS]))
    )
    for row in rows:
        since_ms = (row.started_before_ms or row.opened_ms) - BEFORE_MS
        if since_ms <= asked[row.account] <= (row.resolved_ms or asked[row.account]) + AFTER_MS:
            yield row.account
