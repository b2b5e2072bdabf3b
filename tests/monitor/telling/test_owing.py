"""What is owed of one story goes as early and as urgently as the newest of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from monitor.ledger import tables as t
from monitor.telling import notices
from monitor.telling.model import Rank
from monitor.telling.notices import Owing


@pytest.fixture
def owe(ledger, add_incident):
    """Return `owe(id, incident=1, receiver="desk", at_ms=1000, **changes)`: whether a message is owed anew."""
    known: set[int] = set()

    def add(made: str, incident: int = 1, receiver: str = "desk", at_ms: int = 1000, **changes: Any) -> bool:
        with ledger.write("core") as connection:
            if incident not in known:
                add_incident(connection, incident)
                known.add(incident)
            message = Owing(made, receiver, "incident.updated", {"n": made}, incident, **changes)
            return notices.owe_message(connection, message, at_ms)

    return add


def queue(ledger) -> dict[str, tuple[int, int]]:
    """Return rank and due time of every notice."""
    with ledger.read() as connection:
        return {row.id: (row.rank, row.due_ms) for row in connection.execute(select(t.notice))}


def test_what_waits_of_a_story_goes_when_something_urgent_of_it_must(ledger, owe):
    owe("first", due_ms=90_000)
    owe("elsewhere", receiver="crm", due_ms=90_000)
    owe("other", incident=2, due_ms=90_000)
    owe("tried", incident=3, due_ms=90_000)
    with ledger.write("core") as connection:
        connection.execute(update(t.notice).where(t.notice.c.id == "tried").values(attempts=1))
    owe("urgent", rank=Rank.PRIORITY, at_ms=2000)
    owe("urgent of the tried", incident=3, rank=Rank.PRIORITY, at_ms=2000)
    assert queue(ledger) == {
        "first": (Rank.PRIORITY, 2000),
        "urgent": (Rank.PRIORITY, 2000),
        "elsewhere": (Rank.ORDINARY, 90_000),
        "other": (Rank.ORDINARY, 90_000),
        "tried": (Rank.PRIORITY, 90_000),
        "urgent of the tried": (Rank.PRIORITY, 2000),
    }


def test_what_waits_is_put_off_by_nothing_that_comes_after_it(ledger, owe):
    owe("first", rank=Rank.PRIORITY)
    owe("second", due_ms=90_000)
    assert queue(ledger) == {"first": (Rank.PRIORITY, 1000), "second": (Rank.ORDINARY, 90_000)}


def test_a_message_is_owed_once_under_its_id(ledger, owe):
    assert owe("first")
    assert not owe("first", at_ms=5000, rank=Rank.PRIORITY)
    assert queue(ledger) == {"first": (Rank.ORDINARY, 1000)}
