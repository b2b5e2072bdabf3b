"""What operators do with an incident: whose it is, when it is due, when service will be back, that it is over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.incidents import read
from monitor.incidents.actions import EXPECT, OPEN, OVERRIDE
from monitor.incidents.book import IncidentBook
from monitor.incidents.model import IncidentState, IncidentView
from monitor.ledger import commands
from monitor.ledger import tables as t
from monitor.ledger.people import Role, make_token
from monitor.obeying import incident_orders
from monitor.telling.teller import NoticeTeller
from webui import ordering

LogIn = Callable[[str], FlaskClient]
PATH = "/api/v1/incidents/INC-000002"
OVER = "/api/v1/incidents/INC-000001"
HOUR_MS = 3_600_000


@pytest.fixture
def operator(here, client: FlaskClient):
    """Return a function that posts to the API as an operator's program."""
    headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'desk', Role.NOC)}"}
    return lambda path, **body: client.post(path, json=body, headers=headers)


@pytest.fixture
def core(here) -> Iterator[None]:
    """Something that answers the commands about incidents as core does."""
    orders = incident_orders(IncidentBook(here.ledger, NoticeTeller(here.settings)), here.desk)
    stop = threading.Event()

    def obey() -> None:
        while not stop.wait(0.02):
            with here.ledger.read() as connection:
                owed = commands.owed(connection)
            for command in owed:
                try:
                    orders[command.kind](command)
                    state, result = commands.CommandState.DONE, {}
                except ValueError as error:
                    state, result = commands.CommandState.FAILED, {"reason": str(error)}
                with here.ledger.write("core") as connection:
                    commands.finish(connection, command.id, here.desk.now_ms(), state, result)

    thread = threading.Thread(target=obey, name="core")
    thread.start()
    yield
    stop.set()
    thread.join(10)


def view(here, number: int) -> IncidentView:
    with here.ledger.read() as connection:
        found = read.incident(connection, number)
    assert found is not None
    return found


def audited(here, action: str) -> list[tuple[str, str]]:
    with here.ledger.read() as connection:
        rows = connection.execute(select(t.audit.c.actor, t.audit.c.subject).where(t.audit.c.action == action))
        return [(row.actor, row.subject) for row in rows]


def test_an_incident_is_given_to_somebody_and_to_nobody_behind_his_back(here, operator) -> None:
    assert operator(f"{PATH}/assign", to="noc").status_code == 204
    assert view(here, 2).assigned_to == "noc"
    late = operator(f"{PATH}/assign", to="admin")
    assert (late.status_code, "gone to noc" in late.json["detail"]) == (409, True)
    assert operator(f"{PATH}/assign", to="", was="noc").status_code == 204
    assert audited(here, "incident.assign") == [("desk", "INC-000002")] * 2


def test_an_incident_that_is_put_off_stands_last_in_the_list(here, operator, log_in: LogIn) -> None:
    here.incident(7, 1, severity=2)
    until_ms = here.desk.now_ms() + HOUR_MS
    assert operator(f"{PATH}/snooze", until_ms=until_ms).status_code == 204
    page = log_in("noc").get("/incidents").text
    assert page.index('data-incident="INC-000007"') < page.index('data-incident="INC-000002"')
    assert operator(f"{PATH}/snooze", until_ms=until_ms + 30 * 24 * HOUR_MS, was_ms=until_ms).status_code == 409
    late = operator(f"{PATH}/snooze", until_ms=until_ms + HOUR_MS)
    assert (late.status_code, "been put off by" in late.json["detail"]) == (409, True)
    assert operator(f"{PATH}/snooze", until_ms=until_ms + HOUR_MS, was_ms=until_ms).status_code == 204


@pytest.mark.usefixtures("core")
def test_when_service_is_expected_back_is_told_and_taken_back(here, operator) -> None:
    now_ms = here.desk.now_ms()
    body = {"after_ms": now_ms + HOUR_MS, "before_ms": now_ms + 2 * HOUR_MS}
    assert operator(f"{PATH}/restoration", **body).status_code == 204
    etr = view(here, 2).etr
    assert etr is not None
    assert (etr.after_ms, etr.before_ms, etr.source, etr.by) == (*body.values(), "hand", "desk")
    assert operator(f"{PATH}/restoration", after_ms=now_ms - 2, before_ms=now_ms - 1).status_code == 409
    assert operator(f"{PATH}/restoration", after_ms=now_ms + 9000, before_ms=now_ms + 8000).status_code == 409
    assert operator(f"{PATH}/restoration").status_code == 204
    assert view(here, 2).etr is None
    assert audited(here, EXPECT) == [("desk", "INC-000002")] * 2


