"""Database engines: one that can only read, one that takes the write lock when its transaction begins."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from monitor.ledger.errors import is_busy

BUSY_TIMEOUT_MS = 10_000
"""Longest wait for the write lock before a writer gives up."""
POSTGRES_WRITE_LOCK = 0x506C616E74
"""Key of the advisory lock that serialises writers on PostgreSQL."""
POSTGRES_CHANNEL = "plantwatch"
"""Channel on which PostgreSQL tells that somebody wrote."""
RETRY_S = (0.0005, 0.003)
GIVE_WAY_S = 0.004
"""Longer than whoever waits for the write lock pauses between two looks."""
WAL_LIMIT_BYTES = 64 * 1024 * 1024
CHECKPOINT_PAGES = WAL_LIMIT_BYTES // 4096
"""Length of SQLite's log at which whoever commits must copy it back: only where core does not, see `checkpoint`."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The two ways into one database."""

    reader: Engine
    writer: Engine
    place: str
    """The database as a sentence names it: a path, or a URL without its password."""

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self.reader.dispose()
        self.writer.dispose()


def engines(url: URL) -> Engines:
    """Return the engines of a database; nothing is opened yet.

    A reader's transaction is one snapshot and refuses to write. A writer's transaction holds the only
    write lock from its first moment, so what it reads cannot change before it writes.
    Raises ValueError for a dialect other than SQLite (in a file) and PostgreSQL.
    """
    dialect = url.get_backend_name()
    if dialect == "sqlite" and url.database not in (None, "", ":memory:"):
        return _sqlite(url)
    if dialect == "postgresql":
        return _postgres(url)
    raise ValueError("only an SQLite file and PostgreSQL can hold a ledger")


def to_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """Return compact JSON; raises ValueError for NaN, which JSON has no word for."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _sqlite(url: URL) -> Engines:
    timeout_s = BUSY_TIMEOUT_MS / 1000
    options: dict[str, Any] = {"json_serializer": to_json, "connect_args": {"timeout": timeout_s}}
    # Writers of one process queue before the database does, so one connection is all they use.
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=timeout_s, **options)
    reader = create_engine(url, pool_size=8, max_overflow=56, pool_timeout=timeout_s, **options)

    def open_writer(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        connection.execute("PRAGMA busy_timeout = 0")  # from here on _take_turn does the waiting

    def open_reader(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA query_only = ON")

    event.listen(writer, "connect", open_writer)
    event.listen(reader, "connect", open_reader)
    event.listen(writer, "begin", _take_turn)
    event.listen(reader, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return Engines(reader, writer, str(Path(url.database or "").absolute()))


def _take_turn(connection: Connection) -> None:
    """Take the write lock, trying again every few milliseconds.

    SQLite's own waiting sleeps up to 100 ms between tries: of two busy writers one then starved for
    seconds. The pause is random so that two who wait do not stay in step.
    """
    driver: Any = connection.connection.driver_connection
    end = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > end:
                raise
            time.sleep(random.uniform(*RETRY_S))  # noqa: S311 - a pause, not a secret
        else:
            return


def checkpoint(doors: Engines) -> None:
    """Copy SQLite's log back into the database beside readers and writers, none of whom waits.

    Left to itself SQLite has whoever commits next do it, and that may be an agent's row in the trail: a
    quarter of a second after core has written its columns. Nothing to do for PostgreSQL.
    Raises sqlite3.Error.
    """
    if doors.reader.dialect.name != "sqlite":
        return
    connection = doors.reader.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        connection.close()


def _postgres(url: URL) -> Engines:
    options: dict[str, Any] = {"json_serializer": to_json, "pool_pre_ping": True}
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=BUSY_TIMEOUT_MS / 1000, **options)
    reader = create_engine(
        url,
        pool_size=8,
        max_overflow=24,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        **options,
    )

    def take_lock(connection: Connection) -> None:
        # Every statement after the lock sees what writers before it committed: READ COMMITTED is enough.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({POSTGRES_WRITE_LOCK})")
        connection.exec_driver_sql(f"NOTIFY {POSTGRES_CHANNEL}")  # sent if and when the transaction commits

    event.listen(writer, "begin", take_lock)
    return Engines(reader, writer, url.render_as_string(hide_password=True))
