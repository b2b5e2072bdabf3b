"""What a dead process had begun is taken up by the next, however the ledger fares while it starts."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from structlog.testing import capture_logs

from monitor.ledger import tables as t
from monitor.telling import turns
from monitor.telling.outbox import Outbox
from tests.monitor.telling.test_outbox import owe, rows, running, state_of  # noqa: F401 - owe is a fixture

HOLDER = """
import sqlite3, sys

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""
"""A process that keeps the ledger from being written until it is told to end."""
BUSY_MS = 150
"""So long writers wait in these tests."""

Held = Callable[[], AbstractContextManager[Callable[[], None]]]


@pytest.fixture
def held(ledger, monkeypatch) -> Held:
    """Return a context in which another process holds the write lock; gives what makes it let go."""
    monkeypatch.setattr("monitor.ledger.engines.BUSY_TIMEOUT_MS", BUSY_MS)
    monkeypatch.setattr("monitor.telling.outbox.LEDGER_PAUSE_MS", 50)

    @contextmanager
    def holding() -> Iterator[Callable[[], None]]:
        command = [sys.executable, "-c", HOLDER, ledger.place]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        def let_go() -> None:
            process.communicate("enough\n", 10)

        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield let_go
        finally:
            process.kill()
            process.wait()

    return holding


def lend(ledger, clock, notice: str) -> None:
    """Have a process that died hold a notice."""
    with ledger.write("core") as connection:
        turns.lease(connection, [notice], clock.now_ms() + 60_000)


async def test_a_start_beside_a_writer_that_never_ends_waits_for_it_and_tells_everything_once(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    held: Held,
    wait_until_async,
):
    begun, next_one = owe(revisions=2)
    lend(ledger, clock, begun)
    with held() as let_go, capture_logs() as said:
        async with running(Outbox(ledger, configured(desk.url), clock)):
            await wait_until_async(lambda: len(said) >= 3)
            assert desk.ids == []
            let_go()
            await wait_until_async(lambda: set(state_of(ledger).values()) == {"delivered"})
    assert {entry["event"] for entry in said} == {"outbox.ledger"}
    assert all("is busy: another process" in entry["reason"] for entry in said)
    assert desk.ids == [begun, next_one]
    assert [row.attempts for row in rows(ledger, t.notice)] == [2, 1]


async def test_a_start_that_waits_for_the_ledger_can_be_ended(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    held: Held,
    wait_until_async,
):
    (begun,) = owe()
    lend(ledger, clock, begun)
    with held(), capture_logs() as said:
        async with running(Outbox(ledger, configured(desk.url), clock)):
            await wait_until_async(lambda: said)
            ending_s = time.monotonic()
        assert time.monotonic() - ending_s < 5
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(ledger.place, timeout=0).execute("BEGIN IMMEDIATE")
    (row,) = rows(ledger, t.notice)
    assert (row.state, row.attempts, row.leased_until_ms > 0) == ("owed", 0, True)
    assert desk.ids == []


def test_an_attempt_that_a_dead_process_began_counts_and_is_logged_as_broken_off(ledger, clock, owe):  # noqa: F811 - a fixture
    begun, other = owe(1)[0], owe(2)[0]
    lent_ms = clock.now_ms()
    with ledger.write("core") as connection:
        turns.lease(connection, [begun], lent_ms + 60_000)
    with ledger.write("core") as connection:
        assert turns.end_leases(connection, ["desk"], clock.now_ms(), 60_000) == 1
        assert turns.end_leases(connection, ["desk"], clock.now_ms(), 60_000) == 0
    notices = {row.id: (row.leased_until_ms, row.attempts) for row in rows(ledger, t.notice)}
    assert notices == {begun: (0, 1), other: (0, 0)}
    (attempt,) = rows(ledger, t.delivery)
    assert (attempt.notice, attempt.at_ms, attempt.status) == (begun, lent_ms, None)
    assert (attempt.outcome, attempt.detail) == ("retry", turns.BROKEN_OFF)


def test_an_attempt_lent_under_a_longer_timeout_did_not_begin_in_the_future(ledger, clock, owe):  # noqa: F811 - a fixture
    (begun,) = owe()
    now_ms = clock.now_ms()
    with ledger.write("core") as connection:
        turns.lease(connection, [begun], now_ms + 600_000)
        turns.end_leases(connection, ["desk"], now_ms, 60_000)
    (attempt,) = rows(ledger, t.delivery)
    assert attempt.at_ms == now_ms
