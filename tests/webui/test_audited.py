"""Who did what: every route that writes leaves a row of the trail, and one that was refused none that says it did."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Row, func, select
from werkzeug.test import TestResponse

from collectors.clock import AnchoredClock
from monitor.incidents.links import Link, Tie
from monitor.incidents.tying import tie_by_hand
from monitor.ledger import calls, planned_work
from monitor.ledger import tables as t
from monitor.ledger.callbacks import claim
from monitor.ledger.calls import Call, Symptom
from monitor.ledger.people import Role
from monitor.ledger.planned_work import Announced
from monitor.obeying import incident_orders, opening_orders
from monitor.orders.model import OrderState
from monitor.service import assemble
from monitor.settings import Inbound
from monitor.watch.orders import Orders
from tests.webui import test_channels
from tests.webui.conftest import Town, form_token
from tests.webui.test_access import PATHS, PLAN, endpoints
from tests.webui.test_channels import dead, receiver, told  # noqa: F401 - fixtures, asked for by name
from tests.webui.test_demo import city, demonstration, whole_city  # noqa: F401 - fixtures
from tests.webui.test_discovery import surveyed  # noqa: F401 - a fixture
from tests.webui.test_inbound import NEW, STRANGE, report, signed
from tests.webui.test_orders import reported
from tests.webui.test_plans import running  # noqa: F401 - a fixture
from tests.webui.writes import HOUR_MS, INCIDENT, WRITES, Said, back, proposal
from webui import ordering
from webui.access import ROUTES
from webui.guard import SAFE

LogIn = Callable[[str], FlaskClient]
SIGNED = {"api.inbound", "api.inbound_tmf621"}
"""Writes of other systems, who prove themselves by a signature; they have a test of their own."""
NOTHING_KEPT = {
    "plans.dry_run": "says what a plan would have done; the plan is not kept",
    "api.dry_run": "the same for programs",
}
"""Routes that are asked by POST, because what they are asked is long, and write nothing."""
ONLY_ASKED = {"lookup", "login.refused"}
"""What may be in the trail of a refusal: that somebody looked or tried, not that anything was done."""


@pytest.fixture
def core(here: Town) -> Iterator[None]:
    """Have core obey what is asked about incidents, with the parts it is made of; it sweeps nobody."""
    ready, stop = threading.Event(), threading.Event()

    async def obey() -> None:
        clock = AnchoredClock()
        parts = assemble(here.settings, clock, here.ledger)
        orders = incident_orders(parts.incidents, clock) | opening_orders(parts.pipeline, clock)
        book = Orders(here.ledger, clock, orders, asyncio.to_thread)
        ready.set()
        while not stop.is_set():
            async for _ in book.obeyed():
                pass
            await asyncio.sleep(0.02)
        book.close()
        for part in (parts.engine, parts.prober, parts.pinger):
            part.close()

    thread = threading.Thread(target=asyncio.run, args=(obey(),), name="core")
    thread.start()
    assert ready.wait(20)
    yield
    stop.set()
    thread.join(20)


@pytest.fixture
def outbox(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have core deliver what is owed to a receiver."""
    with test_channels.core(request.getfixturevalue("told")):
        yield


@pytest.fixture
def callbacks(here: Town) -> None:
    """Have two subscribers wish to be called back; `admin` has taken the first, an agent the second."""
    for number, account in enumerate(("10100", "10101"), start=1):
        call = Call(account, here.desk.now_ms(), Symptom.NO_SIGNAL, callback=True)
        calls.log_call(here.ledger, call, "agent", here.desk.now_ms())
        claim(here.ledger, number, ("admin", "agent")[number - 1], here.desk.now_ms())


@pytest.fixture
def tied(here: Town) -> None:
    """Have the incident that stands be what is left of the one that is over."""
    tie_by_hand(here.ledger, Link(2, 1, Tie.NESTED), "test", here.desk.now_ms())


@pytest.fixture
def work(here: Town) -> None:
    """Have work announced."""
    now_ms = here.desk.now_ms()
    announced = Announced("N1", "", ("tv",), now_ms + HOUR_MS, now_ms + 2 * HOUR_MS, "", "")
    planned_work.announce(here.ledger, "test", announced, now_ms)


@pytest.fixture
def under_way(here: Town) -> None:
    """Have a crew be on its way."""
    reported(here, OrderState.EN_ROUTE, 5)


@pytest.fixture
def believed(app: Flask) -> None:
    """Have a ticketing system whose signature is known."""
    readers = app.extensions["plantwatch"]
    settings = readers.settings.model_copy(update={"inbound": [Inbound(name="ticketing", secret=NEW)]})
    app.extensions["plantwatch"] = replace(readers, settings=settings)


def trail(app: Flask) -> list[Row[Any]]:
    """Return every row there is by now, those still in the web process's journal too."""
    readers = app.extensions["plantwatch"]
    readers.trail.carry_over()
    with readers.ledger.read() as connection:
        return list(connection.execute(select(t.audit).order_by(t.audit.c.id)))


def writing(app: Flask) -> set[str]:
    return {endpoint for endpoint, methods in endpoints(app).items() if methods - SAFE}


def send(browser: FlaskClient, path: str, said: Said, csrf: str) -> TestResponse:
    """Send what a page's form sends, or what a program sends to the API."""
    if path.startswith("/api/"):
        return browser.post(path, json=dict(said), headers={"X-CSRF-Token": csrf})
    return browser.post(path, data={**said, "csrf": csrf})


