"""Logging a call on the lookup page: what the agent is told of where it leads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from monitor.ledger import tables as t

LogIn = Callable[[str], FlaskClient]
IN_OUTAGE, ALONE = ("10100", "13800010000"), ("10200", "13800020000")


def log(browser: FlaskClient, who: tuple[str, str], **more: str):
    form = {"csrf": browser.csrf, "account": who[0], "phone": who[1], "symptom": "no_signal", "key": "k1", **more}
    return browser.post("/lookup/calls", data=form)


def told(browser: FlaskClient, who: tuple[str, str], **more: str) -> str:
    """Return what the page says after a call, as words."""
    answer = log(browser, who, **more)
    assert answer.status_code == 302, answer.text
    page = browser.get(answer.location).text
    found = re.search(r'id="logged">(.*?)</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


@pytest.fixture
def agent(log_in: LogIn) -> FlaskClient:
    browser = log_in("agent")
    browser.set_cookie("plantwatch_lang", "en")
    return browser


def count(here, table=t.call) -> int:
    with here.ledger.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar() or 0


def test_a_call_about_an_outage_that_is_known_joins_it_and_wants_no_ticket(here, agent) -> None:
    said = told(agent, IN_OUTAGE, text="nothing at all")
    assert "It belongs to INC\u2011000002 · Amplifier 1 Open no other ticket" in said
    assert "nothing at all" in said
    with here.ledger.read() as connection:
        row = connection.execute(select(t.call)).one()
        trail = connection.execute(select(t.audit).where(t.audit.c.action == "call.log")).one()
    assert (row.account, row.symptom, row.text, row.by) == ("10100", "no_signal", "nothing at all", "agent")
    assert (trail.actor, trail.subject) == ("agent", "10100")


def test_a_call_from_a_home_without_an_incident_is_said_to_stand_alone(agent) -> None:
    said = told(agent, ALONE)
    assert "No incident covers this home." in said
    assert "Open no other ticket" not in said


def test_a_call_behind_what_callers_made_suspicious_counts_towards_it(here, agent) -> None:
    with here.ledger.write("test") as connection:
        suspicion = {"state": "open", "resolved_ms": None, "cause": "calls", "element": "A2"}
        connection.execute(update(t.incident).where(t.incident.c.number == 1).values(**suspicion))
    said = told(agent, ALONE)
    assert "It counts towards a fault that is suspected: INC\u2011000001 · Amplifier 2 Open no other ticket" in said


def test_a_form_sent_twice_is_one_call_and_a_second_call_is_the_same_caller(here, agent) -> None:
    assert log(agent, ALONE).location == log(agent, ALONE).location
    assert count(here) == 1
    said = told(agent, ALONE, key="k2", symptom="slow")
    assert "Call no. 2 of this subscriber within a day; callers are counted once." in said
    assert count(here) == 2
    page = agent.get("/lookup?phone=13800020000").text
    assert "2 calls within a day" in page
    assert 'action="/lookup/calls"' in page


@pytest.mark.parametrize(
    "more",
    [
        {"symptom": "haunted"},
        {"symptom": ""},
        {"service": "gas"},
        {"account": "nobody"},
        {"text": "x" * 2001},
        {"incident": "INC-999999"},
        {"incident": "INC-99999999999999999999999"},
        {"incident": "-1"},
    ],
)
def test_what_cannot_be_is_refused(here, agent, more: dict[str, str]) -> None:
    assert log(agent, ALONE, **more).status_code == 422
    assert count(here) == 0


def test_a_number_of_somebody_elses_call_shows_nothing(agent) -> None:
    log(agent, IN_OUTAGE)
    page = agent.get("/lookup?phone=13800020000&logged=1").text
    assert 'id="logged"' not in page
    assert agent.get("/lookup?phone=13800020000&logged=99999999999999999999").status_code == 200


def test_a_wish_on_the_form_waits_for_the_incident_whatever_the_form_forgot_to_say(here, agent) -> None:
    assert log(agent, IN_OUTAGE, callback="on").status_code == 302
    with here.ledger.read() as connection:
        assert connection.execute(select(t.callback.c.incident)).scalar() == 2


@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh")])
def test_an_agent_logs_a_call_with_two_clicks(visit: Callable[..., Page], width: int, language: str) -> None:
    page = visit("/lookup%3Fphone=13800010000", role="agent", language=language, width=width)
    page.locator(".pills label", has=page.locator("[value=mosaic]")).click()
    page.locator(".call-form button").click()
    expect(page.locator("#logged [role=status]")).to_contain_text("INC\u2011000002")
    expect(page.locator("#logged .call-form")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
