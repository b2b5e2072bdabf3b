"""What the ledger may forget: announcements everybody has read, log-ins that are over, orders and tests of long ago."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.ledger import announced, changes, commands, terminal_tests
from monitor.ledger.credentials import purge_sessions
from monitor.ledger.ledger import Ledger

KEEP_CHANGES_MS = 6 * 3_600_000
"""Those who follow the changes are seconds behind, and start over where they cannot go on."""
KEEP_COMMANDS_MS = 30 * 86_400_000
KEEP_TESTS_MS = 90 * 86_400_000
KEEP_ANNOUNCED_MS = 90 * 86_400_000
SLICE = 2000
"""Rows forgotten in one transaction: other writers wait for it."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was forgotten."""

    changes: int
    commands: int
    sessions: int
    tests: int
    announced: int


def tidy(ledger: Ledger) -> Forgotten:
    """Forget what nobody needs any more; incidents, alarms, notices and the trail stay for ever.

    Raises LedgerError; what was forgotten by then stays so.
    """
    now_ms = ledger.clock.now_ms()
    forgotten = 0
    while True:
        with ledger.write("core") as connection:
            some = changes.prune(connection, now_ms - KEEP_CHANGES_MS, SLICE)
        forgotten += some
        if some < SLICE:
            break
    with ledger.write("core") as connection:
        answered = commands.forget(connection, now_ms - KEEP_COMMANDS_MS)
    with ledger.write("core") as connection:
        tests = terminal_tests.forget(connection, now_ms - KEEP_TESTS_MS)
    with ledger.write("core") as connection:
        said = announced.forget(connection, now_ms - KEEP_ANNOUNCED_MS)
    return Forgotten(forgotten, answered, purge_sessions(ledger), tests, said)
