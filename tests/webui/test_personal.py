"""Who lives where is nobody's business but theirs who work on it: every route that is read, for every role."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from maps.model import Kind
from monitor.ledger import tables as t
from monitor.ledger.calls import Call, Symptom, log_call
from monitor.ledger.people import Role
from tests.webui.conftest import HOMES, mac
from tests.webui.test_access import PATHS, method_of

LogIn = Callable[[str], FlaskClient]

NAME, PHONE, SAID = "Resident", "1380001", "my box is silent"
"""What the town's subscribers are called, what their numbers begin with, and what one said on the telephone."""
HOME = "Hollow Lane"
"""A street that only terminals are said to stand in."""
ROOM, FLAT = "3单元40", "Flat 7"
"""What a subscriber's address in the first branch has of unit and room, and in the second."""
WORDS = (NAME, PHONE, SAID, HOME, ROOM, FLAT)
NOBODYS = "Qzxv9"
"""What is asked instead of a word, to see how often an answer repeats what it was asked."""
MODEM = mac(1, 0)
BESIDE = (
    f"/elements/{quote(MODEM)}",
    f"/api/v1/elements/{quote(MODEM)}",
    f"/levels/{quote(MODEM)}",
    "/levels/T1",
    "/elements/T1",
    "/api/v1/elements/T1",
    "/find?q=Hollow+Lane",
    "/find?q=Resident",
    "/find?q=13800010000",
    "/find?q=幸福路5号2幢",
    "/find?q=幸福路5号2幢3单元402室",
    "/find?q=xingfulu",
    "/find?q=Mill+Lane",
    "/find?q=Mill+Lane+3,+Flat+73",
    "/api/v1/segments?address=幸福路5号2幢3单元402室",
    "/api/v1/segments?address=Mill+Lane+3,+Flat+73",
    "/incidents/INC-000001",
    "/incidents?state=all",
    "/ogc/collections/terminals/items",
    "/ogc/collections/accounts/items",
    "/ogc/collections/accounts/items/10100",
    "/ogc/collections/accounts/items?f=kml",
    "/api/v1/incidents?state=all",
    "/tiles/terminals/14/13660/6756.mvt",
)
"""What shows homes when it is asked of them."""
ASKED_FOR_ONE = frozenset({"lookup.page", "lookup.by_path", "api.lookup", "callbacks.page"})
"""Routes that are there to tell who somebody is; each look leaves a row in the trail."""


@pytest.fixture(name="lived_in")
def lived_in_fixture(here) -> None:
    """Have the town know more of its homes than it is built with: addresses of terminals, rooms, and a call."""
    with here.ledger.write("test") as connection:
        at_home = t.element.c.kind == str(Kind.CABLE_MODEM)
        connection.execute(update(t.element).where(at_home).values(address=HOME))
        a = t.account.c
        for home in range(HOMES):
            rooms = {"1": f"幸福路5号2幢{ROOM}{home}室", "2": f"Mill Lane {home}, {FLAT}{home}"}
            for branch, address in rooms.items():
                connection.execute(update(t.account).where(a.account == f"10{branch}0{home}").values(address=address))
    now_ms = here.desk.now_ms()
    log_call(here.ledger, Call("10100", now_ms, Symptom.SLOW, text=SAID), "agent", now_ms)


@pytest.mark.usefixtures("lived_in")
@pytest.mark.parametrize("role", [Role.AGENT, Role.MAINTAINER, Role.VIEWER, Role.HOTLINE])
def test_no_page_names_a_subscriber_to_who_may_only_look_one_up(app: Flask, log_in: LogIn, role: Role) -> None:
    browser = log_in(role)
    asked = {path: endpoint for endpoint, path in PATHS.items() if method_of(app, endpoint) == "GET"}
    asked |= dict.fromkeys(BESIDE, "")
    open_to_all = [path for path, endpoint in asked.items() if endpoint not in ASKED_FOR_ONE]
    told = {path: named_in(browser, path) for path in open_to_all}
    assert {path: words for path, words in told.items() if words} == {}


