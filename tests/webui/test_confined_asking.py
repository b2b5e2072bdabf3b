"""A contractor asks for everything there is, by id, list, search, map and export, and learns of nothing but its own."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote, urlencode

import numpy as np
import pytest
from flask.testing import FlaskClient
from mapbox_vector_tile import decode
from sqlalchemy import insert, update
from werkzeug.test import TestResponse

from maps.mercator import unit
from monitor.incidents import rows
from monitor.incidents.links import Link, Tie, tie
from monitor.incidents.model import Entry, incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.identities import load_roster
from monitor.ledger.people import Role, make_token
from tests.webui.conftest import LAT, LON, STREET, mac
from tests.webui.test_access import PATHS
from tests.webui.test_confined import (  # noqa: F401 - fixtures, asked for by name
    ANOTHERS,
    THEIRS,
    Ask,
    ask_fixture,
    contractor_fixture,
)
from thresholds.model import Severity
from webui.access import ROUTES

LogIn = Callable[[str], FlaskClient]
FOREIGN = ("INC-000003", "INC-000001", "Amplifier 2", '"A2"', '"T2"', "02:00:00:00:02:")
"""What tells of the second branch or of its incidents: ids, a name, terminals."""
ACCOUNT = re.compile(r"(?<!\d)1020\d(?!\d)")
"""An account of the second branch; not four digits of a moment in milliseconds."""
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
    data = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    text, given = data.decode("latin-1"), unquote(address)
    marks = {*FOREIGN, *ACCOUNT.findall(text)}
    return {mark for mark in marks if mark in text and mark.strip('"') not in given}


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
    seen = set().union(*learnt)
    assert {mark for mark in seen if not ACCOUNT.fullmatch(mark)} == set(FOREIGN)
    assert seen > set(FOREIGN)
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
