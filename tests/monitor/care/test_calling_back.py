"""Callbacks: owed once, due when the trouble is over and the home is back, made by one agent, with a result."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select, update

from collectors.states import TerminalState
from monitor.care.calling_back import ASK_AFTER_MS, Due, finish, listed
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


def log(
    ledger: Ledger, account: str, incident: int | None = None, key: str = "k", service: str = "", at_ms: int = NOW_MS
) -> None:
    call = Call(account, at_ms, Symptom.NO_SIGNAL, service, key=key, incident=incident, callback=True)
    calls.log_call(ledger, call, "agent", at_ms)


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
    say(TerminalState.REGISTERED, *T1, since_ms=NOW_MS + 2)
    assert due(ledger) == [("T1-1", Due.NOW)]


ONE_WAY, TV = "one-way", "8001"
HOUR_MS = 3_600_000


def moved(ledger: Ledger, becomes: str, at_ms: int, number: int = 7) -> None:
    """Have an incident come to a state at a moment, with its transition."""
    resolved_ms = None if becomes == "restored" else at_ms
    restored(ledger, number, state=becomes, resolved_ms=resolved_ms)
    with ledger.write("test") as connection:
        row = {"incident": number, "at_ms": at_ms, "actor": "core", "was": "open", "becomes": becomes, "reason": ""}
        connection.execute(insert(t.incident_transition).values(row))


@pytest.mark.usefixtures("everybody_up")
def test_a_home_that_calls_before_anything_is_detected_waits_for_the_incident_that_comes_to_count_it(
    ledger: Ledger, outage: Callable[..., object]
) -> None:
    log(ledger, ONE_WAY)
    assert due(ledger) == [(ONE_WAY, Due.WAITS)]
    outage([ONE_WAY], [T1[1]])
    assert due(ledger, NOW_MS + 72 * HOUR_MS) == [(ONE_WAY, Due.WAITS)]
    with ledger.read() as connection:
        assert [item.incident for item in listed(connection, NOW_MS)] == [7]
    moved(ledger, "resolved", NOW_MS + HOUR_MS)
    assert due(ledger, NOW_MS + HOUR_MS) == [(ONE_WAY, Due.NOW)]


@pytest.mark.usefixtures("everybody_up")
def test_a_home_nobody_can_see_waits_for_what_fails_on_its_way_though_it_counts_nobody(
    ledger: Ledger, say: Callable[..., None], outage: Callable[..., object]
) -> None:
    log(ledger, "T1-0", service="tv")
    say(TerminalState.DARK, *T1[1:])
    outage(["T1-1"], T1[1:])
    with ledger.write("test") as connection:  # no registered modem of the home lived through it
        connection.execute(update(t.incident).values(started_before_ms=NOW_MS - 700_000))
    assert due(ledger, NOW_MS + 5 * HOUR_MS) == [("T1-0", Due.WAITS)]
    moved(ledger, "resolved", NOW_MS + HOUR_MS)
    assert due(ledger, NOW_MS + HOUR_MS) == [("T1-0", Due.NOW)]


@pytest.mark.usefixtures("everybody_up")
def test_an_incident_that_the_callers_own_terminal_lived_through_is_not_awaited(
    ledger: Ledger, say: Callable[..., None], outage: Callable[..., object]
) -> None:
    say(TerminalState.REGISTERED, T1[0], since_ms=NOW_MS - 86_400_000)
    log(ledger, "T1-0", service="broadband")
    outage(["T1-1"], T1[1:])
    assert due(ledger, NOW_MS + 5 * HOUR_MS) == [("T1-0", Due.ASK)]


@pytest.mark.usefixtures("everybody_up")
def test_a_modem_that_was_registered_when_somebody_complained_is_no_sign_that_it_is_over(
    ledger: Ledger, say: Callable[..., None]
) -> None:
    log(ledger, "T1-2")
    assert due(ledger) == [("T1-2", Due.WAITS)]
    assert due(ledger, NOW_MS + ASK_AFTER_MS) == [("T1-2", Due.ASK)]
    say(TerminalState.DARK, T1[2], since_ms=NOW_MS + 1)
    assert due(ledger, NOW_MS + ASK_AFTER_MS) == [("T1-2", Due.WAITS)]
    say(TerminalState.REGISTERED, T1[2], since_ms=NOW_MS + 2)
    assert due(ledger) == [("T1-2", Due.NOW)]


@pytest.mark.usefixtures("everybody_up")
def test_who_complains_again_after_the_modem_came_back_is_not_rung_up_for_that(
    ledger: Ledger, say: Callable[..., None]
) -> None:
    log(ledger, "T1-2")
    say(TerminalState.REGISTERED, T1[2], since_ms=NOW_MS + 10)
    assert due(ledger, NOW_MS + 20) == [("T1-2", Due.NOW)]
    log(ledger, "T1-2", key="again", at_ms=NOW_MS + 20)
    assert due(ledger, NOW_MS + 20) == [("T1-2", Due.WAITS)]


@pytest.mark.usefixtures("everybody_up")
def test_television_that_nobody_sees_is_not_back_because_a_modem_is(ledger: Ledger, say: Callable[..., None]) -> None:
    log(ledger, "T1-0", service="tv")
    say(TerminalState.REGISTERED, T1[0], since_ms=NOW_MS + 1)
    assert due(ledger) == [("T1-0", Due.WAITS)]
    assert due(ledger, NOW_MS + ASK_AFTER_MS) == [("T1-0", Due.ASK)]


@pytest.mark.usefixtures("everybody_up")
def test_who_calls_while_restoration_is_being_verified_is_not_told_at_once_that_all_is_well(
    ledger: Ledger, outage: Callable[..., object]
) -> None:
    outage([ONE_WAY], [T1[1]])
    moved(ledger, "restored", NOW_MS - 1)
    log(ledger, ONE_WAY, incident=7)
    assert due(ledger) == [(ONE_WAY, Due.WAITS)]
    moved(ledger, "resolved", NOW_MS + 1)
    assert due(ledger) == [(ONE_WAY, Due.NOW)]


@pytest.mark.usefixtures("wished")
def test_what_is_left_of_an_incident_as_one_of_its_own_is_awaited_too(
    ledger: Ledger, say: Callable[..., None], outage: Callable[..., object]
) -> None:
    moved(ledger, "resolved", NOW_MS + 1)
    outage(["T1-1"], T1[1:2], number=8)
    assert due(ledger) == [("T1-1", Due.WAITS)]
    say(TerminalState.REGISTERED, *T1)
    moved(ledger, "resolved", NOW_MS + 2, number=8)
    assert due(ledger) == [("T1-1", Due.NOW)]


@pytest.mark.usefixtures("wished")
def test_who_is_still_out_does_not_wait_for_what_was_restored_by_then(ledger: Ledger, say: Callable[..., None]) -> None:
    say(TerminalState.REGISTERED, *T1)
    moved(ledger, "restored", NOW_MS)
    number = first(ledger)
    claim(ledger, number, "agent", NOW_MS)
    finish(ledger, number, "agent", Result.STILL_OUT, NOW_MS + 1)
    assert due(ledger) == [("T1-1", Due.WAITS)]
    moved(ledger, "resolved", NOW_MS + 2)
    assert due(ledger) == [("T1-1", Due.WAITS)], "they said it does not work"


def test_a_call_cannot_have_been_told_of_an_incident_there_is_not(ledger: Ledger) -> None:
    for number in (999_999, 10**14, 0):
        with pytest.raises(calls.UnknownIncidentError, match=f"there is no incident {number}"):
            log(ledger, "T1-1", incident=number)
    with ledger.read() as connection:
        assert connection.execute(select(t.call)).all() == []
