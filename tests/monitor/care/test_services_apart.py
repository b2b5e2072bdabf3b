"""A home of which several things are true at once: what is paid for and what is not, what works and what does not."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from collectors.states import TerminalState
from maps.model import Service
from monitor.care.answers import Answer, HomeAnswer
from monitor.care.area import AreaVerdict, area, say_area
from monitor.care.sentences import LANGUAGES
from monitor.care.sentences import say as said
from monitor.care.verdict import Reason, Verdict
from monitor.ledger import planned_work
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from tests.monitor.care.conftest import NOW_MS, PER_TAP, mac

ZONE = ZoneInfo("Asia/Shanghai")
T1 = [mac("T1", home) for home in range(PER_TAP)]
T2 = [mac("T2", home) for home in range(PER_TAP)]
Call = Callable[..., Answer]
Say = Callable[..., None]
Buy = Callable[..., None]

pytestmark = pytest.mark.usefixtures("everybody_up")


@pytest.fixture
def buy(ledger: Ledger) -> Buy:
    """Return a function that has T1-1 buy another service on a terminal, with a status of its own."""

    def bought(service: Service, terminal: str, status: str = "active") -> None:
        row = {"account": "T1-1", "service": service, "terminal": terminal, "status": status}
        with ledger.write("test") as connection:
            connection.execute(insert(t.service).values(id=9001, **row))

    return bought


def english(home: HomeAnswer) -> str:
    assert said(home, "zh", ZONE, NOW_MS)
    return said(home, "en", ZONE, NOW_MS)


@pytest.mark.parametrize(("status", "words"), [("suspended", "Not active on this account"), ("arrears", "A payment")])
def test_a_service_that_is_not_paid_for_does_not_hide_what_is_wrong_with_the_others(
    call: Call, say: Say, buy: Buy, status: str, words: str
) -> None:
    buy(Service.VOD, T1[1], status)
    home = call("13800000101").homes[0]
    assert (home.verdict, home.reason) == (Verdict.NO_FAULT, Reason.REGISTERED)
    assert words in english(home)
    assert "video on demand" in english(home)
    say(TerminalState.DARK, T1[1])
    home = call("13800000101").homes[0]
    assert (home.verdict, home.reason) == (Verdict.OWN_FAULT, Reason.DARK)
    assert "video on demand" in english(home)


def test_an_account_without_any_active_service_is_told_so(ledger: Ledger, call: Call) -> None:
    with ledger.write("test") as connection:
        connection.execute(update(t.service).where(t.service.c.account == "T1-1").values(status="suspended"))
    home = call("13800000101").homes[0]
    assert (home.verdict, home.reason) == (Verdict.ACCOUNT, Reason.NOT_AUTHORISED)
    assert "Not active on this account" not in english(home)


def test_a_service_is_unaffected_only_if_it_is_so_on_all_its_terminals(
    call: Call, say: Say, buy: Buy, outage: Callable[..., object]
) -> None:
    buy(Service.BROADBAND, T2[2])
    say(TerminalState.DARK, T1[1])
    outage(["T1-1"], [T1[1]])
    home = call("13800000101").homes[0]
    assert home.verdict is Verdict.AREA_OUTAGE
    assert home.unaffected == ()
    assert "Not affected" not in english(home)


def test_the_neighbours_who_have_service_are_those_who_are_let_in(call: Call, say: Say) -> None:
    say(TerminalState.DARK, T1[1])
    say(TerminalState.BARRED, T1[0])
    home = call("13800000101").homes[0]
    assert home.reason is Reason.DARK
    assert "6 of 7 of your neighbours have service" in english(home)


def test_nobody_is_blamed_where_the_whole_street_cannot_log_in(call: Call, say: Say) -> None:
    for state in (TerminalState.RANGING, TerminalState.UNREGISTERED, TerminalState.BARRED):
        say(state, *T1, *T2)
        assert call("13800000101").homes[0].reason is Reason.NEIGHBOURS_PENDING
    say(TerminalState.RANGING, *T1, *T2)
    say(TerminalState.DARK, T1[1])
    assert call("13800000101").homes[0].reason is Reason.NEIGHBOURS_DARK


@pytest.mark.parametrize(("phone", "status"), [("138-0000-0901", "suspended"), ("+86 138 0000 0900", "arrears")])
def test_the_area_of_who_owes_is_in_trouble_like_any_other(
    call: Call, say: Say, outage: Callable[..., object], phone: str, status: str
) -> None:
    answer = call(phone)
    assert area(answer, answer.homes).verdict is AreaVerdict.NONE_KNOWN
    say(TerminalState.DARK, *T1, *T2)
    outage(["T2-3", "gone", "poor"], T2)
    answer = call(phone)
    assert answer.homes[0].subscriber.status == status
    told = area(answer, answer.homes)
    assert told.verdict is AreaVerdict.OUTAGE
    for language in LANGUAGES:
        assert "INC-000007" in say_area(told, language, ZONE, NOW_MS)


def test_planned_work_is_not_given_the_cause_of_an_incident(
    ledger: Ledger, call: Call, say: Say, outage: Callable[..., object]
) -> None:
    say(TerminalState.DARK, *T1)
    outage(["T1-1"], T1, cause="power")
    assert "power supply" in english(call("13800000101").homes[0])
    hour_ms = 3_600_000
    work = planned_work.Announced("A1", "", ("broadband",), NOW_MS - hour_ms, NOW_MS + hour_ms, "", "")
    planned_work.announce(ledger, "test", work, NOW_MS)
    home = call("13800000101").homes[0]
    assert home.verdict is Verdict.PLANNED_WORK
    assert "power supply" not in english(home)
