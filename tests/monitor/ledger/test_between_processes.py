from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sqlalchemy import insert, text

from collectors.clock import AnchoredClock
from monitor.ledger import announced, changes, commands, housekeeping, terminal_tests
from monitor.ledger import tables as t
from monitor.ledger.commands import CommandState
from monitor.ledger.ledger import Ledger
from monitor.ledger.watcher import Watcher


def test_changes_are_read_in_order_after_the_last_one_known(ledger: Ledger):
    for number in range(5):
        with ledger.write("core") as connection:
            changes.announce(connection, number, "incident", f"INC-{number}", {"n": number})
    with ledger.read() as connection:
        read = changes.since(connection, 0, limit=2)
        read += changes.since(connection, read[-1].id)
        assert changes.latest(connection) == read[-1].id
    assert [change.data["n"] for change in read] == [0, 1, 2, 3, 4]
    assert [change.id for change in read] == sorted({change.id for change in read})


def test_ids_go_on_after_old_changes_are_forgotten(ledger: Ledger):
    with ledger.write("core") as connection:
        ids = [changes.announce(connection, at_ms, "state") for at_ms in (1, 2, 3)]
        assert changes.prune(connection, before_ms=10) == 2
        assert [change.id for change in changes.since(connection, 0)] == ids[2:]
        assert changes.announce(connection, 4, "state") > ids[2]


def test_a_change_that_was_undone_is_never_read(ledger: Ledger):
    def undone() -> None:
        with ledger.write("core") as connection:
            changes.announce(connection, 1, "incident")
            raise KeyError

    with pytest.raises(KeyError):
        undone()
    with ledger.read() as connection:
        assert changes.since(connection, 0) == []


def test_a_watcher_sees_commits_of_others_and_of_its_own_process(
    url: str, ledger: Ledger, wait_until: Callable[..., object]
):
    other = Ledger.open(url, AnchoredClock())
    watcher = Watcher(ledger)
    assert not watcher.changed()
    for writer in (other, ledger):
        with writer.write("core") as connection:
            changes.announce(connection, 1, "incident")
        wait_until(watcher.changed, 2, "the commit to be noticed")
        assert not watcher.changed()
    watcher.close()
    other.close()


def test_reading_is_no_change(ledger: Ledger):
    watcher = Watcher(ledger)
    with ledger.read() as connection:
        changes.since(connection, 0)
    assert not watcher.changed()
    watcher.close()


def test_a_watcher_outlives_a_lost_connection(postgres_url: str, wait_until: Callable[..., object]):
    ledger = Ledger.open(postgres_url, AnchoredClock())
    watcher = Watcher(ledger)
    with ledger.write("core") as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"))
    wait_until(watcher.changed, 2, "the lost connection to count as a change")
    wait_until(watcher.changed, 2, "the new connection to count as a change")
    wait_until(lambda: not watcher.changed(), 2, "quiet")
    with ledger.write("core") as connection:
        changes.announce(connection, 1, "incident")
    wait_until(watcher.changed, 2, "the commit to be noticed on the new connection")
    watcher.close()
    ledger.close()


def test_a_commit_is_noticed_at_once(ledger: Ledger):
    watcher = Watcher(ledger)
    with ledger.write("core") as connection:
        changes.announce(connection, 1, "incident")
    began = time.monotonic()
    while not watcher.changed():
        assert time.monotonic() - began < 2, "a commit goes unnoticed"
    watcher.close()


def test_a_command_is_owed_until_it_is_answered_and_answered_once(ledger: Ledger):
    with ledger.write("wang", "command", "test.now") as connection:
        first = commands.ask(connection, 1, "wang", "test.now", {"terminal": "aa:bb"})
        second = commands.ask(connection, 2, "wang", "rules.reload")
    with ledger.read() as connection:
        assert [(item.id, item.kind) for item in commands.owed(connection)] == [
            (first, "test.now"),
            (second, "rules.reload"),
        ]
    with ledger.write("core") as connection:
        assert commands.finish(connection, first, 3, CommandState.DONE, {"snr_db": 36.5})
        assert not commands.finish(connection, first, 4, CommandState.FAILED, {"reason": "too late"})
    with ledger.read() as connection:
        answered = commands.command(connection, first)
        assert answered is not None
        assert (answered.state, answered.result, answered.done_ms) == (CommandState.DONE, {"snr_db": 36.5}, 3)
        assert [item.id for item in commands.owed(connection)] == [second]
        assert commands.command(connection, second).result is None
        assert commands.command(connection, 99) is None


def test_housekeeping_forgets_what_is_old_and_keeps_what_is_owed(ledger: Ledger):
    now, hour = ledger.clock.now_ms(), 3_600_000
    with ledger.write("core") as connection:
        for _ in range(4500):
            changes.announce(connection, now - 7 * hour, "state")
        young = changes.announce(connection, now - hour, "state")
        answered = commands.ask(connection, now - 32 * 24 * hour, "web", "rules.reload")
        commands.finish(connection, answered, now - 31 * 24 * hour, CommandState.DONE)
        owed = commands.ask(connection, now - 32 * 24 * hour, "web", "rules.reload")
        connection.execute(insert(t.element).values(id="m1", kind="cable_modem", position=0))
    old, _ = terminal_tests.ask(ledger, "m1", "ann", now - 91 * 24 * hour)
    fresh, _ = terminal_tests.ask(ledger, "m1", "ann", now)
    with ledger.write("core") as connection:
        for days in (91, 1):
            told = {"account": "a", "verdict": "area_outage", "incident": 1}
            announced.enter(connection, now - days * 24 * hour, "exchange", {"told": told})
    done = housekeeping.tidy(ledger)
    assert done.announced == 1
    assert (done.changes, done.commands, done.sessions, done.tests) == (4500, 1, 0, 1)
    with ledger.read() as connection:
        assert [change.id for change in changes.since(connection, 0)] == [young]
        assert [command.id for command in commands.owed(connection) if command.kind != terminal_tests.COMMAND] == [owed]
        assert terminal_tests.load(connection, old) is None
        assert terminal_tests.load(connection, fresh) is not None
