"""Stills let go of at night: by age, by size, never of what stands, and with what stays of them."""

from __future__ import annotations

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from collectors.clock import AnchoredClock
from monitor.incidents.attached import Attachment, attach, attached, keep_picture, picture
from monitor.jobs import process, stills
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.settings import Cameras, Settings

NOW_MS = 1_800_000_000_000
DAY_MS = 86_400_000
MIB = 1024 * 1024
SHANGHAI = ZoneInfo("Asia/Shanghai")


def incident(ledger: Ledger, number: int, days_ago: float, octets: int, *, stands: bool = False) -> None:
    at_ms = round(NOW_MS - days_ago * DAY_MS)
    zeros = dict.fromkeys(("updated_ms", "started_after_ms", "started_before_ms", "subscribers", "terminals"), 0)
    with ledger.write("test") as connection:
        connection.execute(
            insert(t.incident).values(
                number=number, state="open" if stands else "resolved", cause="element", severity=4, element="a",
                probability=1.0, faults=[], revision=1, opened_ms=at_ms, resolved_ms=None if stands else at_ms + 1,
                **zeros,
            )
        )  # fmt: skip
        keep_picture(connection, number, bytes(octets), at_ms)
        attach(connection, number, Attachment.STILL, {"element": "a", "type": "image/png"}, at_ms)


@pytest.fixture
def ledger(blank_ledger):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield opened
    opened.close()


def kept(ledger: Ledger) -> list[int]:
    return [still.incident for still in stills.stills(ledger)]


def test_old_pictures_go_and_those_of_what_stands_stay(ledger):
    incident(ledger, 1, 40, 100)
    incident(ledger, 2, 40, 100, stands=True)
    incident(ledger, 3, 20, 100)
    gone = stills.retain(ledger, Cameras(keep_days=30), NOW_MS)
    assert (gone.count, gone.octets, gone.over) == (1, 100, 0)
    assert kept(ledger) == [2, 3]
    with ledger.read() as connection:
        assert picture(connection, 1) is None
        assert picture(connection, 3) == bytes(100)
        still = attached(connection, 1)[Attachment.STILL]
        trail = connection.execute(select(t.audit.c.actor, t.audit.c.action, t.audit.c.detail)).all()[-1]
    assert still.detail == {"element": "a", "type": "image/png", "let_go_ms": NOW_MS}
    assert (trail.actor, trail.action, trail.detail) == ("jobs", "stills.let_go", {"incidents": [1], "octets": 100})


def test_beyond_the_bound_the_oldest_go_until_the_rest_fits(ledger):
    for number in range(1, 6):
        incident(ledger, number, 10 - number, MIB)
    incident(ledger, 6, 100, MIB, stands=True)
    gone = stills.retain(ledger, Cameras(keep_mb=3), NOW_MS)
    assert (gone.count, gone.over) == (3, 0)
    assert kept(ledger) == [6, 4, 5]
    assert stills.retain(ledger, Cameras(keep_mb=3), NOW_MS).count == 0


def test_what_stands_may_be_beyond_the_bound_and_is_said_to_be(ledger):
    incident(ledger, 1, 1, 2 * MIB, stands=True)
    incident(ledger, 2, 1, MIB)
    gone = stills.retain(ledger, Cameras(keep_mb=1), NOW_MS)
    assert (gone.count, gone.over) == (1, MIB)
    assert kept(ledger) == [1]


def test_many_pictures_go_in_several_transactions_that_are_each_in_the_trail(ledger):
    for number in range(1, 46):
        incident(ledger, number, 400, 10)
    assert stills.retain(ledger, Cameras(), NOW_MS).count == 45
    with ledger.read() as connection:
        rows = connection.execute(select(t.audit.c.detail).where(t.audit.c.action == "stills.let_go")).scalars().all()
    assert [len(row["incidents"]) for row in rows] == [20, 20, 5]


@pytest.mark.parametrize(
    ("looked", "now", "due"),
    [
        ("2026-09-21T12:00", "2026-09-22T02:59", False),
        ("2026-09-21T12:00", "2026-09-22T03:00", True),
        ("2026-09-22T03:00", "2026-09-22T23:00", False),
        ("2026-09-21T02:00", "2026-09-21T02:30", False),
        ("2026-09-01T12:00", "2026-09-21T01:00", True),
    ],
)
def test_it_is_looked_at_once_a_night(looked, now, due):
    at_ms = [round(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000) for text in (looked, now)]
    assert stills.is_due(*at_ms, SHANGHAI) is due


def test_the_jobs_process_does_it_and_does_not_end_over_it(tmp_path, monkeypatch):
    monkeypatch.setattr(stills, "is_due", lambda *_: True)
    monkeypatch.setattr(process.os, "nice", lambda _: 0)
    settings = Settings.model_validate({"data": {"directory": tmp_path}, "cameras": {"keep_days": 30}})
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    incident(ledger, 1, 1000, 100)  # by the clock of this machine too
    stop, rounds = threading.Event(), []
    wait = stop.wait

    class Stop:
        is_set = stop.is_set

        def wait(self, _):
            rounds.append(kept(ledger))
            if len(rounds) == 1:  # the next night the ledger cannot be read
                monkeypatch.setattr(stills, "retain", lambda *_: 1 / 0)
            elif len(rounds) == 2:
                monkeypatch.undo()
                stop.set()
            return wait(0)

    process.run(settings, Stop())
    assert rounds[0] == []
    ledger.close()
