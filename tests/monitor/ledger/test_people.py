from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from monitor.ledger import people
from monitor.ledger import tables as t
from monitor.ledger.errors import PeopleError
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role

GOOD = "correct horse battery"
HOUR_MS = 3_600_000


@dataclass
class SetClock:
    ms: int = 1_700_000_000_000

    def now_ms(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ledger(url: str, clock: SetClock) -> Iterator[Ledger]:
    opened = Ledger.open(url, clock)
    yield opened
    opened.close()


@pytest.fixture
def wang(ledger: Ledger) -> people.User:
    return people.add_user(ledger, "admin", "wang", Role.NOC, GOOD)


def trail(ledger: Ledger) -> list[tuple[str, str, str]]:
    with ledger.read() as connection:
        rows = connection.execute(select(t.audit.c.actor, t.audit.c.action, t.audit.c.subject).order_by(t.audit.c.id))
        return [tuple(row) for row in rows]


def test_a_user_is_let_in_with_name_and_password(ledger: Ledger, wang: people.User):
    assert people.authenticate(ledger, "wang", GOOD) == wang
    assert people.authenticate(ledger, " ｗａｎｇ ", GOOD) == wang


@pytest.mark.parametrize(
    ("name", "password"),
    [("wang", "wrong horse battery"), ("wang", ""), ("li", GOOD), ("", ""), ("wang", GOOD * 100), ("wang", "\x00")],
)
def test_anybody_else_is_not(ledger: Ledger, wang: people.User, name: str, password: str):
    assert people.authenticate(ledger, name, password) is None


def test_a_refusal_is_on_the_trail_without_what_was_typed_for_a_name(ledger: Ledger, wang: people.User):
    people.authenticate(ledger, "wang", "wrong")
    people.authenticate(ledger, "my secret password", "wrong")
    assert trail(ledger)[1:] == [("anonymous", "login.refused", "wang"), ("anonymous", "login.refused", "")]


def test_an_unknown_user_takes_as_long_as_a_wrong_password(ledger: Ledger, wang: people.User):
    def fastest_s(name: str) -> float:
        def once() -> float:
            began = time.process_time()
            people.authenticate(ledger, name, "wrong")
            return time.process_time() - began

        return min(once() for _ in range(5))

    known, unknown = fastest_s("wang"), fastest_s("nobody")
    assert 0.5 < unknown / known < 2


def test_the_ledger_holds_no_password_cookie_or_token(ledger: Ledger, wang: people.User):
    opened = people.open_session(ledger, wang, 1)
    token = people.make_token(ledger, "admin", "crm", Role.AGENT)
    with ledger.read() as connection:
        rows = [str(tuple(row)) for table in t.metadata.sorted_tables for row in connection.execute(select(table))]
        assert connection.execute(select(t.user.c.password)).scalar_one().startswith("$argon2id$")
    for secret in (GOOD, opened.cookie, token):
        assert not any(secret in row for row in rows)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "wangwangwa", "x" * 300])
def test_a_weak_password_is_refused(ledger: Ledger, password: str):
    with pytest.raises(PeopleError, match="password"):
        people.add_user(ledger, "admin", "wangwang", Role.NOC, password)


@pytest.mark.parametrize("name", ["", " ", "two words", "line\nbreak", "x" * 65, "bell\x07"])
def test_an_unusable_name_is_refused(ledger: Ledger, name: str):
    with pytest.raises(PeopleError, match="name"):
        people.add_user(ledger, "admin", name, Role.NOC, GOOD)


def test_a_name_is_taken_once(ledger: Ledger, wang: people.User):
    with pytest.raises(PeopleError, match="already a user named Wang"):
        people.add_user(ledger, "admin", "Wang", Role.VIEWER, GOOD)


def test_a_session_lasts_its_hours(ledger: Ledger, clock: SetClock, wang: people.User):
    opened = people.open_session(ledger, wang, 12)
    with ledger.read() as connection:
        session = people.session(connection, opened.cookie, clock.ms + 12 * HOUR_MS - 1)
        assert session is not None
        assert (session.user, session.role, session.csrf) == ("wang", Role.NOC, opened.csrf)
        assert people.session(connection, opened.cookie, clock.ms + 12 * HOUR_MS) is None
        assert people.session(connection, opened.cookie + "x", clock.ms) is None
        assert people.session(connection, "", clock.ms) is None