@pytest.mark.usefixtures("lived_in")
def test_those_who_work_incidents_see_whose_homes_they_are(log_in: LogIn) -> None:
    browser = log_in(Role.NOC)
    seen = {path: named_in(browser, path) for path in (PATHS["incidents.one"], *BESIDE)}
    assert {path: words for path, words in seen.items() if words} == {
        PATHS["incidents.one"]: [NAME, ROOM],
        "/incidents/INC-000001": [NAME, FLAT],
        f"/elements/{quote(MODEM)}": [HOME],
        f"/api/v1/elements/{quote(MODEM)}": [HOME],
        "/ogc/collections/accounts/items": [NAME, ROOM, FLAT],
        "/ogc/collections/accounts/items/10100": [NAME, ROOM],
        "/ogc/collections/accounts/items?f=kml": [NAME, ROOM, FLAT],
        "/find?q=Hollow+Lane": [FLAT],
        "/find?q=幸福路5号2幢": [ROOM],
        "/find?q=xingfulu": [ROOM],
        "/find?q=Mill+Lane": [FLAT],
        "/api/v1/segments?address=幸福路5号2幢3单元402室": [ROOM],
        "/api/v1/segments?address=Mill+Lane+3,+Flat+73": [FLAT],
    }


@pytest.mark.usefixtures("lived_in")
def test_terminals_are_found_by_where_they_stand_by_who_works_incidents(log_in: LogIn) -> None:
    paths = {role: log_in(role).get("/find?q=Hollow+Lane").text for role in (Role.NOC, Role.AGENT, Role.VIEWER)}
    assert {role: MODEM in text for role, text in paths.items()} == {
        Role.NOC: True, Role.AGENT: False, Role.VIEWER: False,
    }  # fmt: skip


def test_whoever_opens_the_order_of_a_single_home_leaves_a_row_in_the_trail(here, log_in: LogIn, wait_until) -> None:
    desk, crew = log_in(Role.AGENT), log_in(Role.MAINTAINER)
    form = {"csrf": desk.csrf, "account": "10200", "said": SAID}
    order = desk.post("/lookup/hand-on", data=form).location.rpartition("/")[2]
    assert SAID in crew.get(f"/orders/{order}").text
    assert crew.get(f"/api/v1/orders/{order}").json["account"] == "10200"

    def rows():
        a = t.audit.c
        with here.ledger.read() as connection:
            query = select(a.actor, a.subject, a.detail).where(a.action == "order.read")
            found = [tuple(row) for row in connection.execute(query)]
        return found if len(found) == 2 else None

    row = ("maintainer", order, {"accounts": ["10200"]})
    assert wait_until(rows, what="the rows are carried over") == [row, row]


def test_a_list_of_orders_that_names_homes_leaves_one_row_in_the_trail(here, log_in: LogIn, wait_until) -> None:
    viewer, crew = log_in(Role.VIEWER), log_in(Role.MAINTAINER)
    desk = log_in(Role.AGENT)
    desk.post("/lookup/hand-on", data={"csrf": desk.csrf, "account": "10200", "said": SAID})
    assert "10200" not in viewer.get("/orders").text
    assert "10200" not in viewer.get("/api/v1/orders").text
    assert "10200" not in crew.get("/orders?show=over").text
    assert "10200" in crew.get("/orders").text
    assert crew.get("/api/v1/orders").json["items"][0]["account"] == "10200"
    viewer.get("/orders")

    def rows():
        a = t.audit.c
        with here.ledger.read() as connection:
            query = select(a.actor, a.detail).where(a.action == "orders")
            found = [tuple(row) for row in connection.execute(query)]
        return found if len(found) >= 2 else None

    row = ("maintainer", {"accounts": ["10200"]})
    assert wait_until(rows, what="the rows are carried over") == [row, row]


def named_in(browser: FlaskClient, path: str) -> list[str]:
    """Return the words that tell of somebody in an answer, more often than it repeats what it was asked."""
    text = text_of(browser, path)
    found = [word for word in WORDS if word in text]
    return [word for word in found if text.count(word) > repeated(browser, path, word)]


def repeated(browser: FlaskClient, path: str, word: str) -> int:
    """Return how often an answer has a word of its question that means nobody."""
    asked = next((form for form in (word, quote_plus(word)) if form in path), None)
    return text_of(browser, path.replace(asked, NOBODYS)).count(NOBODYS) if asked is not None else 0


def text_of(browser: FlaskClient, path: str) -> str:
    return browser.get(path).get_data().decode(errors="replace")
