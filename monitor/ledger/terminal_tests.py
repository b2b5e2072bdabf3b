"""Tests of terminals: asked for by whoever has a caller on the line, run by core, shared by all who ask the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from monitor.ledger import changes, commands
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

COMMAND = "terminal.test"
"""What core is asked."""
KIND = "test"
"""Kind of the changes that tell how far one is."""
FRESH_MS = 10_000
"""What was found is given to everybody who asks the same within so long."""
GIVEN_UP_MS = 12_000
"""A test that has not ended by then never will: core was restarted in the middle of it, or is away."""


class UnknownTerminalError(ValueError):
    """There is no such terminal in the plant."""


class Progress(StrEnum):
    """How far a test has come."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TerminalAnswer:
    """What became of the question to one terminal."""

    key: str
    own: bool
    """Whether it is the one that is tested, and no neighbour."""
    asked: bool = False
    """False: nobody knows its address, or its CMTS has no room for more questions."""
    answered: bool | None = None
    """None: not yet."""
    at_ms: int = 0
    """When it answered, or was given up; UTC, 0: neither."""
    readings: Mapping[str, float] = field(default_factory=dict)
    """metric → mean over its channels."""


@dataclass(frozen=True, slots=True)
class TerminalTest:
    """A test, as far as it has come."""

    id: int
    terminal: str
    at_ms: int
    by: str
    state: Progress
    done_ms: int | None
    answers: tuple[TerminalAnswer, ...]
    """The tested terminal first; empty until core has taken it up."""


def ask(ledger: Ledger, terminal: str, user: str, now_ms: int) -> tuple[int, bool]:
    """Have a terminal tested; return the test's id, and whether somebody had asked for the same a moment ago.

    Raises UnknownTerminalError.
    """
    with ledger.write(user, COMMAND, terminal) as connection:
        if connection.execute(select(t.element.c.id).where(t.element.c.id == terminal)).first() is None:
            raise UnknownTerminalError(f"there is no terminal {terminal}")
        newest = _newest(connection, terminal)
        if newest is not None and is_fresh(newest, now_ms):
            return newest.id, True
        row = {"terminal": terminal, "at_ms": now_ms, "by": user, "state": Progress.RUNNING, "answers": []}
        test = int(connection.execute(insert(t.terminal_test).values(row).returning(t.terminal_test.c.id)).scalar_one())
        commands.ask(connection, now_ms, user, COMMAND, {"test": test, "terminal": terminal})
        return test, False


def note(ledger: Ledger, test: int, state: Progress, answers: Sequence[TerminalAnswer], now_ms: int) -> None:
    """Write down how far a test has come; one that has ended stays as it is."""
    done_ms = None if state is Progress.RUNNING else now_ms
    rows = t.terminal_test.c
    with ledger.write("core") as connection:
        changed = connection.execute(
            update(t.terminal_test)
            .where(rows.id == test, rows.state == Progress.RUNNING)
            .values(state=state, done_ms=done_ms, answers=[asdict(answer) for answer in answers])
        )
        if changed.rowcount:
            changes.announce(connection, now_ms, KIND, str(test), {"state": str(state)})


def load(connection: Connection, test: int) -> TerminalTest | None:
    """Return a test, None where there is no such."""
    row = connection.execute(select(t.terminal_test).where(t.terminal_test.c.id == test)).first()
    return _test(row) if row is not None else None


def forget(connection: Connection, before_ms: int) -> int:
    """Forget tests asked for before `before_ms`; return how many."""
    return connection.execute(delete(t.terminal_test).where(t.terminal_test.c.at_ms < before_ms)).rowcount


def is_fresh(test: TerminalTest, now_ms: int) -> bool:
    """Tell whether a test is still going on, or its findings are of now."""
    if test.state is Progress.RUNNING:
        return now_ms - test.at_ms < GIVEN_UP_MS
    return test.state is Progress.DONE and now_ms - (test.done_ms or 0) < FRESH_MS


def _newest(connection: Connection, terminal: str) -> TerminalTest | None:
    rows = t.terminal_test.c
    query = select(t.terminal_test).where(rows.terminal == terminal).order_by(rows.id.desc()).limit(1)
    row = connection.execute(query).first()
    return _test(row) if row is not None else None


def _test(row: Any) -> TerminalTest:  # noqa: ANN401 - a Row has the table's columns as attributes
    answers = tuple(TerminalAnswer(**answer) for answer in row.answers)
    return TerminalTest(row.id, row.terminal, row.at_ms, row.by, Progress(row.state), row.done_ms, answers)