def test_every_route_that_writes_has_its_row_asked_for_here(app: Flask) -> None:
    assert writing(app) == WRITES.keys() | SIGNED | NOTHING_KEPT.keys()


@pytest.mark.parametrize("endpoint", sorted(WRITES))
def test_a_write_leaves_a_row_with_who_when_and_what_and_a_refused_one_none(
    app: Flask, here: Town, request: pytest.FixtureRequest, log_in: LogIn, monkeypatch, endpoint: str
) -> None:
    write = WRITES[endpoint]
    for name in write.stage:
        request.getfixturevalue(name)
    path = write.path or PATHS[endpoint]
    path = path.format(proposal=proposal(here)) if "{" in path else path
    said = write.said(here) if callable(write.said) else write.said
    browser = app.test_client() if endpoint == "login.enter" else log_in("admin")
    csrf = form_token(browser) if endpoint == "login.enter" else browser.csrf

    before = trail(app)
    strangers = [role for role in Role if role not in (ROUTES[endpoint] or Role)]
    for role in strangers[:1]:
        other = log_in(role)
        before = trail(app)
        assert send(other, path, said, other.csrf).status_code == 403
    assert send(browser, path, said, "guessed").status_code in (400, 403)
    assert trail(app) == before, "refused, and yet it is said that it was done"

    began_ms = here.desk.now_ms()
    answer = send(browser, path, said, csrf)
    assert answer.status_code in (200, 201, 202, 204, 302), answer.text
    rows = trail(app)[len(before) :]
    done = [row for row in rows if row.action == write.action]
    assert len(done) == 1, rows
    assert done[0].actor == "admin"
    assert done[0].subject == (write.subject or answer.json["element"])
    assert began_ms <= done[0].at_ms <= here.desk.now_ms()
    assert {row.actor for row in rows} <= {"admin", "core"}

    before = trail(app)
    monkeypatch.setattr(ordering, "PATIENCE_S", 0.2)
    for address, other_words in write.refused:
        words = other_words(here) if callable(other_words) else other_words
        answer = send(browser, address, words, csrf)
        assert 400 <= answer.status_code < 500, (address, answer.text)
    assert {row.action for row in trail(app)[len(before) :]} <= ONLY_ASKED


def test_what_core_is_asked_and_refuses_leaves_no_row(app: Flask, here: Town, log_in: LogIn, request) -> None:
    request.getfixturevalue("core")
    here.incident(7, 2)  # core does not have it among those that it holds
    browser, before = log_in("admin"), len(trail(app))
    for verb, said in (("override", {"reason": "gone"}), ("restoration", back(here))):
        answer = send(browser, f"/api/v1/incidents/INC-000007/{verb}", said, browser.csrf)
        assert answer.status_code == 409, answer.text
        assert "INC-000007" in answer.json["detail"]
    assert [row.action for row in trail(app)[before:] if row.action.startswith("incident.")] == []


@pytest.mark.parametrize("endpoint", sorted(NOTHING_KEPT))
def test_what_is_said_to_keep_nothing_keeps_nothing(app: Flask, here: Town, log_in: LogIn, endpoint: str) -> None:
    browser = log_in("admin")
    before = here.ledger.place, _everything(here)
    plan = json.dumps(PLAN) if endpoint.startswith("plans.") else PLAN
    assert send(browser, PATHS[endpoint], {"plan": plan}, browser.csrf).status_code == 200
    assert (here.ledger.place, _everything(here)) == before


def _everything(here: Town) -> dict[str, int]:
    """Return how many rows each table has."""
    with here.ledger.read() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in t.metadata.tables.items()
        }


@pytest.mark.usefixtures("believed")
def test_a_signed_message_leaves_a_row_and_one_that_is_not_none(app: Flask, here: Town, client: FlaskClient) -> None:
    path, before = PATHS["api.inbound"], len(trail(app))
    began_ms = here.desk.now_ms()
    body = report("done", incident=INCIDENT)
    assert client.post(path, **signed(body, secret=STRANGE)).status_code == 401
    assert client.post(path, **signed({**body, "data": None})).status_code == 422
    assert trail(app)[before:] == []
    assert client.post(path, **signed(body)).json["outcome"] == "opened"
    assert client.post(path, **signed(body)).json["outcome"] == "repeated"
    (row,) = trail(app)[before:]
    assert (row.actor, row.action, row.subject) == ("ticketing", "order.reported", "m1")
    assert row.detail == {"order": "ORD-000001", "state": "done", "outcome": "opened"}
    assert began_ms <= row.at_ms <= here.desk.now_ms()


@pytest.mark.usefixtures("believed")
def test_a_signed_event_of_tmf621_leaves_a_row_too(app: Flask, client: FlaskClient) -> None:
    ticket = {"id": "TT-9", "status": "inProgress", "externalIdentifier": [{"id": INCIDENT, "owner": "plantwatch"}]}
    body = {"eventId": "e1", "eventTime": report()["timestamp"], "event": {"troubleTicket": ticket}}
    path, before = PATHS["api.inbound_tmf621"], len(trail(app))
    assert client.post(path, **signed(body, "m2", STRANGE)).status_code == 401
    assert client.post(path, **signed({**body, "event": None}, "m2")).status_code == 422
    assert trail(app)[before:] == []
    assert client.post(path, **signed(body, "m2")).status_code == 200
    (row,) = trail(app)[before:]
    assert (row.actor, row.action, row.subject) == ("ticketing", "order.reported", "m2")
