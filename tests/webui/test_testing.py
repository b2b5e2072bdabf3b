"""Test now through the API: asked for, followed, shown; core's part is played by hand here."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.ledger import tables as t
from monitor.ledger import terminal_tests
from monitor.ledger.people import Role, make_token
from monitor.ledger.terminal_tests import Progress, TerminalAnswer
from tests.webui.conftest import mac


def bearer(here, role: Role = Role.AGENT) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_token(here.ledger, 'test', f'board {role}', role)}"}


def test_a_test_is_asked_of_core_once_and_leaves_its_trail(here, client: FlaskClient) -> None:
    headers = bearer(here)
    begun = client.post("/api/v1/tests", json={"terminal": mac(1, 0)}, headers=headers)
    again = client.post("/api/v1/tests", json={"terminal": mac(1, 0)}, headers=headers)
    assert (begun.status_code, begun.json["shared"]) == (202, False)
    assert again.json == {"id": begun.json["id"], "shared": True}
    with here.ledger.read() as connection:
        commands = connection.execute(select(t.command).where(t.command.c.kind == terminal_tests.COMMAND)).all()
        trail = connection.execute(select(t.audit).where(t.audit.c.action == terminal_tests.COMMAND)).all()
    assert [row.arguments for row in commands] == [{"test": begun.json["id"], "terminal": mac(1, 0)}]
    assert [(row.actor, row.subject) for row in trail] == [(f"board {Role.AGENT}", mac(1, 0))] * 2


def test_what_was_found_is_shown_with_what_is_beyond_its_limits(here, client: FlaskClient) -> None:
    headers = bearer(here)
    number = client.post("/api/v1/tests", json={"terminal": mac(1, 0)}, headers=headers).json["id"]
    waiting = client.get(f"/api/v1/tests/{number}", headers=headers).json
    assert (waiting["state"], waiting["finding"], waiting["own"]) == ("running", "waiting", None)
    now_ms = here.ledger.clock.now_ms()
    own = TerminalAnswer(
        mac(1, 0),
        own=True,
        asked=True,
        answered=True,
        at_ms=now_ms,
        readings={"ds_power_dbmv": -40.0, "ds_snr_db": 36.0},
    )
    beside = [
        TerminalAnswer(mac(1, home), own=False, asked=True, answered=home < 3, at_ms=now_ms) for home in range(1, 5)
    ]
    terminal_tests.note(here.ledger, number, Progress.DONE, (own, *beside), now_ms)
    found = client.get(f"/api/v1/tests/{number}", headers=headers).json
    assert (found["state"], found["finding"]) == ("done", "poor")
    assert found["own"]["beyond_limits"] == ["ds_power_dbmv"]
    assert [(one["metric"], one["value"], one["unit"]) for one in found["own"]["readings"]] == [
        ("ds_power_dbmv", -40.0, "dBmV"), ("ds_snr_db", 36.0, "dB"),
    ]  # fmt: skip
    assert found["neighbours"] == {"asked": 4, "answered": 2, "waiting": 0}


def test_a_terminal_nobody_knows_and_a_test_there_is_not_are_told(here, client: FlaskClient) -> None:
    headers = bearer(here)
    assert client.post("/api/v1/tests", json={"terminal": "02:ff"}, headers=headers).status_code == 404
    assert client.get("/api/v1/tests/999", headers=headers).status_code == 404
    assert client.post("/api/v1/tests", json={"terminal": "x" * 101}, headers=headers).status_code == 422
