"""People of a contractor see the incidents and elements of its own areas, and nothing else."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import quote, unquote, urlencode

import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from mapbox_vector_tile import decode
from sqlalchemy import func, insert, select, update
from werkzeug.test import TestResponse

from maps.mercator import unit
from monitor.incidents import rows
from monitor.incidents.links import Link, Tie, tie
from monitor.incidents.model import Entry, incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.identities import load_roster
from monitor.ledger.people import PeopleError, Role, authenticate, make_token, open_session
from monitor.plans.units import Unit, UnitKind, replace_units
from tests.webui.conftest import HOMES, LAT, LON, PASSWORD, STREET, mac
from tests.webui.test_access import ALLOWED, BODIES, PATHS, method_of
from tests.webui.test_events import stream
from thresholds.model import Severity
from webui import ordering
from webui.access import ROUTES
from webui.confined import OPEN_TO_CONFINED, heard
from webui.guard import COOKIE
from webui.hub import event

LogIn = Callable[[str], FlaskClient]
THEIRS, ANOTHERS = 2, 3


@pytest.fixture
def contractor(here) -> None:
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


@pytest.fixture(params=["session", "token"])
def ask(request: pytest.FixtureRequest, here, client: FlaskClient, contractor: None) -> Ask:
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


FOREIGN = ("INC-000003", "INC-000001", "Amplifier 2", '"A2"', '"T2"', "02:00:00:00:02:", "1020")
"""What tells of the second branch or of its incidents: ids, a name, terminals, accounts."""
WORDS = (
    "INC-000003", "inc-3", "3", "A2", "T2", "%41%32", "02:00:00:00:02:00", "0200.0000.0200", "Amplifier 2", "10200",
    "13800020000", "north", "east", "all", "open", "resolved", "critical", "major", "element", "dark", "amplifier",
    "terminals", "elements", "incidents", "accounts", "spans", "4", "0", "-1", "120,30,121,31", "14", "gcj02", "kml",
    "2020-01-01T00:00:00Z/..", "optical_rx_dbm", "1000", "",
)  # fmt: skip
ARGUMENTS = (
    "state", "sev", "q", "before", "unit", "bbox", "zoom", "limit", "cursor", "f", "datetime", "severity", "kind",
    "metric", "datum", "phone", "account", "embed", "selected", "lang", "incident", "receiver", "element",
)  # fmt: skip
PLACES = ("INC-000002", "N1", "0200.0000.0100", "13800010000", "elements/items", "3%20Mill%20Lane", "/1")


@pytest.fixture
def entangled(here, contractor: None) -> None:
    """Have the contractor's incident speak of another's wherever one can, and the other hold a home of its area."""
    now_ms = here.desk.now_ms()
    slot = int(load_roster(here.ledger).slots([mac(1, 0)])[0])
    with here.ledger.write("core") as connection:
        for other in (1, ANOTHERS):
            tie(connection, Link(THEIRS, other, Tie.NESTED), now_ms)
            rows.enter(connection, THEIRS, now_ms, Entry.LINKED, {"to": incident_id(other), "kind": "nested"})
            rows.enter(connection, THEIRS, now_ms, Entry.MERGED, {"into": other})
            why = {"actor": "core", "was": "open", "becomes": "open", "reason": f"part of {incident_id(other)}"}
            connection.execute(insert(t.incident_transition).values(incident=THEIRS, at_ms=now_ms, **why))
        connection.execute(update(t.incident).where(t.incident.c.number == THEIRS).values(merged_into=ANOTHERS))
        connection.execute(insert(t.incident_terminal).values(incident=ANOTHERS, slot=slot, dark_ms=now_ms))


def tile(layer: str, z: int, branch: int) -> str:
    """Return the address of the tile with a branch's amplifier, or for terminals its first home."""
    home = layer == "terminals"
    x, y = unit(np.array([LON + STREET * (1 + home)]), np.array([LAT + STREET * branch + STREET / 8 * home]))
    return f"/tiles/{layer}/{z}/{int(x[0] * 2**z)}/{int(y[0] * 2**z)}.mvt"


