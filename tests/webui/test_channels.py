"""Channels: receivers and how they fare, a test with its answer, the delivery log, sending again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import insert, select, update

from collectors.clock import AnchoredClock
from monitor.ledger import tables as t
from monitor.settings import Receiver, Telling
from monitor.settings.receiving import Wants
from monitor.telling import breaker
from monitor.telling.outbox import Outbox
from webui import ordering

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Answering(BaseHTTPRequestHandler):
    status = 204

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def told(app, receiver) -> Iterator[object]:
    """The town, with a desk that is told of major incidents at night too, and a branch."""
    readers = app.extensions["plantwatch"]
    url = f"http://127.0.0.1:{receiver.server_port}/secret-path"
    wants = Wants(severity="major", units=["East Branch"], causes=["power"], classes=["hospital"], updates=False)
    desk = Receiver(name="desk", url=url, secret=SECRET, wants=wants)
    branch = Receiver(name="Branch / 2", url="http://127.0.0.1:9/", secret=SECRET)
    settings = readers.settings.model_copy(
        update={"receivers": [desk, branch], "telling": Telling(private_networks="127.0.0.0/8")}
    )
    object.__setattr__(readers, "settings", settings)
    yield readers
    object.__setattr__(readers, "settings", settings.model_copy(update={"receivers": []}))


@contextmanager
def core(readers) -> Iterator[None]:
    """Run an outbox in a thread, as core does."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    outbox = Outbox(readers.ledger, readers.settings, AnchoredClock())
    thread = threading.Thread(target=lambda: loop.run_until_complete(outbox.run(stop)))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


@pytest.fixture
def dead(told) -> str:
    with told.ledger.write("test") as connection:
        connection.execute(
            insert(t.notice).values(
                id="gone-1", incident=2, revision=7, receiver="desk", event="incident.updated", payload={"type": "x"},
                owed_ms=1, state="dead", attempts=3, due_ms=1, done_ms=5,
            )
        )  # fmt: skip
        connection.execute(
            insert(t.delivery).values(
                notice="gone-1", at_ms=2, took_ms=40, status=410, outcome="dead", detail="410: gone <b>"
            )
        )
        standing = breaker.failed(breaker.NEW, 1000, "500: down", None, told.settings.telling, 0.5, "gone-1")
        breaker.keep(connection, {"desk": standing})
    return "gone-1"


def test_receivers_are_shown_with_what_they_want_and_how_they_fare(told, dead, log_in):
    page = log_in("admin").get("/channels?lang=en", follow_redirects=True).text
    for words in ("Major or worse", "Areas of: East Branch", "Causes: ", "Beginning and end only", "Everything"):
        assert words in page
    assert "1 failure · 500: down" in page
    assert "127.0.0.1" in page
    assert "secret-path" not in page
    assert "410: gone &lt;b&gt;" in page
    assert 'href="/incidents/INC-000002"' in page


def test_a_test_shows_the_receivers_answer_and_leaves_a_row_in_the_trail(told, log_in):
    browser = log_in("noc")
    with core(told):
        answer = browser.post("/channels/test", data={"csrf": browser.csrf, "receiver": "desk"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "desk已收到测试消息" in answer.text
    with told.ledger.read() as connection:
        trail = connection.execute(
            select(t.audit.c.actor, t.audit.c.subject).where(t.audit.c.action == "receiver.test")
        ).all()
    assert trail[-1] == ("noc", "desk")


def test_a_test_that_fails_says_why(told, receiver, log_in, monkeypatch):
    monkeypatch.setattr(Answering, "status", 418)
    browser = log_in("noc")
    with core(told):
        body = browser.post("/api/v1/receivers/desk/test", headers={"X-CSRF-Token": browser.csrf}).json
    assert (body["state"], body["status"], body["event"]) == ("dead", 418, "test")


def test_without_core_a_test_says_that_nobody_answers(told, log_in, monkeypatch):
    monkeypatch.setattr(ordering, "PATIENCE_S", 0.1)
    browser = log_in("noc")
    assert browser.post("/api/v1/receivers/desk/test", headers={"X-CSRF-Token": browser.csrf}).status_code == 503
    page = browser.post("/channels/test", data={"csrf": browser.csrf, "receiver": "desk"}, follow_redirects=True).text
    assert "正在途中" in page


def test_what_was_given_up_is_sent_again_one_by_one_or_all_of_a_receiver(told, dead, log_in):
    browser = log_in("noc")

    def state() -> str:
        with told.ledger.read() as connection:
            return connection.execute(select(t.notice.c.state).where(t.notice.c.id == dead)).scalar_one()

    page = browser.post("/channels/resend", data={"csrf": browser.csrf, "notice": dead}, follow_redirects=True).text
    assert "1条通知将重新发送" in page
    assert state() == "owed"
    headers = {"X-CSRF-Token": browser.csrf}
    assert browser.post(f"/api/v1/deliveries/{dead}/resend", headers=headers).status_code == 409
    assert browser.post("/api/v1/deliveries/none/resend", headers=headers).status_code == 404
    with told.ledger.write("test") as connection:
        connection.execute(update(t.notice).where(t.notice.c.id == dead).values(state="dead"))
    assert browser.post("/api/v1/receivers/desk/resend", headers=headers).json == {"notices": 1}
    assert state() == "owed"
    assert browser.post("/api/v1/receivers/nobody/resend", headers=headers).status_code == 404


def test_the_log_comes_in_pages_and_filtered(told, dead, log_in):
    client = log_in("noc")
    every, cursor = [], ""
    while True:
        page = client.get(f"/api/v1/deliveries?limit=1{cursor}").json
        every += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert every[0] == dead
    assert {"notice-1", "notice-2"} <= set(every)
    assert len(every) == len(set(every))
    assert [item["id"] for item in client.get("/api/v1/deliveries?state=dead&receiver=desk").json["items"]] == [dead]
    assert client.get("/api/v1/deliveries?state=lost").status_code == 422
    items = client.get("/api/v1/receivers").json["items"]
    assert [(item["name"], item["dead"], item["circuit"]) for item in items] == [
        ("desk", 1, "closed"),
        ("Branch / 2", 0, "closed"),
    ]


@pytest.mark.parametrize(
    "query", ["before=x", "state=nonsense", "test=nobody", "receiver=%00", "before=99999999999999999999"]
)
def test_a_wrong_address_shows_the_page_all_the_same(told, log_in: Callable, query):
    assert log_in("admin").get(f"/channels?{query}").status_code == 200
