"""Users and their roles: who may log in, and with what."""

from __future__ import annotations

import unicodedata
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.ledger import tables as t
from monitor.ledger.credentials import (
    OpenSession,
    Session,
    Token,
    close_session,
    make_token,
    open_session,
    purge_sessions,
    revoke_token,
    session,
    token,
)
from monitor.ledger.errors import PeopleError
from monitor.ledger.ledger import Ledger
from monitor.ledger.roles import Role, User

__all__ = [
    "OpenSession",
    "PeopleError",
    "Role",
    "Session",
    "Token",
    "User",
    "add_user",
    "authenticate",
    "change_user",
    "check_password",
    "close_session",
    "make_token",
    "open_session",
    "purge_sessions",
    "revoke_token",
    "session",
    "set_password",
    "token",
    "users",
]

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
LONGEST_NAME = 64

_PASSWORDS = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id at OWASP's least: 19 MiB and some 30 ms each, so a shift logging in at once fits a small machine."""
_NOBODY = _PASSWORDS.hash("the password of nobody")
"""Checked against when the user is unknown, so that the answer takes as long."""


def add_user(ledger: Ledger, actor: str, name: str, role: Role, password: str) -> User:
    """Add a user. Raises PeopleError for a name that is taken or unusable, or a password too weak."""
    name = _usable(name)
    check_password(name, password)
    hashed, now_ms = _PASSWORDS.hash(password), ledger.clock.now_ms()
    user = User(name, Role(role), "", active=True, created_ms=now_ms)
    with ledger.write(actor, "user.add", name, {"role": str(role)}) as connection:
        if connection.execute(select(t.user.c.name).where(func.lower(t.user.c.name) == name.lower())).first():
            raise PeopleError(f"there is already a user named {name}")
        connection.execute(
            insert(t.user).values(
                name=name, role=user.role, password=hashed, language="", active=True, created_ms=now_ms
            )
        )
    return user


def users(connection: Connection) -> list[User]:
    """Return everybody, by name."""
    return [_user(row) for row in connection.execute(select(t.user).order_by(t.user.c.name))]


def authenticate(ledger: Ledger, name: str, password: str) -> User | None:
    """Return the active user whose name and password these are; None otherwise, without saying which is wrong.

    Takes as long for a user who does not exist. A failure leaves a row in the trail, with the name
    only if it is a user's: people type passwords into the wrong field.
    """
    with ledger.read() as connection:
        row = connection.execute(select(t.user).where(t.user.c.name == _normal(name))).first()
    known = row is not None and _matches(row.password, password)
    if row is None:
        _matches(_NOBODY, password)
    if row is None or not known or not row.active:
        with ledger.write("anonymous", "login.refused", row.name if row is not None else ""):
            return None
    if _PASSWORDS.check_needs_rehash(row.password):
        with ledger.write("core") as connection:
            connection.execute(
                update(t.user).where(t.user.c.name == row.name).values(password=_PASSWORDS.hash(password))
            )
    return _user(row)


def set_password(ledger: Ledger, actor: str, name: str, password: str) -> None:
    """Give a user another password and end their sessions. Raises PeopleError."""
    check_password(name, password)
    hashed = _PASSWORDS.hash(password)
    with ledger.write(actor, "user.password", name) as connection:
        _change(connection, name, {"password": hashed})
        connection.execute(delete(t.session).where(t.session.c.user == name))


def change_user(
    ledger: Ledger,
    actor: str,
    name: str,
    *,
    role: Role | None = None,
    active: bool | None = None,
    language: str | None = None,
) -> None:
    """Change what is given; whoever is no longer active is logged out. Raises PeopleError.

    The last active administrator stays one: nobody could undo that change.
    """
    given = {"role": role, "active": active, "language": language}
    values = {key: value for key, value in given.items() if value is not None}
    admins = select(func.count()).select_from(t.user).where(t.user.c.role == Role.ADMIN, t.user.c.active)
    with ledger.write(actor, "user.change", name, values) as connection:
        before = connection.execute(admins).scalar()
        _change(connection, name, values)
        if before and not connection.execute(admins).scalar():
            raise PeopleError(f"{name} is the last administrator")
        if active is False:
            connection.execute(delete(t.session).where(t.session.c.user == name))


def _change(connection: Connection, name: str, values: dict[str, Any]) -> None:
    if values and connection.execute(update(t.user).where(t.user.c.name == name).values(values)).rowcount == 0:
        raise PeopleError(f"there is no user named {name}")


def _matches(hashed: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        password = ""  # nobody's, and no work to hash
    try:
        return _PASSWORDS.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _usable(name: str) -> str:
    name = _normal(name)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or any(sign.isspace() for sign in name):
        raise PeopleError(f"a user's name has 1 to {LONGEST_NAME} characters and no spaces")
    return name


def _normal(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip()


def check_password(name: str, password: str) -> None:
    """Raise PeopleError, saying what is expected, for a password too weak for this user."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PeopleError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if name.lower() in password.lower() and len(password) < 2 * len(name):
        raise PeopleError("a password is not the user's name")
    if len(set(password)) < 4:
        raise PeopleError("a password has at least four different characters")


def _user(row: Any) -> User:  # noqa: ANN401 - a Row has the table's columns as attributes
    return User(row.name, Role(row.role), row.language, row.active, row.created_ms)