def questions(rng: random.Random, number: int) -> Iterator[str]:
    """Yield addresses of every page and every answer there is, and made-up ones that name what is another's."""
    reads = [path for endpoint, path in PATHS.items() if ROUTES[endpoint] is not None]
    yield from reads
    yield from (path.replace("INC-000002", "INC-000003").replace("/N1", "/A2") for path in reads)
    for z in (0, 10, 14, 16, 18):
        for branch in (1, 2):
            yield from (tile(layer, z, branch) for layer in ("plant", "terminals"))
    yield from (f"/ogc/collections/{name}/items?bbox=120,30,121,31" for name in ("elements", "spans", "terminals"))
    yield "/ogc/collections/incidents/items?f=kml"
    yield from (f"/ogc/collections/incidents/items/{incident_id(number)}" for number in (1, THEIRS, ANOTHERS))
    yield from (f"{where}/{mac(branch, 0)}" for where in ("/elements", "/api/v1/elements") for branch in (1, 2))
    for _ in range(number):
        path = rng.choice(reads).partition("?")[0]
        for place in PLACES:
            path = path.replace(place, place if rng.random() < 0.3 else "/" * place.startswith("/") + rng.choice(WORDS))
        asked = {rng.choice(ARGUMENTS): rng.choice(WORDS) for _ in range(rng.randrange(4))}
        yield f"{quote(path, safe='/%?=&')}?{urlencode(asked)}" if asked else quote(path, safe="/%?=&")


def told(answer: TestResponse, address: str) -> set[str]:
    """Return which marks of what is another's an answer bears that its own address did not."""
    text = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    given = unquote(address)
    return {mark for mark in FOREIGN if mark.encode() in text and mark.strip('"') not in given}


@pytest.mark.usefixtures("entangled")
def test_a_contractor_learns_of_no_incident_or_element_of_others_whatever_it_asks(ask: Ask) -> None:
    for address in questions(random.Random(6), 400):
        answer = ask(address)
        assert answer.status_code < 500, (address, answer.text)
        assert told(answer, address) == set(), (address, answer.text)


@pytest.mark.usefixtures("entangled")
def test_others_do_learn_of_them_by_the_same_questions(log_in: LogIn) -> None:
    browser = log_in("admin")
    learnt = [marks for address in questions(random.Random(6), 0) if (marks := told(browser.get(address), address))]
    assert set().union(*learnt) == set(FOREIGN)
    assert len(learnt) > 20


@pytest.mark.usefixtures("entangled")
def test_tiles_and_features_are_of_their_own_area_whoever_had_them_drawn_before(here, client, log_in: LogIn) -> None:
    path = tile("plant", 14, 1)  # holds both branches
    admin = log_in("admin")
    for _ in range(2):  # kept from the first time
        assert b"Amplifier 1" in admin.get(path).data
        assert b"Amplifier 2" in admin.get(path).data
    elements, drawn = {}, {}
    for name in ("dig", "north"):
        headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', name, Role.NOC, unit=name)}"}
        items = client.get("/ogc/collections/elements/items", headers=headers).json
        elements[name] = {feature["id"] for feature in items["features"]}
        drawn[name] = client.get(path, headers=headers).data
    assert elements == {"dig": {"A1", "T1"}, "north": set()}
    assert b"Amplifier 1" in drawn["dig"]
    assert b"Amplifier 2" not in drawn["dig"]
    assert drawn["north"] == b""


@pytest.mark.usefixtures("entangled")
def test_the_map_draws_no_trouble_of_others_where_both_have_homes(here, client: FlaskClient, log_in: LogIn) -> None:
    with here.ledger.write("core") as connection:
        connection.execute(update(t.incident).where(t.incident.c.number == ANOTHERS).values(severity=Severity.CRITICAL))
        changes.announce(connection, here.desk.now_ms(), "incident", incident_id(ANOTHERS), {})
    headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'dig-crm', Role.NOC, unit='dig')}"}
    address = tile("terminals", 17, 1)
    worst = [
        max(feature["properties"]["severity"] for feature in decode(answer.data)["terminals"]["features"])
        for answer in (client.get(address, headers=headers), log_in("admin").get(address))
    ]
    assert worst == [Severity.MAJOR, Severity.CRITICAL]
    states = "/api/v1/map/states?bbox=120,30,121,31&zoom=16"
    assert client.get(states, headers=headers).json["incidents"].keys() == {"2"}
    assert log_in("admin").get(states).json["incidents"].keys() == {"2", "3"}


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
