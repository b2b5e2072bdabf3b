"""The ledger: one database, read in snapshots and written through one function."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from collectors.clock import Clock
from monitor.ledger import audit, migrate
from monitor.ledger.engines import BUSY_TIMEOUT_MS, GIVE_WAY_S, Engines, checkpoint, engines
from monitor.ledger.errors import LedgerBusyError, LedgerError, explained

__all__ = ["Ledger", "LedgerBusyError", "LedgerError"]


class Ledger:
    """Everything that must survive, behind two doors: `read` and `write`."""

    def __init__(self, doors: Engines, clock: Clock) -> None:
        """Use a database that is known to be there and up to date; `open` sees to that."""
        self._engines = doors
        self._clock = clock
        self._queue = threading.Lock()
        self._writing = threading.local()

    @classmethod
    def open(cls, url: str, clock: Clock) -> Ledger:
        """Open the ledger at an SQLAlchemy URL, making it or bringing it up to date first.

        Raises LedgerError, naming the ledger, where it cannot be reached, is damaged, is something
        else, or was written by a newer version.
        """
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise LedgerError("ledger: the URL is not one; e.g. postgresql+psycopg://user@host/ledger") from error
        try:
            doors = engines(parsed)
        except (NoSuchModuleError, ImportError, ValueError) as error:
            raise LedgerError(f"ledger {parsed.render_as_string(hide_password=True)}: {error}") from error
        if doors.writer.dialect.name == "sqlite" and not Path(doors.place).parent.is_dir():
            raise LedgerError(
                f"ledger {doors.place} cannot be opened: its directory does not exist; make it with `plantwatch init`"
            )
        ledger = cls(doors, clock)
        try:
            with _explaining(doors.place):
                migrate.bring_up_to_date(doors)
        except LedgerError:
            ledger.close()
            raise
        return ledger

    @property
    def place(self) -> str:
        """The database as a sentence names it."""
        return self._engines.place

    @property
    def engines(self) -> Engines:
        """The engines behind the doors, for what neither door offers: watching for changes, checking a copy."""
        return self._engines

    @property
    def clock(self) -> Clock:
        """The clock that stamps the trail."""
        return self._clock

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one snapshot and cannot write; neither blocks nor is blocked by writers.

        Raises LedgerError.
        """
        with _explaining(self.place), self._engines.reader.begin() as connection:
            yield connection

    @contextmanager
    def write(
        self, actor: str, action: str | None = None, subject: str = "", detail: Mapping[str, Any] | None = None
    ) -> Iterator[Connection]:
        """Give the only connection that writes; commit at the end together with its row of the trail.

        1. The write lock is taken before anything is read: what is read cannot change before it is written.
        2. The row of the trail is written last, so `detail` may be filled in on the way.
        3. Any exception undoes everything, the row of the trail too.

        `action` None is for machine upkeep such as the flushing of states, which leaves no trail.
        Keep it short (20 ms): other writers wait. Raises LedgerBusyError when the lock could not be had in
        BUSY_TIMEOUT_MS, LedgerError otherwise; RuntimeError for a write inside a write.
        """
        with self._turn(), _explaining(self.place), self._engines.writer.begin() as connection:
            yield connection
            if action is not None:
                audit.append(connection, self._clock.now_ms(), actor, action, subject, detail)

    def give_way(self) -> None:
        """Let whoever waits for the write lock have it: called between the slices of a large change.

        Who waits looks every few milliseconds; one that takes the lock again at once would keep it.
        """
        time.sleep(GIVE_WAY_S)

    def checkpoint(self) -> None:
        """Bring the database file up to the log, beside everybody who reads and writes; core does so all the time.

        Raises LedgerError.
        """
        with _explaining(self.place):
            checkpoint(self._engines)

    def close(self) -> None:
        """Close the database; reads and writes still under way finish by themselves."""
        self._engines.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Queue the writers of this process; a thread that is already writing would wait for itself."""
        if getattr(self._writing, "now", False):
            raise RuntimeError("a write inside a write: pass the connection on instead")
        if not self._queue.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise LedgerBusyError(f"ledger {self.place} is busy: another thread has been writing it for too long")
        self._writing.now = True
        try:
            yield
        finally:
            self._writing.now = False
            self._queue.release()


@contextmanager
def _explaining(place: str) -> Iterator[None]:
    """Turn what the driver says of the database itself into a ledger error; leave errors of our own SQL alone."""
    try:
        yield
    except sqlite3.Error as error:  # from taking the lock, where SQLAlchemy is not yet in between
        raise explained(error, place) from error
    except DBAPIError as error:
        # A damaged file is the driver's bare DatabaseError; its subclasses speak of our statements.
        bare = type(error.orig).__name__ == "DatabaseError"
        if isinstance(error, OperationalError) or bare:
            raise explained(error.orig, place) from error
        raise
