"""People of a contractor see the incidents and elements of its own areas, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from html import unescape

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update
from werkzeug.test import TestResponse

from monitor.ledger import tables as t
from monitor.ledger.people import PeopleError, Role, authenticate, make_token, open_session
from monitor.plans.units import Unit, UnitKind, replace_units
from tests.webui.conftest import HOMES, LAT, LON, PASSWORD, STREET
from tests.webui.test_access import ALLOWED, BODIES, PATHS, method_of
from tests.webui.test_events import stream
from webui import ordering
from webui.access import ROUTES
from webui.confined import OPEN_TO_CONFINED, heard
from webui.guard import COOKIE
from webui.hub import event

LogIn = Callable[[str], FlaskClient]
THEIRS, ANOTHERS = 2, 3


@pytest.fixture(name="contractor")
def contractor_fixture(here) -> None:
    """Have the user `noc` belong to a contractor with the first branch; incident 3, at the second, is another's."""
    here.incident(ANOTHERS, 2)
    known = [Unit("dig", "Digger Co", UnitKind.CONTRACTOR), Unit("north", "North", UnitKind.BRANCH)]
    replace_units(here.ledger, "test", known, [("dig", "noc"), ("north", "admin")])
    west = shapely.box(LON, LAT + STREET / 2, LON + 1, LAT + STREET * 1.5)
    with here.ledger.write("test") as connection:
        connection.execute(
            insert(t.area).values(id="west", position=0, name="", parent="", unit="dig", geometry=shapely.to_wkb(west))
        )
        whose = {1: "north", THEIRS: "dig", ANOTHERS: "north"}
        rows = [{"incident": number, "unit": unit, "area": "", "at_ms": 0} for number, unit in whose.items()]
        connection.execute(insert(t.incident_unit), rows)


Ask = Callable[..., TestResponse]


@pytest.fixture(name="ask", params=["session", "token"])
def ask_fixture(request: pytest.FixtureRequest, here, client: FlaskClient, contractor: None) -> Ask:
    """Return a function that asks as the contractor: one of its people, or its program."""
    if request.param == "session":
        browser = request.getfixturevalue("log_in")("noc")
        return lambda path, **more: browser.open(path, headers={"X-CSRF-Token": browser.csrf}, **more)
    made = make_token(here.ledger, "test", "dig-crm", Role.NOC, unit="dig")
    return lambda path, **more: client.open(path, headers={"Authorization": f"Bearer {made}"}, **more)


def test_a_contractor_gets_past_no_route_that_is_not_its_own(
    app: Flask, ask: Ask, here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "PATIENCE_S", 0.0)
    assert ROUTES.keys() >= OPEN_TO_CONFINED
    for endpoint, roles in ROUTES.items():
        if endpoint in ("login.leave", "login.enter") or roles is None:
            continue
        method = method_of(app, endpoint)
        data = {"text": "seen", "cause": "other", "hours": "0", "reason": "gone"}
        body = {} if method == "GET" else {"json": BODIES[endpoint]} if endpoint in BODIES else {"data": data}
        path = PATHS[endpoint].replace("/N1", "/A1")
        answer = ask(path, method=method, **body)
        if endpoint in OPEN_TO_CONFINED:
            assert answer.status_code in ALLOWED | {404, 409, 503}, (endpoint, answer.text)
        else:
            assert answer.status_code == 403, endpoint
        if "INC-000002" in path and endpoint in OPEN_TO_CONFINED:
            before = rows_of_the_trail(here)
            answer = ask(path.replace("INC-000002", "INC-000003"), method=method, **body)
            assert answer.status_code == 404, endpoint
            assert rows_of_the_trail(here) == before, endpoint


def rows_of_the_trail(here) -> int:
    with here.ledger.read() as connection:
        return connection.execute(select(func.count()).select_from(t.audit)).scalar_one()


@pytest.mark.usefixtures("contractor")
def test_lists_counts_and_areas_are_of_their_own_incidents(log_in: LogIn) -> None:
    browser = log_in("noc")
    assert [item["id"] for item in browser.get("/api/v1/incidents").json["items"]] == ["INC-000002"]
    summary = browser.get("/api/v1/summary").json
    assert (summary["incidents"], summary["worst"]["id"], summary["subscribers"]) == (1, "INC-000002", 6)
    assert [feature["id"] for feature in browser.get("/api/v1/map/areas").json["features"]] == [THEIRS]
    page = browser.get("/incidents?state=all").text
    assert "INC-000002" in page
    assert "INC-000003" not in page
    assert "INC-000001" not in page
    assert browser.get("/").location == "/map"
    start = json.loads(unescape(browser.get("/map").text.split('data-start="')[1].split('"')[0]))
    assert [item["id"] for item in start["incidents"]] == ["INC-000002"]
    assert start["elements"] == 2 + HOMES
    assert 'href="/lookup"' not in page
    assert 'href="/plans"' not in page


