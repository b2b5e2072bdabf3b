"""Who has a phone number, an account or a terminal, and what they buy; indexed reads only, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from collectors.states import TerminalState
from maps.model import Kind
from monitor.ledger import tables as t

ACTIVE = "active"
"""Status of an account, or a service, against which nothing is held."""

_BY_PHONE = (
    select(t.account)
    .join(t.account_phone, t.account_phone.c.account == t.account.c.account)
    .where(t.account_phone.c.e164 == bindparam("e164"))
    .order_by(t.account.c.account)
    .distinct()
    .limit(bindparam("most"))
)
_BY_ACCOUNT = (
    select(t.account)
    .where(t.account.c.account.in_(bindparam("accounts", expanding=True)))
    .order_by(t.account.c.account)
)
_WITH_TERMINAL = (
    select(t.service.c.account)
    .where(t.service.c.terminal.in_(bindparam("terminals", expanding=True)))
    .order_by(t.service.c.account)
    .distinct()
    .limit(bindparam("most"))
)
_SERVICES = (
    select(
        t.service.c.account,
        t.service.c.service,
        t.service.c.status,
        t.service.c.terminal,
        t.subject.c.slot,
        t.terminal_state.c.state,
        t.terminal_state.c.since_ms,
        t.terminal_state.c.last_seen_ms,
        t.element.c.kind,
    )
    .join(t.subject, t.subject.c.key == t.service.c.terminal, isouter=True)
    .join(t.terminal_state, t.terminal_state.c.slot == t.subject.c.slot, isouter=True)
    .join(t.element, t.element.c.id == t.service.c.terminal, isouter=True)
    .where(t.service.c.account.in_(bindparam("accounts", expanding=True)))
    .order_by(t.service.c.id)
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A service of an account, with what is known of its terminal."""

    service: str
    status: str
    terminal: str
    """MAC, serial or card number; empty for a one-way home."""
    slot: int | None
    """None: the terminal is not on the roster, nobody has ever spoken of it."""
    state: int | None
    """A TerminalState; None: no state was ever recorded."""
    since_ms: int
    last_seen_ms: int
    kind: str = ""
    """Kind of the terminal in the plant; empty where the plant has none of that key."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An account with its services."""

    account: str
    name: str
    address: str
    cls: str
    status: str
    """`active`, `arrears` or `suspended`."""
    unit: str
    lon: float | None
    lat: float | None
    services: tuple[Subscription, ...]


def subscribers_by_phone(connection: Connection, e164: str, limit: int = 20) -> list[Subscriber]:
    """Return the accounts that gave a number in E.164, at most `limit`, in the order of their ids."""
    return _with_services(connection, connection.execute(_BY_PHONE, {"e164": e164, "most": limit}).all())


def subscribers_by_account(connection: Connection, accounts: Sequence[str]) -> list[Subscriber]:
    """Return those of these accounts that there are, in the order of their ids."""
    return _with_services(connection, connection.execute(_BY_ACCOUNT, {"accounts": list(accounts)}).all())


def accounts_with_terminal(connection: Connection, terminals: Sequence[str], limit: int = 20) -> list[str]:
    """Return the accounts one of these terminals serves: MACs as they are kept, serials, card numbers."""
    return list(connection.execute(_WITH_TERMINAL, {"terminals": list(terminals), "most": limit}).scalars())


def _with_services(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Subscriber]:
    services = subscriptions(connection, [row.account for row in rows])
    return [
        Subscriber(
            row.account,
            row.name,
            row.address,
            row.cls,
            row.status,
            row.unit,
            row.lon,
            row.lat,
            services.get(row.account, ()),
        )
        for row in rows
    ]


def subscriptions(connection: Connection, accounts: Sequence[str]) -> dict[str, tuple[Subscription, ...]]:
    """Return the services of some accounts with their terminals' states, in the order they were imported."""
    if not accounts:
        return {}
    rows = connection.execute(_SERVICES, {"accounts": list(accounts)})
    found: dict[str, tuple[Subscription, ...]] = {}
    for row in rows:
        item = Subscription(
            service=row.service,
            status=row.status,
            terminal=row.terminal,
            slot=row.slot,
            state=_state(row.kind, row.state),
            since_ms=row.since_ms or 0,
            last_seen_ms=row.last_seen_ms or 0,
            kind=row.kind or "",
        )
        found[row.account] = (*found.get(row.account, ()), item)
    return found


def _state(kind: str | None, recorded: int | None) -> int | None:
    """Return a terminal's state; a set-top box that nobody ever heard has no return path."""
    if recorded in (None, TerminalState.UNKNOWN) and kind == Kind.SET_TOP_BOX:
        return int(TerminalState.UNOBSERVABLE)
    return recorded
