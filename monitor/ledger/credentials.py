"""Sessions and API tokens: only hashes are kept, so a stolen ledger opens no door."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from monitor.ledger import tables as t
from monitor.ledger.errors import PeopleError
from monitor.ledger.ledger import Ledger
from monitor.ledger.roles import Role, User

HOUR_MS = 3_600_000
TOKEN_PREFIX = "pwt_"  # noqa: S105 - makes a token that leaked recognisable; it is not one

_TOKEN = select(t.api_token.c.name, t.api_token.c.role, t.api_token.c.expires_ms, t.api_token.c.unit).where(
    t.api_token.c.id == bindparam("id"),
    or_(t.api_token.c.expires_ms.is_(None), t.api_token.c.expires_ms > bindparam("now_ms")),
)
"""Made once: every request of a program asks it."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """What a browser gets when somebody has logged in; said once, never stored."""

    cookie: str
    csrf: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Session:
    """Who a cookie belongs to."""

    user: str
    role: Role
    language: str
    """`zh`, `en`, or empty where the user chose none."""
    csrf: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Token:
    """Whom an API token stands for."""

    name: str
    role: Role
    expires_ms: int | None
    unit: str
    """The unit that it is confined to, with those within it; empty: it is confined to none."""


def open_session(ledger: Ledger, user: User, hours: float) -> OpenSession:
    """Let a user in who has just proved who they are.

    Raises PeopleError for a user who is not there or no longer active.
    """
    now_ms = ledger.clock.now_ms()
    opened = OpenSession(secrets.token_urlsafe(32), secrets.token_urlsafe(32), now_ms + int(hours * HOUR_MS))
    with ledger.write(user.name, "login", user.name) as connection:
        query = select(t.user.c.name).where(t.user.c.name == user.name, t.user.c.active)
        if connection.execute(query).first() is None:
            raise PeopleError(f"there is no active user {user.name}")
        connection.execute(
            insert(t.session).values(
                id=_hashed(opened.cookie),
                user=user.name,
                csrf=opened.csrf,
                created_ms=now_ms,
                expires_ms=opened.expires_ms,
            )
        )
    return opened


def session(connection: Connection, cookie: str, now_ms: int) -> Session | None:
    """Return whose session a cookie is; None when it is unknown, over, or its user no longer active."""
    row = connection.execute(
        select(t.session.c.user, t.user.c.role, t.user.c.language, t.session.c.csrf, t.session.c.expires_ms)
        .join_from(t.session, t.user, t.session.c.user == t.user.c.name)
        .where(t.session.c.id == _hashed(cookie), t.session.c.expires_ms > now_ms, t.user.c.active)
    ).first()
    return Session(row.user, Role(row.role), row.language, row.csrf, row.expires_ms) if row is not None else None


def close_session(ledger: Ledger, cookie: str) -> None:
    """Log out; a cookie nobody knows is logged out already."""
    with ledger.read() as connection:
        user = connection.execute(select(t.session.c.user).where(t.session.c.id == _hashed(cookie))).scalar()
    if user is not None:
        with ledger.write(user, "logout", user) as connection:
            connection.execute(delete(t.session).where(t.session.c.id == _hashed(cookie)))


def purge_sessions(ledger: Ledger) -> int:
    """Forget sessions that are over; return how many."""
    with ledger.write("core") as connection:
        over = delete(t.session).where(t.session.c.expires_ms <= ledger.clock.now_ms())
        return connection.execute(over).rowcount


def make_token(ledger: Ledger, actor: str, name: str, role: Role, expires_ms: int | None = None, unit: str = "") -> str:
    """Make an API token and return it, the only time it can be read.

    unit: what the token may see is that of this unit and those within it; empty: everything its role sees. Should the
    unit go, the token sees nothing. Raises PeopleError when the name is taken or there is no such unit.
    """
    made = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = {"id": _hashed(made), "name": name, "role": role, "expires_ms": expires_ms, "unit": unit}
    detail = {"role": str(role), "expires_ms": expires_ms, "unit": unit}
    try:
        with ledger.write(actor, "token.make", name, detail) as connection:
            if unit and connection.execute(select(t.unit.c.id).where(t.unit.c.id == unit)).first() is None:
                raise PeopleError(f"there is no unit {unit}")
            connection.execute(insert(t.api_token).values(**row, created_ms=ledger.clock.now_ms()))
    except IntegrityError as error:
        raise PeopleError(f"there is already a token named {name}") from error
    return made


def revoke_token(ledger: Ledger, actor: str, name: str) -> None:
    """Make a token worthless. Raises PeopleError when there is none of that name."""
    with ledger.write(actor, "token.revoke", name) as connection:
        if connection.execute(delete(t.api_token).where(t.api_token.c.name == name)).rowcount == 0:
            raise PeopleError(f"there is no token named {name}")


def token(connection: Connection, token: str, now_ms: int) -> Token | None:
    """Return whom a token stands for; None when it is unknown or over."""
    row = connection.execute(_TOKEN, {"id": _hashed(token), "now_ms": now_ms}).first()
    return Token(row.name, Role(row.role), row.expires_ms, row.unit) if row is not None else None


def _hashed(secret: str) -> str:
    """Return sha256, hex: the secrets are random and long, so nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", errors="surrogatepass")).hexdigest()