def test_a_contractor_ties_its_incidents_to_none_it_does_not_see(ask: Ask) -> None:
    for path, other in (("links", ANOTHERS), ("links/remove", ANOTHERS), ("links", 99)):
        body = {"other": f"INC-{other:06d}"} | ({"kind": "nested"} if path == "links" else {})
        answer = ask(f"/api/v1/incidents/INC-{THEIRS:06d}/{path}", method="POST", json=body)
        assert (answer.status_code, answer.json["detail"]) == (409, f"there is no incident INC-{other:06d}")


@pytest.mark.usefixtures("contractor")
def test_names_of_subscribers_are_not_for_a_contractor(log_in: LogIn) -> None:
    page = log_in("noc").get("/incidents/INC-000002").text
    assert "0 Mill Lane" in page
    assert "Resident 10100" not in page
    assert "Digger Co" in page


@pytest.mark.usefixtures("contractor")
def test_elements_of_their_area_are_shown_and_those_of_others_are_not_there(log_in: LogIn) -> None:
    browser = log_in("noc")
    assert browser.get("/elements/A1").status_code == 200
    assert browser.get("/api/v1/elements/A1").status_code == 200
    assert browser.get("/elements/A2").status_code == 404
    assert browser.get("/api/v1/elements/A2").status_code == 404
    assert browser.get("/api/v1/elements/A2/history?metric=x").status_code == 404


@pytest.mark.usefixtures("contractor")
def test_everybody_else_sees_all_and_may_ask_for_one_unit(log_in: LogIn) -> None:
    browser = log_in("admin")  # of a branch
    ids = [(item["id"], item["unit"]) for item in browser.get("/api/v1/incidents").json["items"]]
    assert ids == [("INC-000003", "north"), ("INC-000002", "dig"), ("INC-000001", "north")]
    assert [item["id"] for item in browser.get("/api/v1/incidents?unit=dig").json["items"]] == ["INC-000002"]
    assert browser.get("/api/v1/incidents?unit=nobody").json["items"] == []
    page = browser.get("/incidents?unit=dig").text
    assert "INC-000002" in page
    assert "INC-000003" not in page
    assert browser.get("/api/v1/incidents/INC-000002").json["unit"] == "dig"


@pytest.mark.usefixtures("contractor")
def test_the_stream_tells_a_contractor_of_its_own_incidents_and_else_that_the_map_is_another(here) -> None:
    kinds = ("incident", "notice", "state", "alarm", "order", "plant", "pulse", "resync")
    told = {}
    with here.ledger.read() as connection:
        for kind in kinds:
            for subject in ("INC-000002", "INC-000003", ""):
                message = event(kind, {"subject": subject, "data": {"changed": 4711}}, 1)
                told[kind, subject] = heard(connection, message, frozenset({"dig"}))
    own = {pair for pair, message in told.items() if message is not None and b"4711" in message}
    bare = {pair for pair, message in told.items() if message is not None} - own
    always = {(kind, subject) for kind in ("pulse", "resync") for subject in ("INC-000002", "INC-000003", "")}
    assert own - always == {("incident", "INC-000002"), ("notice", "INC-000002")}
    assert {kind for kind, _ in bare} == {"state", "alarm"}
    assert not any(b"INC-" in told[pair] for pair in bare)


@pytest.mark.usefixtures("contractor")
@pytest.mark.parametrize("by", ["cookie", "token", "a cookie beside another scheme"])
async def test_the_stream_itself_is_confined_however_one_comes(here, served, by: str) -> None:
    if by == "token":
        headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'ears', Role.NOC, unit='dig')}"}
    else:
        cookie = open_session(here.ledger, authenticate(here.ledger, "noc", PASSWORD), 1).cookie
        headers = {"Cookie": f"{COOKIE}={cookie}"} | ({} if by == "cookie" else {"Authorization": "Basic bm9jOg=="})
    async with stream(served.address, headers) as told:
        assert (await asyncio.wait_for(anext(told), 5)).name == "resync"
        await asyncio.to_thread(here.announce, "incident", "INC-000003")
        await asyncio.to_thread(here.announce, "storm", "1")
        last = await asyncio.to_thread(here.announce, "incident", "INC-000002")
        got = await asyncio.wait_for(anext(told), 5)
    assert (got.id, got.data["subject"]) == (last, "INC-000002")


@pytest.mark.usefixtures("contractor")
def test_a_token_of_a_unit_that_is_gone_sees_nothing_and_one_of_no_unit_is_not_made(here, client: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'dig-crm', Role.NOC, unit='dig')}"}
    listed = "/api/v1/incidents"
    assert [item["id"] for item in client.get(listed, headers=headers).json["items"]] == ["INC-000002"]
    replace_units(here.ledger, "test", [Unit("north", "North", UnitKind.BRANCH)], [])
    with here.ledger.write("test") as connection:
        connection.execute(update(t.incident_unit).values(unit="north"))
        connection.execute(update(t.area).values(unit="north"))
    assert client.get(listed, headers=headers).json["items"] == []
    assert client.get("/api/v1/elements/A1", headers=headers).status_code == 404
    with pytest.raises(PeopleError, match="there is no unit nobody"):
        make_token(here.ledger, "test", "other", Role.NOC, unit="nobody")
