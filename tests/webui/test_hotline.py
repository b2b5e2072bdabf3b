"""The city's hotline asks by number or address, and learns of the area only; announcements are spoken as text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from werkzeug.test import TestResponse

from collectors.states import TerminalState
from monitor.care.area import AreaVerdict
from monitor.ledger import tables as t

OUT, FINE = "13800010000", "13800020000"
Ask = Callable[..., TestResponse]
OWN = ("Resident", "10100", "10200", "Mill Lane", "02:00:00", "television", "payment", "box", "neighbours")
"""What would tell of a subscriber: name, account, address, terminal, services, debts."""


def leaked(answer: TestResponse, asked: str) -> list[str]:
    """Return which of OWN an answer tells besides what was asked for; a moment in milliseconds may hold any digits."""
    text = re.sub(r"\b1\d{12}\b", "", answer.text.replace(asked, ""))
    return [word for word in OWN if word in text]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def ask(client: FlaskClient, token: Callable[[str], dict[str, str]]) -> Ask:
    """Return a function that asks the API as the hotline."""
    headers = token("hotline")
    return lambda path: client.get(f"/api/v1/{path}", headers=headers)


def test_an_outage_is_told_and_nothing_of_the_home(here, ask: Ask) -> None:
    with here.ledger.write("test") as connection:
        connection.execute(insert(t.service).values(account="10100", service="tv", terminal="", status="active"))
    answer = ask(f"area?phone={OUT}")
    assert (answer.json["verdict"], answer.json["incident"]) == ("outage", "INC-000002")
    assert "outage in your area" in answer.json["sentence"]["en"]
    assert not leaked(answer, OUT)
    assert ask("area?address=0 Mill Lane").json["verdict"] == "outage"


@pytest.mark.parametrize("status", ["active", "arrears", "suspended"])
def test_a_homes_own_fault_and_its_debts_are_not_the_areas(here, ask: Ask, status: str) -> None:
    here.state(TerminalState.DARK, "02:00:00:00:02:00")
    with here.ledger.write("test") as connection:
        connection.execute(update(t.account).where(t.account.c.account == "10200").values(status=status))
    answer = ask(f"area?phone={FINE}")
    assert answer.json["verdict"] == AreaVerdict.NONE_KNOWN
    assert not leaked(answer, FINE)


def test_where_most_are_dark_a_likely_outage_is_told(here, ask: Ask) -> None:
    here.state(TerminalState.DARK, *(f"02:00:00:00:02:0{i}" for i in range(6)))
    assert ask(f"area?phone={FINE}").json["verdict"] == "likely"


def test_old_data_is_never_told_as_no_outage(here, ask: Ask) -> None:
    with here.ledger.write("test") as connection:
        connection.execute(update(t.column_blob).where(t.column_blob.c.family == "pulse").values(at_ms=1))
    assert ask(f"area?phone={FINE}").json["verdict"] == "cannot_say"
    assert ask("area?phone=13912345678").json["verdict"] == "nobody"


@pytest.mark.parametrize(
    "path",
    ["lookup?phone=13800010000", "incidents", "incidents/INC-000002", "elements/N1", "summary", "map/areas"],
)
def test_everything_else_is_closed(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 403


def test_the_page_of_the_hotline_is_the_area_and_links_nowhere_else(log_in: Callable[[str], FlaskClient]) -> None:
    browser = log_in("hotline")
    assert browser.get("/").location == "/area"
    page = browser.get(f"/area?q={OUT}").text
    assert "INC" in page
    assert not [word for word in ("Resident", "/map", "/incidents", "/elements", "/lookup") if word in page]


def test_an_announcement_is_spoken_as_plain_text_in_each_language(client, token, ask: Ask) -> None:
    answer = ask(f"announcement?phone={OUT}&lang=both")
    assert answer.content_type == "text/plain; charset=utf-8"
    chinese, english = answer.text.splitlines()
    assert "INC-000002" in chinese
    assert english.startswith("There is a network outage in your area.")
    assert ask("announcement?phone=reception&lang=en").text.startswith("We know of no subscriber")
    agent = token("agent")
    own = client.get(f"/api/v1/announcement?phone={FINE}&lang=en", headers=agent).text
    assert own.startswith("Your equipment is connected")
    unknown = client.get("/api/v1/announcement?phone=13912345678&lang=en", headers=agent).text
    assert unknown.startswith("We know of no account with this number.")


def test_no_announcement_promises_what_nobody_will_do(here, client, token) -> None:
    here.state(TerminalState.BARRED, "02:00:00:00:02:00")
    here.state(TerminalState.RANGING, "02:00:00:00:02:01")
    here.state(TerminalState.DARK, "02:00:00:00:02:02", ago_ms=3_600_000)
    headers = token("agent")
    for home in range(3):
        said = client.get(f"/api/v1/announcement?phone=1380002000{home}&lang=both", headers=headers).text
        assert "please speak to our customer service" in said.replace("Please", "please")
        assert not re.search(r"\bI\b|我(?!们)", said), said


@pytest.mark.parametrize(
    ("role", "verdict", "shown"), [("agent", "area_outage", "Area outage"), ("hotline", "area.outage", "Area outage")]
)
def test_what_a_machine_announced_stands_among_what_the_subscriber_was_told(
    client, token, log_in, wait_until, role: str, verdict: str, shown: str
) -> None:
    headers = token("agent")
    said = client.get(f"/api/v1/announcement?phone={OUT}", headers=headers if role == "agent" else token(role))
    assert "INC-000002" in said.text
    body = {"account": "10100", "symptom": "no_signal"}

    def told():
        (home,) = client.get(f"/api/v1/lookup?phone={OUT}", headers=headers).json["accounts"]
        return [item for item in home["told"] if item["how"] == "announcement"]

    (item,) = wait_until(told, what="the announcement is in the ledger")
    assert (item["verdict"], item["incident"], item["by"]) == (verdict, "INC-000002", f"program-{role}")
    assert client.post("/api/v1/calls", json=body, headers=headers).status_code == 201
    browser = log_in("agent")
    browser.set_cookie("plantwatch_lang", "en")
    listed = re.search(r'<ul class="[^"]*announced">(.*?)</ul>', browser.get(f"/lookup?phone={OUT}").text, re.DOTALL)
    assert listed
    assert shown in words(listed[1])
    assert "INC‑000002" in listed[1]
    other = client.get(f"/api/v1/lookup?phone={FINE}", headers=headers).json["accounts"][0]
    assert other["told"] == []


def test_of_several_homes_on_one_number_the_one_in_trouble_is_announced(here, client, token) -> None:
    here.state(TerminalState.REGISTERED, "02:00:00:00:01:00")
    with here.ledger.write("test") as connection:
        row = {"account": "10105", "position": 1, "written": "x", "e164": f"+86{OUT}"}
        connection.execute(insert(t.account_phone).values(row))
    headers = token("agent")
    answer = client.get(f"/api/v1/lookup?phone={OUT}", headers=headers).json
    assert [(home["account"], home["verdict"]) for home in answer["accounts"]] == [
        ("10100", "no_fault"),
        ("10105", "area_outage"),
    ]
    assert answer["verdict"] == "area_outage"
    assert "INC-000002" in client.get(f"/api/v1/announcement?phone={OUT}", headers=headers).text


def test_an_announcement_to_nobody_is_told_to_nobody(here, client, token, wait_until) -> None:
    client.get("/api/v1/announcement?phone=13912345678", headers=token("agent"))

    def trail():
        with here.ledger.read() as connection:
            rows = connection.execute(select(t.audit.c.detail).where(t.audit.c.action == "announcement"))
            return rows.scalars().all()

    assert wait_until(trail, what="the row is carried over") == [{"accounts": [], "told": None}]
    with here.ledger.read() as connection:
        assert connection.execute(select(t.announced)).all() == []
