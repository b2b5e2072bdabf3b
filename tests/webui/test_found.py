"""What was found at the end of an incident: said by API and page, audited, and learned from."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from maps.model import Kind
from monitor.ledger import found
from monitor.ledger import tables as t
from monitor.ledger.found import FoundCause
from monitor.ledger.people import Role, make_token

LogIn = Callable[[str], FlaskClient]
PATH = "/api/v1/incidents/INC-000001"


@pytest.fixture
def crew(here, client: FlaskClient):
    """Return a function that asks the API as a maintainer's program."""
    headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'crew', Role.MAINTAINER)}"}
    return lambda method, path, **more: client.open(path, method=method, headers=headers, **more)


def test_what_was_found_is_kept_audited_and_shown(here, crew) -> None:
    body = {"cause": "connector", "element": "T2", "note": "water in it"}
    assert crew("POST", f"{PATH}/found", json=body).status_code == 204
    shown = crew("GET", PATH).json
    assert {name: shown["found"][name] for name in ("by", "element", "named", "cause", "false_alarm", "note")} == {
        "by": "crew", "element": "T2", "named": "A2", "cause": "connector", "false_alarm": False, "note": "water in it",
    }  # fmt: skip
    assert shown["timeline"][-1]["kind"] == "found"
    with here.ledger.read() as connection:
        row = connection.execute(select(t.audit).where(t.audit.c.action == "incident.found")).one()
    assert (row.actor, row.subject, row.detail["element"]) == ("crew", "INC-000001", "T2")


def test_the_last_word_counts_of_those_who_saw_the_one_before(here, crew) -> None:
    crew("POST", f"{PATH}/found", json={"cause": "element", "element": "A2"})
    otherwise = {"cause": "no_fault_found", "false_alarm": True}
    refused = crew("POST", f"{PATH}/found", json=otherwise)
    assert (refused.status_code, "crew has meanwhile said" in refused.json["detail"]) == (409, True)
    seen = crew("GET", PATH).json["found"]["at_ms"]
    assert crew("POST", f"{PATH}/found", json={**otherwise, "was_ms": seen}).status_code == 204
    with here.ledger.read() as connection:
        said = found.load(connection, 1)
        assert found.confirmed(connection) == []
    assert said is not None
    assert (said.cause, said.element, said.kind, said.false_alarm) == (FoundCause.NO_FAULT_FOUND, "", "", True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"cause": "element", "element": "A9"}, 409),
        ({"cause": "element", "element": "A2", "false_alarm": True}, 409),
        ({"cause": "gremlins"}, 422),
        ({}, 422),
    ],
)
def test_what_cannot_be_is_refused(here, crew, body: dict[str, object], status: int) -> None:
    assert crew("POST", f"{PATH}/found", json=body).status_code == status
    assert crew("GET", PATH).json["found"] is None
    assert crew("POST", "/api/v1/incidents/INC-000077/found", json={"cause": "other"}).status_code == 404


def test_the_page_has_a_form_for_it(here, log_in: LogIn) -> None:
    browser = log_in("maintainer")
    browser.set_cookie("plantwatch_lang", "en")
    form = {"csrf": browser.csrf, "cause": "span", "element": "T2", "note": "a lorry"}
    assert browser.post("/incidents/INC-000001/found", data=form).status_code == 302
    page = browser.get("/incidents/INC-000001").text
    assert "a lorry" in page
    assert "Cable" in page
    wrong = browser.post("/incidents/INC-000001/found", data={**form, "cause": "gremlins"})
    assert wrong.status_code == 422
    assert browser.post("/incidents/INC-000001/found", data={**form, "false_alarm": "1"}).status_code == 409
    assert browser.post("/incidents/INC-000001/found", data={**form, "was": "then"}).status_code == 422
    (was,) = re.findall(r'action="/incidents/INC-000001/found">.*?name="was" value="(\d+)"', page, re.DOTALL)
    alarm = browser.post("/incidents/INC-000001/found", data={**form, "was": was, "false_alarm": "1"})
    assert alarm.status_code == 302
    assert "False alarm" in browser.get("/incidents/INC-000001").text


def test_a_confirmed_outage_is_experience_with_its_kind(here, crew) -> None:
    crew("POST", f"{PATH}/found", json={"cause": "element", "element": "T2"})
    with here.ledger.read() as connection:
        now_ms = here.desk.now_ms()
        seen = found.experience(connection, now_ms)
        watched_h = (now_ms - connection.execute(select(func.min(t.incident.c.opened_ms))).scalar_one()) / 3_600_000
        (confirmed,) = found.confirmed(connection)
    assert confirmed.element == "T2"
    assert 0.0 < seen[Kind.TAP].down_h < 0.2
    assert seen[Kind.TAP].exposure_h == pytest.approx(2 * watched_h, rel=0.2)
    assert seen[Kind.AMPLIFIER].down_h == 0.0
