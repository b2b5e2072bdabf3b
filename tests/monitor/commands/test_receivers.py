"""`plantwatch receivers`: who is told, a test through a running core, and sending again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import insert, select

from collectors.clock import AnchoredClock
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

HEARD: list[dict] = []
RECEIVER = """
[telling]
timeout_s = 1.0
private_networks = "127.0.0.0/8"
[[receivers]]
name = "desk"
url = "http://127.0.0.1:{port}/"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
language = "en"
[receivers.wants]
severity = "major"
units = ["East Branch"]
"""


class Noting(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        HEARD.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def desk(installed) -> Iterator[None]:
    server = HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    HEARD.clear()
    installed.add(RECEIVER.format(port=server.server_port))
    yield
    server.shutdown()


def ledger_of(installed) -> Ledger:
    return Ledger.open(f"sqlite:///{installed.data / 'ledger.sqlite'}", AnchoredClock())


def test_the_list_says_who_is_told_of_what(installed, desk):
    said = installed("receivers", "list")
    assert said.status == 0
    assert "severity major; units East Branch" in said.out
    (one,) = json.loads(installed("receivers", "list", "--json").out)
    assert (one["name"], one["circuit"], one["owed"], one["wants"]["severity"]) == ("desk", "closed", 0, "major")


def test_a_test_goes_through_core_and_shows_the_answer(installed, desk):
    with installed.process("core"):
        said = installed("receivers", "test", "desk")
    assert (said.status, said.out.startswith("delivered in ")) == (0, True), said
    (body,) = HEARD
    assert body["type"] == "test"
    assert body["data"] == {
        "sentence": "Test message to desk: whoever reads this can be reached. Nothing has failed.",
        "language": "en",
        "receiver": "desk",
    }


def test_without_core_a_test_is_a_finding(installed, desk):
    said = installed("receivers", "test", "desk")
    assert "is core running?" in said.sentence(1)


def test_what_was_given_up_is_owed_again(installed, desk):
    ledger = ledger_of(installed)
    with ledger.write("test") as connection:
        zeros = dict.fromkeys(
            ("opened_ms", "updated_ms", "started_after_ms", "started_before_ms", "subscribers", "terminals"), 0
        )
        connection.execute(
            insert(t.incident).values(
                number=1, state="open", cause="element", severity=4, element="a", probability=1.0, faults=[],
                revision=1, **zeros,
            )
        )  # fmt: skip
        for made in ("one", "two"):
            connection.execute(
                insert(t.notice).values(
                    id=made, incident=1, revision=1, receiver="desk", event="incident.opened", payload={}, owed_ms=1,
                    state="dead", attempts=1, due_ms=1,
                )
            )  # fmt: skip
    assert installed("receivers", "resend", "desk", "--notice", "one").out.startswith("1 notices are owed")
    assert "was not given up" in installed("receivers", "resend", "desk", "--notice", "one").sentence(2)
    assert installed("receivers", "resend", "desk").out.startswith("1 notices are owed")
    with ledger.read() as connection:
        trail = connection.execute(select(t.audit.c.action, t.audit.c.subject).order_by(t.audit.c.id)).all()
        assert trail[-2:] == [("notice.resend", "one"), ("receiver.resend", "desk")]
    ledger.close()


@pytest.mark.parametrize("words", [("test", "nobody"), ("resend", "nobody")], ids=" ".join)
def test_a_receiver_that_is_not_configured_is_named(installed, words):
    assert "no receiver is called 'nobody'" in installed("receivers", *words).sentence(2)
