"""Whom an incident holds: as columns with it, and as rows that follow, whatever comes in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from sqlalchemy import delete, event, func, select

from collectors.clock import AnchoredClock
from maps.model import Cause
from monitor.incidents import members
from monitor.incidents.book import IncidentBook
from monitor.incidents.members import Members
from monitor.incidents.model import Event, FaultView, IncidentView
from monitor.incidents.scope import Scope
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from thresholds.model import Severity

MANY = 3 * members.SLICE


class Heard:
    """A teller that counts what it was given."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def owe(
        self, _connection: object, event: Event, incident: IncidentView, _accounts: Sequence[str], _at_ms: int
    ) -> None:
        self.said.append(f"{incident.id} {event}")


def scope(element: str, slots: list[int], accounts: str) -> Scope:
    n = len(slots)
    view = FaultView(element, Cause.ELEMENT, 0.98, (), n, 0, n, 400, 500)
    dark_since_ms = np.full(n, 500, np.int64)
    return Scope((view,), Severity.MAJOR, np.array(slots, np.int32), dark_since_ms, tuple(accounts.split()), None)


@pytest.fixture
def ledger(blank_ledger: str) -> Iterator[Ledger]:
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield opened
    opened.close()


def listed(ledger: Ledger, number: int) -> Members:
    with ledger.read() as connection:
        return members.listed(connection, number)


def test_rows_that_a_kill_cut_off_are_made_good_at_the_start_and_nobody_is_told(ledger: Ledger) -> None:
    before = IncidentBook(ledger, Heard())
    number = before.open_incident(scope("A7", [1, 2, 3], "a b"), 1000)
    before.restore(number, [2], 2000)
    with ledger.write("test") as connection:
        connection.execute(delete(t.incident_terminal).where(t.incident_terminal.c.slot > 1))
        connection.execute(delete(t.incident_account).where(t.incident_account.c.account == "b"))
    heard = Heard()
    after = IncidentBook(ledger, heard)
    assert listed(ledger, number) == Members(frozenset({1, 2, 3}), frozenset({1, 3}), frozenset("ab"))
    assert after.open == before.open
    assert heard.said == []


def test_a_large_incidents_rows_leave_room_for_others_between_them(ledger: Ledger) -> None:
    sizes: list[int] = []
    opened = Members(frozenset(range(MANY)), frozenset(range(MANY)), frozenset(map(str, range(MANY))))
    IncidentBook(ledger, Heard()).open_incident(scope("A7", [0], "0"), 1000)

    def note(_connection: object) -> None:
        with ledger.read() as connection:
            sizes.append(connection.execute(select(func.count()).select_from(t.incident_terminal)).scalar_one())

    event.listen(ledger.engines.writer, "commit", note)
    members.list_rows(ledger, 1, listed(ledger, 1), opened, {}, 1000)
    assert listed(ledger, 1) == opened
    steps = [after - before for before, after in zip(sizes, [*sizes[1:], MANY], strict=True)]
    assert max(steps) <= members.SLICE
    assert len(steps) >= MANY // members.SLICE


def test_an_incident_that_is_over_leaves_its_rows_and_no_columns(ledger: Ledger) -> None:
    book = IncidentBook(ledger, Heard())
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    book.restore(number, [1, 2], 2000)
    book.resolve(number, 3000)
    assert listed(ledger, number) == Members(frozenset({1, 2}), frozenset(), frozenset())
    with ledger.read() as connection:
        families = connection.execute(select(t.column_blob.c.family)).scalars().all()
    assert not [name for name in families if name.startswith("incident")]


def test_an_older_ledgers_incidents_are_recalled_from_their_rows(ledger: Ledger) -> None:
    before = IncidentBook(ledger, Heard())
    number = before.open_incident(scope("A7", [1, 2], "a b"), 1000)
    with ledger.write("test") as connection:
        members.forget(connection, number)
    assert IncidentBook(ledger, Heard()).open == before.open


def test_an_account_in_two_incidents_is_one_subscriber_in_trouble(ledger: Ledger) -> None:
    book = IncidentBook(ledger, Heard())

    def in_trouble() -> int:
        with ledger.read() as connection:
            return members.subscribers_in_trouble(connection)

    assert in_trouble() == 0
    first = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    book.open_incident(scope("A8", [3, 4], "b c"), 1000)
    book.open_incident(scope("A9", [5], ""), 1000)
    assert in_trouble() == 3
    book.resolve(first, 2000)
    assert in_trouble() == 2
