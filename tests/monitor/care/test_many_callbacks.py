"""Callbacks when many are owed: what can be made is listed, a new wish stays one, and each slice costs few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, delete, event, insert, select

from collectors.states import TerminalState
from monitor.care import calling_back
from monitor.care.calling_back import Due, Owed, finish, listed
from monitor.ledger import tables as t
from monitor.ledger.callbacks import AGAIN_MS, SLICE, Callback, CallbackRefusedError, Result, claim, how_many
from monitor.ledger.ledger import Ledger
from tests.monitor.care.conftest import mac
from tests.monitor.care.test_calling_back import HOUR_MS, NOW_MS, T1, due, first, log, moved

MANY = 2 * SLICE + 100
T2 = [mac("T2", i) for i in range(4)]


def owe(ledger: Ledger, count: int, incident: int | None, terminal: str = "") -> None:
    """Have that many homes wish to be called back, one a millisecond; each has the terminal as its broadband."""
    with ledger.write("test") as connection:
        names = [f"x{i}" for i in range(count)]
        rows = [{"account": name, "position": 1000 + i, "name": "", "address": ""} for i, name in enumerate(names)]
        connection.execute(insert(t.account), rows)
        if terminal:
            said = {"service": "broadband", "terminal": terminal, "status": "active"}
            connection.execute(insert(t.service), [{"account": name, **said} for name in names])
        calls = [
            {
                "id": 1000 + i, "account": name, "at_ms": NOW_MS + i, "symptom": "no_signal", "service": "", "text": "",
                "by": "agent", "logged_ms": NOW_MS + i, "key": name,
            }
            for i, name in enumerate(names)
        ]  # fmt: skip
        connection.execute(insert(t.call), calls)
        wished = [
            {"account": name, "call": 1000 + i, "incident": incident, "wished_ms": NOW_MS + i}
            for i, name in enumerate(names)
        ]
        connection.execute(insert(t.callback), wished)


@contextmanager
def counted(ledger: Ledger) -> Iterator[list[str]]:
    """Count the statements that are sent."""
    with ledger.read() as connection:
        asked: list[str] = []

        def note(_: object, __: object, statement: str, *___: object) -> None:
            asked.append(statement)

        event.listen(connection.engine, "before_cursor_execute", note)
        yield asked
        event.remove(connection.engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("everybody_up")
def test_whom_we_can_call_now_is_listed_however_many_waited_before(
    ledger: Ledger, say: Callable[..., None], outage: Callable[..., object]
) -> None:
    outage(["T2-0"], T2[:1], number=8)
    owe(ledger, MANY, 8)
    say(TerminalState.DARK, *T1)
    outage([f"T1-{i}" for i in range(4)], T1)
    log(ledger, "T1-1", incident=7, at_ms=NOW_MS + 10_000)
    moved(ledger, "resolved", NOW_MS + HOUR_MS)
    say(TerminalState.REGISTERED, *T1)
    with ledger.read() as connection:
        found = listed(connection, NOW_MS + HOUR_MS, most=10)
        assert how_many(connection) == MANY + 1
    assert [(item.who.account, item.due) for item in found[:2]] == [("T1-1", Due.NOW), ("x0", Due.WAITS)]
    assert len(found) == 10


@pytest.mark.usefixtures("everybody_up")
def test_no_more_is_looked_at_once_there_are_enough_to_call(
    ledger: Ledger, outage: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    outage(["T2-0"], T2[:1], number=8)
    owe(ledger, MANY, 8)
    moved(ledger, "resolved", NOW_MS + HOUR_MS, number=8)
    looked, as_ever = [], calling_back._with_state

    def note(connection: Connection, waiting: Sequence[Callback], now_ms: int) -> list[Owed]:
        looked.append(len(waiting))
        return as_ever(connection, waiting, now_ms)

    monkeypatch.setattr(calling_back, "_with_state", note)
    with ledger.read() as connection:
        found = listed(connection, NOW_MS + HOUR_MS, most=10)
    assert [item.who.account for item in found] == [f"x{i}" for i in range(10)]
    assert looked == [SLICE]


@pytest.mark.usefixtures("everybody_up")
def test_who_left_the_plant_takes_no_place_and_is_called_by_nobody(ledger: Ledger) -> None:
    owe(ledger, 3, None)
    with ledger.write("test") as connection:
        connection.execute(delete(t.account).where(t.account.c.account == "x1"))
    assert [account for account, _ in due(ledger)] == ["x0", "x2"]
    with ledger.read() as connection:
        assert how_many(connection) == 2


@pytest.mark.usefixtures("everybody_up")
def test_many_homes_on_the_way_of_one_incident_cost_as_many_queries_as_one_home(
    ledger: Ledger, outage: Callable[..., object]
) -> None:
    outage(["one-way"], T2[:1], number=8)
    owe(ledger, 1, None, T1[0])
    with counted(ledger) as for_one:
        one = due(ledger)
    with ledger.write("test") as connection:
        for table in (t.callback, t.call, t.service, t.account):
            where = table.c.account.like("x%")
            connection.execute(delete(table).where(where))
    owe(ledger, SLICE - 1, None, T1[0])
    with counted(ledger) as for_many:
        many = due(ledger)
    assert one == [("x0", Due.WAITS)]
    assert len(many) == SLICE - 1
    with ledger.read() as connection:
        assert {item.incident for item in listed(connection, NOW_MS)} == {8}
    assert len(for_many) == len(for_one)


@pytest.fixture(name="claimed")
def claimed_fixture(
    ledger: Ledger, say: Callable[..., None], outage: Callable[..., object], everybody_up: None
) -> None:
    """One of a street that was dark and is back is being called by an agent."""
    say(TerminalState.DARK, *T1)
    outage([f"T1-{i}" for i in range(4)], T1)
    log(ledger, "T1-1", incident=7)
    moved(ledger, "resolved", NOW_MS + HOUR_MS)
    say(TerminalState.REGISTERED, *T1)
    claim(ledger, first(ledger), "agent", NOW_MS + HOUR_MS)


@pytest.mark.usefixtures("claimed")
def test_who_calls_again_while_an_agent_rings_them_up_is_owed_a_callback_for_that(
    ledger: Ledger, say: Callable[..., None], outage: Callable[..., object]
) -> None:
    now_ms = NOW_MS + HOUR_MS + 600_000
    say(TerminalState.DARK, *T1, since_ms=now_ms - 1)
    outage([f"T1-{i}" for i in range(4)], T1, number=9)
    log(ledger, "T1-1", incident=9, key="again", at_ms=now_ms)
    with pytest.raises(CallbackRefusedError, match="they may have called again"):
        finish(ledger, first(ledger), "agent", Result.REACHED, now_ms + 1)
    assert due(ledger, now_ms + 1) == [("T1-1", Due.WAITS)]
    moved(ledger, "resolved", now_ms + HOUR_MS, number=9)
    say(TerminalState.REGISTERED, *T1, since_ms=now_ms + HOUR_MS)
    claim(ledger, first(ledger), "other", now_ms + HOUR_MS)
    finish(ledger, first(ledger), "other", Result.REACHED, now_ms + HOUR_MS)
    assert due(ledger, now_ms + HOUR_MS) == []


@pytest.mark.usefixtures("claimed")
def test_tries_for_one_outage_do_not_count_against_the_next(ledger: Ledger) -> None:
    now_ms = NOW_MS + HOUR_MS
    finish(ledger, first(ledger), "agent", Result.NOT_REACHED, now_ms)
    claim(ledger, first(ledger), "agent", now_ms + AGAIN_MS)
    finish(ledger, first(ledger), "agent", Result.NOT_REACHED, now_ms + AGAIN_MS)
    log(ledger, "T1-1", key="again", at_ms=now_ms + AGAIN_MS + 1)
    c = t.callback.c
    with ledger.read() as connection:
        assert connection.execute(select(c.tries, c.again_ms, c.claimed_by)).all() == [(0, None, None)]
    claim(ledger, first(ledger), "agent", now_ms + 2 * AGAIN_MS)
    finish(ledger, first(ledger), "agent", Result.NOT_REACHED, now_ms + 2 * AGAIN_MS)
    assert [account for account, _ in due(ledger, now_ms + 2 * AGAIN_MS)] == ["T1-1"], "not given up yet"
