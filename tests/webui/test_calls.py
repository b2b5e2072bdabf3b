"""Logging a trouble call: once each, with its trail, by those who answer the telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from monitor.incidents.model import FaultView
from monitor.ledger import calls
from monitor.ledger import tables as t
from monitor.ledger.people import Role, make_token

HOMES = 6
Post = Callable[..., object]


@pytest.fixture
def post(here, client: FlaskClient) -> Post:
    """Return a function that logs a call as the switchboard."""
    headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'board', Role.AGENT)}"}
    return lambda more=None, **body: client.post("/api/v1/calls", json=body, headers={**headers, **(more or {})})


def logged(here) -> int:
    with here.ledger.read() as connection:
        return connection.execute(select(func.count()).select_from(t.call)).scalar() or 0


def test_a_call_is_logged_with_its_trail(here, post) -> None:
    answer = post(account="10200", symptom="no_signal", service="tv", text="snow on every channel")
    assert answer.status_code == 201
    with here.ledger.read() as connection:
        row = connection.execute(select(t.call)).one()
        trail = connection.execute(select(t.audit).where(t.audit.c.action == "call.log")).one()
    assert (row.account, row.symptom, row.service, row.by, row.text) == (
        "10200", "no_signal", "tv", "board", "snow on every channel",
    )  # fmt: skip
    assert (trail.actor, trail.subject) == ("board", "10200")
    assert "snow" not in str(trail.detail), "what people say of themselves stays in one place"


def test_a_telephone_number_finds_its_account(here, post) -> None:
    assert post(phone="138 0002 0003", symptom="slow").json["account"] == "10203"
    assert post(phone="13999999999", symptom="slow").status_code == 422


def test_a_call_that_is_logged_again_is_the_same_call(here, post) -> None:
    first = post(account="10200", symptom="slow", key="acd-17")
    again = post(account="10200", symptom="slow", key="acd-17")
    header = post({"Idempotency-Key": "acd-17"}, account="10200", symptom="slow")
    assert [answer.status_code for answer in (first, again, header)] == [201, 200, 200]
    assert first.json["id"] == again.json["id"] == header.json["id"]
    at_ms = here.desk.now_ms()
    moments = [post(account="10201", symptom="slow", at_ms=at_ms).status_code for _ in range(2)]
    assert moments == [201, 200]
    assert logged(here) == 2
    with here.ledger.read() as connection:
        assert connection.execute(select(func.count()).where(t.audit.c.action == "call.log")).scalar() == 2


@pytest.mark.parametrize(
    "body",
    [
        {"account": "nobody", "symptom": "slow"},
        {"account": "10200", "symptom": "haunted"},
        {"symptom": "slow"},
        {"account": "10200", "phone": "13800020003", "symptom": "slow"},
        {"account": "10200", "symptom": "slow", "at_ms": 2**52},
        {"account": "10200", "symptom": "slow", "text": "x" * 2001},
        {"account": "10200", "symptom": "slow", "incident": "INC-999999"},
        {"account": "10200", "symptom": "slow", "incident": "INC-99999999999999"},
        {"account": "10200", "symptom": "slow", "incident": "-1"},
    ],
)
def test_what_cannot_be_is_refused(here, post, body: dict[str, object]) -> None:
    assert post(**body).status_code == 422
    assert logged(here) == 0


def test_the_answer_says_which_incident_a_call_joined_and_whether_it_wants_a_ticket(here, post) -> None:
    joined = post(account="10100", symptom="no_signal", callback=True).json
    assert (joined["incident"], joined["suspected"], joined["open_ticket"]) == ("INC-000002", False, False)
    alone = post(account="10200", symptom="no_signal", callback=True).json
    assert (alone["incident"], alone["suspected"], alone["open_ticket"]) == (None, False, True)
    with here.ledger.write("test") as connection:
        suspicion = {"state": "open", "resolved_ms": None, "cause": "calls", "element": "A2"}
        connection.execute(update(t.incident).where(t.incident.c.number == 1).values(**suspicion))
    counted = post(account="10200", symptom="no_signal").json
    assert (counted["incident"], counted["suspected"], counted["open_ticket"]) == ("INC-000001", True, False)
    with here.ledger.read() as connection:
        owed = dict(connection.execute(select(t.callback.c.account, t.callback.c.incident)).all())
        told = dict(connection.execute(select(t.call.c.id, t.call.c.incident)).all())
    assert owed == {"10100": 2, "10200": None}
    assert told == {joined["id"]: 2, alone["id"]: None, counted["id"]: 1}


def test_a_callback_waits_for_what_the_call_joined_whatever_the_caller_was_told_of(here, post) -> None:
    assert post(account="10100", symptom="slow", incident="INC-000001", callback=True).status_code == 201
    with here.ledger.read() as connection:
        assert connection.execute(select(t.call.c.incident)).scalar() == 1
        assert connection.execute(select(t.callback.c.incident)).scalar() == 2


def test_a_subscriber_counts_once_and_one_whose_outage_is_known_not_at_all(here, post) -> None:
    now_ms = here.desk.now_ms()
    for account, ago_ms in (("10200", 60_000), ("10200", 30_000), ("10201", 20_000), ("10100", 10_000)):
        post(account=account, symptom="no_signal", at_ms=now_ms - ago_ms)
    with here.ledger.write("test") as connection:  # what branch 2 had is long over
        long_ago = {"opened_ms": now_ms - 9_000_000, "started_before_ms": now_ms - 9_000_000}
        over = update(t.incident).where(t.incident.c.number == 1)
        connection.execute(over.values(resolved_ms=now_ms - 7_000_000, **long_ago))
    with here.ledger.read() as connection:
        who = calls.callers(connection, now_ms - 3_600_000, now_ms)
        assert [(one.account, now_ms - one.at_ms) for one in who] == [
            ("10200", 60_000), ("10201", 20_000), ("10100", 10_000),
        ]  # fmt: skip
        assert calls.explained(connection, who) == {"10100"}, "its amplifier's incident is open"
    with here.ledger.write("test") as connection:
        connection.execute(over.values(resolved_ms=now_ms - 1_000_000))
    with here.ledger.read() as connection:
        assert len(calls.explained(connection, who)) == 3, "who calls soon after asks about it still"


@pytest.mark.parametrize(("cause", "words"), [("calls", "No terminal there"), ("video", "television path")])
def test_the_page_of_a_suspicion_says_who_called(here, log_in, cause: str, words: str) -> None:
    fault = FaultView("A2", cause, 0.93, (), 0, 4, HOMES, 0, here.desk.now_ms(), callers=7, usual_callers=0.3)
    with here.ledger.write("test") as connection:
        suspected = {"cause": cause, "faults": [fault.to_json()], "terminals": 0, "subscribers": 0}
        connection.execute(update(t.incident).where(t.incident.c.number == 1).values(**suspected))
    browser = log_in("agent")
    browser.set_cookie("plantwatch_lang", "en")
    page = " ".join(browser.get("/incidents/INC-000001").text.split())
    assert "7 subscribers behind it called" in page
    assert "0.3 usually would have" in page
    assert words in page
