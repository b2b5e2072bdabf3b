"""What other systems send: believed where it is signed, read where it can be, counted once."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from standardwebhooks import Webhook

from monitor.ledger import tables as t
from monitor.settings import Inbound

NEW, OLD, STRANGE = ("whsec_" + base64.b64encode(word * 8).decode() for word in (b"new!", b"old!", b"odd!"))
PATH = "/api/v1/inbound/ticketing"
TMF = f"{PATH}/listener/troubleTicketStatusChangeEvent"
Answer = Any


@pytest.fixture(autouse=True)
def _believed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """One ticketing system, whose secret is being replaced."""
    readers = app.extensions["plantwatch"]
    sources = [Inbound(name="ticketing", secret=f"{NEW} {OLD}")]
    settings = readers.settings.model_copy(update={"inbound": sources})
    app.extensions["plantwatch"] = replace(readers, settings=settings)


def iso(age_s: float = 0.0) -> str:
    return datetime.fromtimestamp(time.time() - age_s, UTC).isoformat()


def report(state: str = "en_route", age_s: float = 60.0, **facts: object) -> dict[str, Any]:
    data = {"number": "WO-000007", "incident": "INC-000002", "state": state, "at": iso(age_s), "crew": "Line crew 3"}
    return {"type": "work_order.updated", "timestamp": iso(), "data": {**data, **facts}}


def signed(body: object, ident: str = "m1", secret: str = NEW, age_s: float = 0.0) -> dict[str, Any]:
    """Return what a sender posts: the body, signed."""
    text = body if isinstance(body, str) else json.dumps(body)
    at = datetime.fromtimestamp(time.time() - age_s, UTC)
    headers = {
        "webhook-id": ident,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(ident, at, text),
    }
    return {"data": text.encode(), "headers": headers, "content_type": "application/json"}


@pytest.fixture
def send(client: FlaskClient) -> Callable[..., Answer]:
    """Return a function that posts a body, signed."""

    def post(body: object, ident: str = "m1", secret: str = NEW, age_s: float = 0.0, path: str = PATH) -> Answer:
        return client.post(path, **signed(body, ident, secret, age_s))

    return post


def orders(here) -> list[tuple[str, str]]:
    with here.ledger.read() as connection:
        rows = connection.execute(select(t.work_order.c.external, t.work_order.c.state).order_by(t.work_order.c.number))
        return [(row.external, row.state) for row in rows]


def rows_of(here) -> int:
    with here.ledger.read() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (t.work_order, t.inbound, t.audit, t.incident_event, t.change)
        )


@pytest.mark.parametrize("secret", [NEW, OLD])
def test_a_signed_report_is_taken_in_by_either_secret(here, send, secret: str) -> None:
    answer = send(report(), secret=secret)
    assert (answer.status_code, answer.json) == (200, {"outcome": "opened", "order": "ORD-000001"})
    assert orders(here) == [("WO-000007", "en_route")]


def test_reports_late_and_twice_come_to_one_order(here, send) -> None:
    outcomes = [
        send(report("done", 10), "m3").json["outcome"],
        send(report("en_route", 90), "m1").json["outcome"],
        send(report("en_route", 90), "m1").status_code,
        send(report("on_site", 50), "m2").json["outcome"],
    ]
    assert outcomes == ["opened", "late", 409, "late"]  # the one sent anew with another time is another message
    assert orders(here) == [("WO-000007", "done")]


def test_what_is_sent_again_as_it_was_changes_nothing(here, send) -> None:
    body = json.dumps(report())
    send(body)
    before = rows_of(here)
    again = send(body)
    assert (again.status_code, again.json["outcome"]) == (200, "repeated")
    assert rows_of(here) == before


def test_a_forged_replayed_or_unsigned_message_is_refused_and_told_nothing(here, send, client) -> None:
    body = json.dumps(report())
    refused = [
        send(body, secret=STRANGE),
        send(body, age_s=301),
        send(body, age_s=-301),
        send(body, ident="x" * 201),
        send(body, path="/api/v1/inbound/nobody"),
        send("garbage", secret=STRANGE),
        client.post(PATH, data=body),
        client.post(PATH, data=body, headers={"webhook-id": "m", "webhook-timestamp": "∞", "webhook-signature": "v1,"}),
    ]
    assert {answer.status_code for answer in refused} == {401}
    assert {answer.mimetype for answer in refused} == {"application/problem+json"}
    assert len({answer.data for answer in refused}) == 1
    assert orders(here) == []


def test_a_body_other_than_the_one_signed_is_refused(here, client) -> None:
    at = datetime.now(UTC)
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(NEW).sign("m", at, json.dumps(report("done"))),
    }
    assert client.post(PATH, data=json.dumps(report("cancelled")), headers=headers).status_code == 401
    assert orders(here) == []


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("garbage", "JSON"),
        ("[" * 30_000, ""),
        ('"text"', "object"),
        ("[]", "object"),
        ({"type": "work_order.updated"}, "data"),
        (report(number=7), "data.number"),
        (report(number=""), "data.number"),
        (report(number="W\x00"), "data.number"),
        (report(number="W\ud800"), "data.number"),
        (report(state="flying"), "data.state"),
        (report(at="yesterday"), "data.at"),
        (report(at="2026-01-01T00:00:00"), "zone"),
        (report(at="0001-01-01T00:00:00+00:00"), "data.at"),
        (report(age_s=-3600), "data.at"),
        (report(sequence="7"), "data.sequence"),
        (report(sequence=True), "data.sequence"),
        (report(sequence=2**80), "data.sequence"),
        (report(crew="x" * 500), "data.crew"),
        (report(crew=None), "data.crew"),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_names_the_place(here, send, body: object, where: str) -> None:
    answer = send(body)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert where in answer.json["detail"]
    assert orders(here) == []


def test_ten_megabytes_are_refused_unread(here, send) -> None:
    assert send("x" * 10_000_000).status_code == 413
    assert orders(here) == []


def test_a_message_about_something_else_is_taken_and_ignored(here, send) -> None:
    assert send({"type": "invoice.paid", "data": {}}).json == {"outcome": "ignored", "order": None}
    assert orders(here) == []


def test_odd_but_true_facts_are_kept_as_they_are(here, send, log_in) -> None:
    send(report(number="WO-'; DROP TABLE work_order; --", crew="一班 🚐 <b>", note="a\nb"))
    page = log_in("noc").get("/orders").text
    assert "&lt;b&gt;" in page
    assert "🚐 <b>" not in page
    assert len(orders(here)) == 1


@pytest.fixture
def ticket() -> dict[str, Any]:
    """A change of status as TMF621 v5 tells it."""
    return {
        "@type": "TroubleTicketStatusChangeEvent",
        "eventId": "e-1",
        "eventTime": iso(30),
        "event": {
            "troubleTicket": {
                "id": "TT-9",
                "status": "inProgress",
                "externalIdentifier": [{"@type": "ExternalIdentifier", "id": "INC-000002"}],
            }
        },
    }


def test_a_tmf621_event_comes_to_the_same(here, send, ticket) -> None:
    assert send(ticket, path=TMF).json["outcome"] == "opened"
    assert orders(here) == [("TT-9", "en_route")]
    with here.ledger.read() as connection:
        assert connection.execute(select(t.work_order.c.incident)).scalar() == 2
    resolved = {**ticket, "eventTime": iso(5)}
    resolved["event"]["troubleTicket"]["status"] = "resolved"
    path = f"{PATH}/listener/troubleTicketResolvedEvent"
    assert send(resolved, "m2", path=path).json["outcome"] == "moved"
    assert orders(here) == [("TT-9", "done")]


def test_a_tmf621_event_of_another_kind_is_ignored(here, send, ticket) -> None:
    assert send(ticket, path=f"{PATH}/listener/troubleTicketDeleteEvent").json["outcome"] == "ignored"
    assert orders(here) == []


@pytest.mark.parametrize(
    "change",
    [
        {"event": None}, {"event": {"troubleTicket": []}}, {"event": {"troubleTicket": {"id": 7, "status": "held"}}},
        {"event": {"troubleTicket": {"id": "T", "status": "lost"}}},
        {"event": {"troubleTicket": {"id": "T\ud800", "status": "held"}}},
        {"event": {"troubleTicket": {"id": "T", "status": "held", "externalIdentifier": "INC"}}}, {"eventTime": "soon"},
    ],
)  # fmt: skip
def test_a_tmf621_event_that_cannot_be_read_is_a_problem(here, send, ticket, change: dict[str, Any]) -> None:
    assert send({**ticket, **change}, path=TMF).status_code == 422
    assert orders(here) == []


def test_a_secret_that_cannot_be_read_is_our_fault_not_his(app, send, tmp_path) -> None:
    source = Inbound(name="ticketing", secret_file=tmp_path / "gone")
    app.extensions["plantwatch"].settings.inbound[0] = source
    assert send(report()).status_code == 503
