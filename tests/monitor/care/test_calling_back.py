"""Callbacks: owed once, due when the trouble is over and the home is back, made by one agent, with a result."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from collectors.states import TerminalState
from monitor.care.calling_back import Due, finish, listed
from monitor.ledger import calls
from monitor.ledger import tables as t
from monitor.ledger.callbacks import AGAIN_MS, HELD_MS, MOST_TRIES, CallbackRefusedError, Result, claim
from monitor.ledger.calls import STILL_OUT, Call, Symptom
from monitor.ledger.ledger import Ledger

NOW_MS = 1_800_000_000_000
T1 = [f"02:00:00:00:01:0{i}" for i in range(4)]


@pytest.fixture
def wished(ledger: Ledger, say: Callable[..., None], outage: Callable[..., object], everybody_up: None) -> None:
    """A street is dark, and one of those who called wishes to be told."""
    say(TerminalState.DARK, *T1)
    outage([f"T1-{i}" for i in range(4)], T1)
    log(ledger, "T1-1", incident=7)


def log(ledger: Ledger, account: str, incident: int | None = None, key: str = "k") -> None:
    call = Call(account, NOW_MS, Symptom.NO_SIGNAL, key=key, told="area_outage", incident=incident, callback=True)
    calls.log_call(ledger, call, "agent", NOW_MS)


def due(ledger: Ledger, now_ms: int = NOW_MS) -> list[tuple[str, Due]]:
    with ledger.read() as connection:
        return [(item.who.account, item.due) for item in listed(connection, now_ms)]


def restored(ledger: Ledger, number: int = 7, **more: object) -> None:
    with ledger.write("test") as connection:
        values = {"state": "restored", **more}
        connection.execute(update(t.incident).where(t.incident.c.number == number).values(**values))


def first(ledger: Ledger) -> int:
    with ledger.read() as connection:
        return connection.execute(select(t.callback.c.id)).scalars().first() or 0


@pytest.mark.usefixtures("wished")
def test_a_callback_is_due_when_the_incident_is_restored_and_the_home_is_back(
    ledger: Ledger, say: Callable[..., None]
) -> None:
    assert due(ledger) == [("T1-1", Due.WAITS)]
    restored(ledger)
    assert due(ledger) == [("T1-1", Due.DARK)]
    say(TerminalState.REGISTERED, *T1)
    assert due(ledger) == [("T1-1", Due.NOW)]


@pytest.mark.usefixtures("wished")
def test_a_home_of_an_incident_that_was_merged_waits_for_the_one_that_goes_on(
    ledger: Ledger, say: Callable[..., None], outage: Callable[..., object]
) -> None:
    outage(["T2-0"], ["02:00:00:00:02:00"], number=8)
    restored(ledger, state="resolved", merged_into=8, resolved_ms=NOW_MS)
    say(TerminalState.REGISTERED, *T1)
    assert due(ledger) == [("T1-1", Due.WAITS)]
    restored(ledger, 8)
    assert due(ledger) == [("T1-1", Due.NOW)]


@pytest.mark.usefixtures("wished")
def test_whoever_calls_twice_is_owed_one_callback(ledger: Ledger) -> None:
    log(ledger, "T1-1", incident=7, key="again")
    assert len(due(ledger)) == 1


@pytest.mark.usefixtures("wished")
def test_of_many_agents_who_take_a_callback_at_once_one_has_it(ledger: Ledger) -> None:
    number, got, refused = first(ledger), [], []

    def take(name: str) -> None:
        try:
            claim(ledger, number, name, NOW_MS)
            got.append(name)
        except CallbackRefusedError as error:
            refused.append(str(error))

    agents = [threading.Thread(target=take, args=(f"agent{i}",)) for i in range(8)]
    for agent in agents:
        agent.start()
    for agent in agents:
        agent.join()
    assert len(got) == 1
    assert refused == [f"{got[0]} is calling back"] * 7


@pytest.mark.usefixtures("wished")
def test_a_callback_nobody_speaks_of_any_more_may_be_taken_by_another(ledger: Ledger) -> None:
    number = first(ledger)
    claim(ledger, number, "agent", NOW_MS)
    with pytest.raises(CallbackRefusedError, match="agent is calling back"):
        claim(ledger, number, "other", NOW_MS + HELD_MS - 1)
    claim(ledger, number, "other", NOW_MS + HELD_MS)
    with pytest.raises(CallbackRefusedError, match="other is calling back"):
        finish(ledger, number, "agent", Result.REACHED, NOW_MS + HELD_MS)


@pytest.mark.usefixtures("wished")
def test_whom_nobody_reaches_is_tried_again_later_and_given_up_in_the_end(
    ledger: Ledger, say: Callable[..., None]
) -> None:
    restored(ledger)
    say(TerminalState.REGISTERED, *T1)
    number, now_ms = first(ledger), NOW_MS
    for _ in range(MOST_TRIES):
        assert due(ledger, now_ms) == [("T1-1", Due.NOW)]
        claim(ledger, number, "agent", now_ms)
        finish(ledger, number, "agent", Result.NOT_REACHED, now_ms)
        assert ("T1-1", Due.NOW) not in due(ledger, now_ms)
        now_ms += AGAIN_MS
    assert due(ledger, now_ms) == []
    with pytest.raises(CallbackRefusedError, match="agent has called back already"):
        claim(ledger, number, "other", now_ms)


@pytest.mark.usefixtures("wished")
def test_who_is_still_out_is_a_caller_whom_what_is_over_does_not_explain(
    ledger: Ledger, say: Callable[..., None]
) -> None:
    restored(ledger, resolved_ms=NOW_MS, state="resolved")
    number = first(ledger)
    claim(ledger, number, "agent", NOW_MS)
    finish(ledger, number, "agent", Result.STILL_OUT, NOW_MS + 1)
    with ledger.read() as connection:
        who = calls.callers(connection, NOW_MS - 1, NOW_MS + 2)
        assert [(one.account, one.told) for one in who] == [("T1-1", STILL_OUT)]
        assert calls.explained(connection, who) == set()
        results = connection.execute(select(t.callback.c.result).order_by(t.callback.c.id)).scalars().all()
        trail = connection.execute(select(t.audit.c.action).where(t.audit.c.subject == str(number))).scalars().all()
    assert list(results) == [STILL_OUT, None]
    assert "callback.result" in trail
    assert due(ledger) == [("T1-1", Due.WAITS)]
    say(TerminalState.REGISTERED, *T1)
    assert due(ledger) == [("T1-1", Due.NOW)]