@pytest.mark.usefixtures("core")
def test_somebody_ends_an_incident_and_says_why(here, operator) -> None:
    assert operator(f"{PATH}/override", reason="").status_code == 422
    assert operator(f"{PATH}/override", reason="the street is gone").status_code == 204
    assert view(here, 2).state is IncidentState.RESOLVED
    assert audited(here, OVERRIDE) == [("desk", "INC-000002")]
    assert operator(f"{PATH}/override", reason="again").status_code == 409


def test_without_core_an_order_waits_and_whoever_gave_it_is_told(here, operator, monkeypatch) -> None:
    monkeypatch.setattr(ordering, "PATIENCE_S", 0.1)
    assert operator(f"{PATH}/override", reason="the street is gone").status_code == 503
    assert view(here, 2).state is IncidentState.OPEN


def test_an_incident_is_closed_when_it_is_over_and_explained(here, operator) -> None:
    assert operator(f"{PATH}/close", reason="no crew went").status_code == 409
    assert operator(f"{OVER}/close").status_code == 409
    assert operator(f"{OVER}/close", reason="no crew went").status_code == 204
    assert operator(f"{OVER}/close", reason="no crew went").status_code == 409
    assert view(here, 1).state is IncidentState.CLOSED


def test_the_page_has_forms_for_all_of_it(here, log_in: LogIn) -> None:
    browser = log_in("noc")
    browser.set_cookie("plantwatch_lang", "en")
    csrf = {"csrf": browser.csrf}
    at = "/incidents/INC-000002"
    assert browser.post(f"{at}/assign", data=csrf | {"to": "noc", "was": ""}).status_code == 302
    assert browser.post(f"{at}/assign", data=csrf | {"to": "noc", "was": ""}).status_code == 409
    assert browser.post(f"{at}/snooze", data=csrf | {"hours": "4"}).status_code == 302
    assert browser.post(f"{at}/snooze", data=csrf | {"hours": "4h"}).status_code == 422
    assert browser.post(f"{at}/snooze", data=csrf | {"hours": "8", "was": ""}).status_code == 409
    assert browser.post(f"{at}/restoration", data=csrf | {"after": "soon", "before": ""}).status_code == 422
    page = browser.get(at).text
    assert "put off until" in page
    assert "under investigation" in page
    over = "/incidents/INC-000001"
    assert browser.post(f"{over}/close", data=csrf | {"reason": "nobody went"}).status_code == 302
    assert "Closed" in browser.get(over).text
    assert 'id="work"' not in browser.get(over).text
    assert "INC-000001" in browser.get("/incidents?state=closed").text


@pytest.fixture
def opening(here) -> Iterator[list[str]]:
    """Something that takes the command to open an incident by hand, and opens none: its arguments."""
    stop, heard = threading.Event(), []

    def obey() -> None:
        while not stop.wait(0.02):
            with here.ledger.read() as connection:
                owed = commands.owed(connection)
            for command in owed:
                heard.append((command.kind, command.by, command.arguments["element"], command.arguments["reason"]))
                with here.ledger.write("core") as connection:
                    commands.finish(connection, command.id, here.desk.now_ms(), commands.CommandState.DONE)

    thread = threading.Thread(target=obey, name="core")
    thread.start()
    yield heard
    stop.set()
    thread.join(10)


def test_an_operator_asks_for_an_incident_that_nothing_shows(operator, opening) -> None:
    assert operator("/api/v1/incidents", element="A2", reason="a tree fell").status_code == 201
    assert opening == [(OPEN, "desk", "A2", "a tree fell")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"element": "A1", "reason": "me too"}, 409),
        ({"element": "A99", "reason": "there"}, 409),
        ({"element": "A2", "reason": "   "}, 409),
        ({"element": "A2"}, 422),
        ({"element": "", "reason": "x"}, 422),
        ({"element": "A2", "reason": "x" * 2001}, 422),
    ],
)
def test_an_incident_by_hand_needs_a_place_of_its_own_and_a_reason(operator, opening, body, status: int) -> None:
    assert operator("/api/v1/incidents", **body).status_code == status
    assert opening == []
