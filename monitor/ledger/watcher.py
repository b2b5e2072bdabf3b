"""Whether anybody has written to the ledger, for less than a query costs."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import PoolProxiedConnection

from monitor.ledger.engines import POSTGRES_CHANNEL
from monitor.ledger.ledger import Ledger


class Watcher:
    """Tells whether anybody has written to the ledger.

    It says that something was committed, not what; it may say so once too often, never once too little.
    """

    def __init__(self, ledger: Ledger) -> None:
        """Watch from now on."""
        self._signal: _Signal = (
            _DataVersion(ledger) if ledger.engines.reader.dialect.name == "sqlite" else _Listening(ledger)
        )

    def changed(self) -> bool:
        """Return whether there was a commit since the last call, or since the watcher was made."""
        return self._signal.changed()

    def close(self) -> None:
        """Give the connection back."""
        self._signal.close()


class _Signal(Protocol):
    def changed(self) -> bool: ...

    def close(self) -> None: ...


class _DataVersion:
    """SQLite counts the commits that other connections made; this connection makes none."""

    def __init__(self, ledger: Ledger) -> None:
        self._connection: PoolProxiedConnection = ledger.engines.reader.raw_connection()
        self._seen = self._version()

    def changed(self) -> bool:
        before, self._seen = self._seen, self._version()
        return self._seen != before

    def close(self) -> None:
        self._connection.close()

    def _version(self) -> int:
        cursor = self._connection.cursor()
        try:
            cursor.execute("PRAGMA data_version")
            row: Any = cursor.fetchone()
            return int(row[0])
        finally:
            cursor.close()


class _Listening:
    """PostgreSQL sends a notification with every commit; when the connection is lost one is assumed."""

    def __init__(self, ledger: Ledger) -> None:
        self._engine = ledger.engines.reader
        self._connection: Any = self._listen()  # psycopg's own: SQLAlchemy has no word for notifications

    def changed(self) -> bool:
        lost = self._engine.dialect.loaded_dbapi.OperationalError
        if self._connection is None:
            try:
                self._connection = self._listen()
            except lost:
                return False  # the database is away, for the others too
            return True
        try:
            return bool(list(self._connection.notifies(timeout=0)))
        except lost:
            self.close()
            return True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listen(self) -> Any:  # noqa: ANN401 - psycopg is an optional extra
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()  # it is ours to keep, the pool makes another
        connection.rollback()
        connection.autocommit = True
        connection.execute(f"LISTEN {POSTGRES_CHANNEL}")
        return connection
