"""Bring a ledger's schema up to what this version of the code knows, or refuse it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from monitor.ledger.engines import Engines
from monitor.ledger.errors import LedgerError

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"


def bring_up_to_date(doors: Engines) -> None:
    """Make the tables of an empty database, or run the migrations that a ledger has not had.

    All of it is one write transaction: two processes starting at once take turns, and the second
    finds nothing left to do. Raises LedgerError for a ledger of a newer version, and for a database
    that is something else.
    """
    config = _config()
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head()
    with doors.reader.begin() as connection:
        if _present(connection, doors.place) == newest:
            return
    with doors.writer.begin() as connection:
        present = _present(connection, doors.place)
        if present == newest:
            return
        _refuse_unknown(script, present, doors.place)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _present(connection: Connection, place: str) -> str | None:
    """Return the revision a database is at; None for an empty one."""
    names = inspect(connection).get_table_names()
    if VERSION_TABLE in names:
        revision = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
        return str(revision) if revision is not None else None
    if names:
        raise LedgerError(f"ledger {place} is not a ledger: it holds the tables of something else ({names[0]}, …)")
    return None


def _refuse_unknown(script: ScriptDirectory, revision: str | None, place: str) -> None:
    if revision is None:
        return
    try:
        script.get_revision(revision)
    except CommandError as error:
        raise LedgerError(
            f"ledger {place} was written by a newer version of Plantwatch (schema {revision}, "
            f"this version knows {script.get_current_head()}): upgrade Plantwatch, or restore an older backup"
        ) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
