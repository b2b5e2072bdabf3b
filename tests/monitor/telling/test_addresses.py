"""A receiver of several addresses: what becomes of its stories, and of its standing, where one address fails."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from monitor.ledger import tables as t
from monitor.settings import Settings
from monitor.telling import notices
from monitor.telling.model import Rank
from monitor.telling.outbox import Outbox
from monitor.telling.payload import payload
from tests.monitor.telling.test_outbox import Later, rows, state_of

GOOD, BAD = ("13800000001", "13800000002"), "13900000009"


@pytest.fixture
def crew(desk, tmp_path: Path) -> Settings:
    """Settings of one receiver: two numbers that are reached and one that is not, behind one gateway."""
    secret = tmp_path / "key"
    secret.write_text("k\n", encoding="utf-8")
    sms = {
        "url": f"http://127.0.0.1:{desk.port}/send",
        "body": '{{"to": "{phone}", "text": "{text}"}}',
        "phones": [*GOOD, BAD],
        "success_pattern": '"code": *0',
    }
    receiver = {"name": "crew", "channel": "sms", "secret_file": str(secret), "sms": sms}
    return Settings(receivers=[receiver], telling={"private_networks": "127.0.0.0/8"})


@pytest.fixture
def tell(ledger, said, add_incident, clock):
    """Return `tell(number, revision=1)`: a notice of an incident is owed to the crew."""

    def owe(number: int, revision: int = 1) -> str:
        with ledger.write("core") as connection:
            if revision == 1:
                add_incident(connection, number)
            told = said(number, revision)
            body = payload(told, "en", ZoneInfo("UTC"), "http://noc")
            return notices.owe(connection, told, "crew", body, clock.now_ms(), Rank.PRIORITY)

    return owe


async def test_a_number_out_of_service_keeps_nobody_else_from_hearing_every_story_to_its_end(
    desk, ledger, clock, crew, tell, reply
):
    desk.answer = lambda request: reply(
        200, b'{"code": 105, "msg": "not in service"}' if BAD.encode() in request.body else b'{"code": 0}'
    )
    later = Later(clock)
    outbox = Outbox(ledger, crew, later)
    for number in range(1, 9):
        tell(number)
        tell(number, 2)
    for by_ms in range(0, 200_000, 1000):
        later.by_ms = by_ms
        await outbox.deliver_due()
    assert set(state_of(ledger).values()) == {"delivered"}
    heard = defaultdict(list)
    for request in desk.got:
        said = json.loads(request.body)
        heard[said["to"]].append(said["text"][:10])
    for phone in GOOD:
        assert sorted(heard[phone]) == sorted([f"INC-{number:06d}" for number in range(1, 9)] * 2)
    (standing,) = rows(ledger, t.receiver_standing)
    assert (standing.failures, standing.open_since_ms) == (0, None)
    with ledger.read() as connection:
        log = select(t.delivery.c.detail).where(t.delivery.c.outcome == "delivered")
        details = set(connection.execute(log).scalars())
    assert details == {
        '2 of 3 have it, not …0009: not what a success looks like: {"code": 105, "msg": "not in service"}'
    }
    asked = len(heard[BAD])
    tell(20)
    assert await outbox.deliver_due() == 1
    assert state_of(ledger)["INC-000020_1_opened_crew"] == "delivered"
    assert asked < 100
    await outbox.close()


async def test_a_gateway_that_takes_nothing_is_a_receiver_that_fails(desk, ledger, clock, crew, tell, reply):
    desk.answer = lambda _request: reply(200, b'{"code": 1}')
    for number in range(1, 9):
        tell(number)
    outbox = Outbox(ledger, crew, clock)
    await outbox.deliver_due()
    await outbox.close()
    (standing,) = rows(ledger, t.receiver_standing)
    assert (standing.failures, standing.success_ms) == (8, None)
    assert standing.open_since_ms is not None
