"""What equipment said is shown newest first, by device, with what nobody knows counted."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from collectors.listening.notice import Notice, NoticeKind
from monitor.ledger import heard
from monitor.ledger.identities import load_roster

UNKNOWN = "1.3.6.1.4.1.99999.0.17"


@pytest.fixture
def told(here):
    """Have a node, a CMTS and a stranger say something."""
    node, cmts = (int(slot) for slot in load_roster(here.ledger).slots(["N1", "CMTS1"]))
    now_ms = here.desk.now_ms()
    notices = [
        Notice(now_ms - 9000, "10.0.0.1", NoticeKind.TRAP, "linkDown", "ifIndex=3", slot=cmts, is_trouble=True),
        Notice(now_ms - 8000, "10.0.0.2", NoticeKind.TRAP, "hmsAlarmEvent", "LOLO -8.1 <b>", "major", slot=node),
        Notice(now_ms - 7000, "10.0.0.2", NoticeKind.SYSLOG, "psu", "on battery", "odd words", slot=node),
        Notice(now_ms - 6000, "10.0.0.1", NoticeKind.EVENT, "84000500", "Loss of Sync ×3", "critical", slot=cmts),
        Notice(now_ms - 5000, "192.0.2.9", NoticeKind.INFORM, UNKNOWN, "door open", oid=UNKNOWN),
    ]  # fmt: skip
    with here.ledger.write("core") as connection:
        heard.keep(connection, notices, 100)
        heard.count(connection, {"heard": 5, "unknown": 1, f"unknown:{UNKNOWN}": 1, "wrong_password": 2})
    return here


def words(client: FlaskClient, address: str) -> str:
    client.set_cookie("plantwatch_lang", "en")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address).text.split("<main", 1)[1]))


def test_the_page_tells_who_said_what_and_what_nobody_knows(told, log_in) -> None:
    page = words(log_in("noc"), "/heard")
    said = ["door open", "Loss of Sync ×3", "on battery", "LOLO -8.1 &lt;b&gt;", "ifIndex=3"]
    assert sorted(said, key=page.index) == said
    for shown in ("192.0.2.9", "磨坊光机 N1", "Critical", "Major", "odd words", "Event log", UNKNOWN):
        assert shown in page
    assert "Refused: wrong SNMPv3 password 2" in page


def test_one_device_can_be_picked_and_older_pages_turned_to(told, log_in, monkeypatch) -> None:
    browser = log_in("maintainer")
    page = words(browser, "/heard?element=N1")
    assert "on battery" in page
    assert "Loss of Sync" not in page
    assert "Nothing was heard." in words(browser, "/heard?element=nobody")
    monkeypatch.setattr("webui.pages.heard.PAGE", 2)
    older = re.search(r'href="(/heard\?before=\d+)"', browser.get("/heard").text)
    assert "on battery" in words(browser, older[1])
    assert "door open" not in words(browser, older[1])


def test_programs_read_it_page_by_page(told, client, token) -> None:
    headers = token("noc")
    first = client.get("/api/v1/heard?limit=3", headers=headers).json
    assert [item["kind"] for item in first["items"]] == ["inform", "event", "syslog"]
    assert first["items"][0]["element"] is None
    assert first["items"][1]["element"] == {"id": "CMTS1", "kind": "cmts", "name": "CMTS1"}
    assert first["unknown_traps"] == [{"oid": UNKNOWN, "count": 1}]
    rest = client.get(f"/api/v1/heard?limit=3&cursor={first['next']}", headers=headers).json
    assert [(item["name"], item["trouble"]) for item in rest["items"]] == [("hmsAlarmEvent", False), ("linkDown", True)]
    assert rest["next"] is None
    mine = client.get("/api/v1/heard?element=N1", headers=headers).json
    assert {item["element"]["id"] for item in mine["items"]} == {"N1"}
    assert client.get("/api/v1/heard", headers=token("viewer")).status_code == 403
    assert client.get("/api/v1/heard?limit=0", headers=headers).status_code == 422


def test_inventive_senders_do_not_fill_the_counts(here, monkeypatch) -> None:
    monkeypatch.setattr(heard, "MOST_TALLIES", 4)
    with here.ledger.write("core") as connection:
        heard.count(connection, {f"unknown:1.{i}": i for i in range(1, 5)})
        heard.count(connection, {"unknown:1.9": 1, "unknown:1.4": 1, "heard": 3})
        assert heard.unknown_traps(connection) == [("1.4", 5), ("1.3", 3), ("1.2", 2), ("1.1", 1)]
        assert heard.tallies(connection)["heard"] == 3
