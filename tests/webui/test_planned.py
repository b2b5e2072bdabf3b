"""Planned work on its page and in the API: announced, called off, and shown with what it overlaps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.ledger import tables as t

LogIn = Callable[[str], FlaskClient]
HOUR_MS = 3_600_000


def announce(here, browser: FlaskClient, **changed):
    now_ms = here.desk.now_ms()
    body = {"element": "N1", "from_ms": now_ms - 60_000, "to_ms": now_ms + HOUR_MS, "text_en": "New optics."}
    return browser.post("/api/v1/planned-work", json=body | changed, headers={"X-CSRF-Token": browser.csrf})


def test_work_goes_in_and_out_by_the_api_with_who_did_it_in_the_trail(here, log_in: LogIn) -> None:
    browser = log_in("noc")
    made = announce(here, browser, services=["tv"])
    assert (made.status_code, made.json) == (201, {"id": 1})
    (item,) = browser.get("/api/v1/planned-work").json["items"]
    assert (item["element"], item["services"], item["text"]["en"], item["by"]) == ("N1", ["tv"], "New optics.", "noc")
    cancel = [
        browser.post("/api/v1/planned-work/1/cancel", headers={"X-CSRF-Token": browser.csrf}).status_code
        for _ in range(2)
    ]
    assert cancel == [204, 409]
    assert browser.get("/api/v1/planned-work").json == {"items": []}
    with here.ledger.read() as connection:
        rows = connection.execute(
            select(t.audit.c.actor, t.audit.c.action).where(t.audit.c.action.startswith("work."))
        ).all()
    assert rows == [("noc", "work.announce"), ("noc", "work.cancel")]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"element": ""}, "not both"),
        ({"element": "N9"}, "no element N9"),
        ({"to_ms": 1}, "ends after it begins"),
        ({"services": ["radio"]}, "services"),
        ({"colour": "red"}, "colour"),
        ({"text_en": "x" * 501}, "text_en"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(here, log_in: LogIn, changed, named: str) -> None:
    answer = announce(here, log_in("noc"), **changed)
    assert answer.status_code == 422
    assert named in answer.text


def test_an_agent_reads_and_does_not_announce(here, log_in: LogIn) -> None:
    browser = log_in("agent")
    assert announce(here, browser).status_code == 403
    assert browser.get("/api/v1/planned-work").json == {"items": []}


def test_work_and_incident_name_each_other_while_both_are_there(here, log_in: LogIn) -> None:
    browser = log_in("noc")
    announce(here, browser)
    assert browser.get("/api/v1/planned-work").json["items"][0]["incidents"] == ["INC-000002"]
    assert 'href="/incidents/INC-000002"' in browser.get("/planned").text
    page = browser.get("/incidents/INC-000002?lang=en", follow_redirects=True).text
    assert "Planned work" in page
    assert "New optics." in page
    assert "New optics." not in browser.get("/incidents/INC-000001", follow_redirects=True).text  # long over by then