def test_logging_out_ends_this_session_only(ledger: Ledger, clock: SetClock, wang: people.User):
    one, other = people.open_session(ledger, wang, 1), people.open_session(ledger, wang, 1)
    assert one.cookie != other.cookie
    people.close_session(ledger, one.cookie)
    people.close_session(ledger, one.cookie)
    with ledger.read() as connection:
        assert people.session(connection, one.cookie, clock.ms) is None
        assert people.session(connection, other.cookie, clock.ms) is not None
    assert [action for _, action, _ in trail(ledger)] == ["user.add", "login", "login", "logout"]


def test_sessions_that_are_over_are_swept_up(ledger: Ledger, clock: SetClock, wang: people.User):
    people.open_session(ledger, wang, 1)
    people.open_session(ledger, wang, 3)
    clock.ms += 2 * HOUR_MS
    assert people.purge_sessions(ledger) == 1


def test_a_new_password_ends_sessions_and_the_old_password(ledger: Ledger, clock: SetClock, wang: people.User):
    opened = people.open_session(ledger, wang, 1)
    people.set_password(ledger, "admin", "wang", "another staple")
    assert people.authenticate(ledger, "wang", GOOD) is None
    assert people.authenticate(ledger, "wang", "another staple") == wang
    with ledger.read() as connection:
        assert people.session(connection, opened.cookie, clock.ms) is None
    with pytest.raises(PeopleError, match="no user named li"):
        people.set_password(ledger, "admin", "li", "another staple")


def test_who_is_no_longer_active_is_out_at_once(ledger: Ledger, clock: SetClock, wang: people.User):
    opened = people.open_session(ledger, wang, 1)
    people.change_user(ledger, "admin", "wang", active=False)
    with ledger.read() as connection:
        assert people.session(connection, opened.cookie, clock.ms) is None
        assert people.users(connection) == [replace(wang, active=False)]
    assert people.authenticate(ledger, "wang", GOOD) is None
    with pytest.raises(PeopleError, match="no active user wang"):
        people.open_session(ledger, wang, 1)


def test_the_last_administrator_stays_one(ledger: Ledger, wang: people.User):
    people.add_user(ledger, "setup", "admin", Role.ADMIN, GOOD)
    for change in ({"active": False}, {"role": Role.VIEWER}):
        with pytest.raises(PeopleError, match="admin is the last administrator"):
            people.change_user(ledger, "admin", "admin", **change)
    people.change_user(ledger, "admin", "wang", role=Role.ADMIN, language="en")
    people.change_user(ledger, "wang", "admin", active=False)
    with ledger.read() as connection:
        assert [(user.name, user.role, user.active) for user in people.users(connection)] == [
            ("admin", Role.ADMIN, False),
            ("wang", Role.ADMIN, True),
        ]


def test_a_token_stands_for_its_role_until_it_is_over_or_revoked(ledger: Ledger, clock: SetClock):
    lasting = people.make_token(ledger, "admin", "crm", Role.AGENT)
    passing = people.make_token(ledger, "admin", "trial", Role.VIEWER, clock.ms + 1000)
    with ledger.read() as connection:
        assert people.token(connection, lasting, clock.ms).role == Role.AGENT
        assert people.token(connection, passing, clock.ms).name == "trial"
        assert people.token(connection, passing, clock.ms + 1000) is None
        assert people.token(connection, lasting + "x", clock.ms) is None
    with pytest.raises(PeopleError, match="already a token named crm"):
        people.make_token(ledger, "admin", "crm", Role.ADMIN)
    people.revoke_token(ledger, "admin", "crm")
    with ledger.read() as connection:
        assert people.token(connection, lasting, clock.ms) is None
    with pytest.raises(PeopleError, match="no token named crm"):
        people.revoke_token(ledger, "admin", "crm")
