"""People of a contractor see the incidents and elements of its own areas, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from monitor.ledger import tables as t
from monitor.plans.units import Unit, UnitKind, replace_units
from tests.webui.conftest import LAT, LON, STREET
from tests.webui.test_access import ALLOWED, BODIES, PATHS, method_of
from webui import ordering
from webui.access import ROUTES
from webui.confined import OPEN_TO_CONFINED, hears

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


@pytest.mark.usefixtures("contractor")
def test_a_contractors_people_get_past_no_route_that_is_not_theirs(
    app: Flask, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "PATIENCE_S", 0.0)
    browser = log_in("noc")
    assert ROUTES.keys() >= OPEN_TO_CONFINED
    for endpoint, roles in ROUTES.items():
        if endpoint in ("login.leave", "login.enter") or roles is None:
            continue
        method, headers = method_of(app, endpoint), {"X-CSRF-Token": browser.csrf}
        data = {"csrf": browser.csrf, "text": "seen", "cause": "other", "hours": "0", "reason": "gone"}
        body = {"json": BODIES[endpoint]} if endpoint in BODIES else {"data": data}
        path = PATHS[endpoint].replace("/N1", "/A1")
        answer = browser.open(path, method=method, headers=headers, **(body if method == "POST" else {}))
        if endpoint in OPEN_TO_CONFINED:
            assert answer.status_code in ALLOWED | {404, 409, 503}, (endpoint, answer.text)
        else:
            assert answer.status_code == 403, endpoint
        if "INC-000002" in path and endpoint in OPEN_TO_CONFINED:
            others = path.replace("INC-000002", "INC-000003")
            answer = browser.open(others, method=method, headers=headers, **(body if method == "POST" else {}))
            assert answer.status_code == 404, endpoint


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
    assert browser.get("/").location == "/incidents"
    assert 'href="/lookup"' not in page
    assert 'href="/map"' not in page


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
def test_the_stream_tells_a_contractor_of_its_own_incidents_only(here) -> None:
    def message(kind: str, subject: str) -> bytes:
        return f"id: 1\nevent: {kind}\ndata: {json.dumps({'subject': subject})}\n\n".encode()

    with here.ledger.read() as connection:
        heard = [
            (kind, subject)
            for kind in ("incident", "notice", "state", "pulse", "resync")
            for subject in ("INC-000002", "INC-000003", "")
            if hears(connection, message(kind, subject), frozenset({"dig"}))
        ]
    assert [pair for pair in heard if pair[0] not in ("pulse", "resync")] == [
        ("incident", "INC-000002"),
        ("notice", "INC-000002"),
    ]
    assert len(heard) == 8
