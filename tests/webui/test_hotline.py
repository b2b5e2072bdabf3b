"""The city's hotline asks by number or address, and learns of the area only; announcements are spoken as text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from collectors.states import TerminalState
from monitor.care.area import AreaVerdict
from monitor.ledger import tables as t

OUT, FINE = "13800010000", "13800020000"
Ask = Callable[..., object]
OWN = ("Resident", "10100", "10200", "Mill Lane", "02:00:00", "television", "payment", "box", "neighbours")
"""What would tell of a subscriber: name, account, address, terminal, services, debts."""


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
    assert not [word for word in OWN if word in answer.text.replace(OUT, "")]
    assert ask("area?address=0 Mill Lane").json["verdict"] == "outage"


@pytest.mark.parametrize("status", ["active", "arrears", "suspended"])
def test_a_homes_own_fault_and_its_debts_are_not_the_areas(here, ask: Ask, status: str) -> None:
    here.state(TerminalState.DARK, "02:00:00:00:02:00")
    with here.ledger.write("test") as connection:
        connection.execute(update(t.account).where(t.account.c.account == "10200").values(status=status))
    answer = ask(f"area?phone={FINE}")
    assert answer.json["verdict"] == AreaVerdict.NONE_KNOWN
    assert not [word for word in OWN if word in answer.text.replace(FINE, "")]


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
    own = client.get(f"/api/v1/announcement?phone={FINE}&lang=en", headers=token("agent")).text
    assert own.startswith("Your equipment is connected")
