"""A small database beside the ledger, for rows that must be safe at once and need not be in the ledger at once."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Lock

from monitor.ledger.ledger import LedgerError

BUSY_S = 10.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS row (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL
);
"""
"""Ids are never given out twice, so the last one that went over says which did."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the trail on its way."""

    at_ms: int
    actor: str
    action: str
    subject: str
    detail: str
    """JSON."""


class Journal:
    """Rows in the order they were appended, each with a number of its own; any process may have it open."""

    def __init__(self, path: Path) -> None:
        """Open the journal, made where there is none; raises LedgerError naming it where that cannot be."""
        self._path = path
        self._lock = Lock()
        with self._explaining():
            self._database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.executescript(SCHEMA)
        with self._writing() as database:
            if database.execute("SELECT count(*) FROM journal").fetchone() == (0,):
                database.execute("INSERT INTO journal VALUES (?)", [secrets.token_hex(8)])
            self.name: str = database.execute("SELECT name FROM journal").fetchone()[0]
            """Its own: a journal that was deleted and made anew counts from the beginning."""

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows, all or none; on disk when this returns.

        Raises LedgerError where the disk refuses.
        """
        query = "INSERT INTO row (at_ms, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)"
        with self._writing() as database:
            database.executemany(query, map(astuple, rows))

    def after(self, number: int, most: int) -> list[tuple[int, Row]]:
        """Return the first rows whose number is above this one, with their numbers."""
        query = "SELECT id, at_ms, actor, action, subject, detail FROM row WHERE id > ? ORDER BY id LIMIT ?"
        with self._lock, self._explaining():
            found = self._database.execute(query, [number, most]).fetchall()
        return [(number, Row(*values)) for number, *values in found]

    def forget(self, number: int) -> None:
        """Remove the rows up to this number."""
        with self._writing() as database:
            database.execute("DELETE FROM row WHERE id <= ?", [number])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._explaining():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerError(f"journal {self._path}: {error}") from error
