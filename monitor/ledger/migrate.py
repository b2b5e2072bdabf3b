"""Bring a ledger's schema up to what this version of the code knows, or refuse it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from monitor.ledger.engines import Engines
from monitor.ledger.errors import LedgerError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"
NEWEST = "0019"
"""The revision this code knows. Said here so that a ledger that has it is opened without Alembic, which every process
would otherwise import for nothing."""


def bring_up_to_date(doors: Engines) -> None:
    """Make the tables of an empty database, or run the migrations that a ledger has not had.

    All of it is one write transaction: two processes starting at once take turns, and the second
    finds nothing left to do. Raises LedgerError for a ledger of a newer version, and for a database
    that is something else.
    """
    with doors.reader.begin() as connection:
        if _present(connection, doors.place) == NEWEST:
            return
    with doors.writer.begin() as connection:
        present = _present(connection, doors.place)
        if present == NEWEST:
            return
        _upgrade(connection, present, doors.place)


def _present(connection: Connection, place: str) -> str | None:
    """Return the revision a database is at; None for an empty one."""
    names = inspect(connection).get_table_names()
    if VERSION_TABLE in names:
        revision = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
        return str(revision) if revision is not None else None
    if names:
        raise LedgerError(f"ledger {place} is not a ledger: it holds the tables of something else ({names[0]}, …)")
    return None


def _upgrade(connection: Connection, present: str | None, place: str) -> None:
    from alembic import command  # noqa: PLC0415 - see NEWEST
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415 - as above

    config = _config()
    try:
        ScriptDirectory.from_config(config).get_revisions(present or "base")
    except CommandError as error:
        raise LedgerError(
            f"ledger {place} was written by a newer version of Plantwatch (schema {present}, "
            f"this version knows {NEWEST}): upgrade Plantwatch, or restore an older backup"
        ) from error
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415 - see NEWEST

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
