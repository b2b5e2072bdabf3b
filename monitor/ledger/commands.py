"""What other processes ask of core: written by web, read and answered by core, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from monitor.ledger import tables as t


class CommandState(StrEnum):
    """How far a command has come."""

    OWED = "owed"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing asked of core."""

    id: int
    at_ms: int
    by: str
    kind: str
    arguments: Mapping[str, Any]
    state: CommandState
    result: Mapping[str, Any] | None
    done_ms: int | None


def ask(connection: Connection, at_ms: int, by: str, kind: str, arguments: Mapping[str, Any] | None = None) -> int:
    """Ask something of core; return the command's id, by which the answer is found."""
    statement = (
        insert(t.command)
        .values(at_ms=at_ms, by=by, kind=kind, arguments=dict(arguments or {}), state=CommandState.OWED)
        .returning(t.command.c.id)
    )
    return int(connection.execute(statement).scalar_one())


def owed(connection: Connection, limit: int = 100) -> list[Command]:
    """Return commands not yet answered, oldest first."""
    query = select(t.command).where(t.command.c.state == CommandState.OWED).order_by(t.command.c.id).limit(limit)
    return [_command(row) for row in connection.execute(query)]


def command(connection: Connection, command_id: int) -> Command | None:
    """Return one command with its answer, None where there is no such."""
    row = connection.execute(select(t.command).where(t.command.c.id == command_id)).first()
    return _command(row) if row is not None else None


def finish(
    connection: Connection,
    command_id: int,
    at_ms: int,
    state: CommandState,
    result: Mapping[str, Any] | None = None,
) -> bool:
    """Answer a command; return False, changing nothing, where it was answered before."""
    answered = connection.execute(
        update(t.command)
        .where(t.command.c.id == command_id, t.command.c.state == CommandState.OWED)
        .values(state=state, result=dict(result or {}), done_ms=at_ms)
    )
    return answered.rowcount == 1


def forget(connection: Connection, before_ms: int) -> int:
    """Forget commands answered before `before_ms`; return how many."""
    old = delete(t.command).where(t.command.c.state != CommandState.OWED, t.command.c.done_ms < before_ms)
    return connection.execute(old).rowcount


def _command(row: Any) -> Command:  # noqa: ANN401 - a Row has the table's columns as attributes
    return Command(row.id, row.at_ms, row.by, row.kind, row.arguments, CommandState(row.state), row.result, row.done_ms)
