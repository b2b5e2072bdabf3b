"""What can be wrong with the ledger or its directory, in one sentence that names the place."""

from __future__ import annotations

import sqlite3


class LedgerError(RuntimeError):
    """The ledger cannot be used; the message names it and says what to do."""


class LedgerBusyError(LedgerError):
    """Somebody else kept the ledger from being written for too long."""


_SQLITE_SENTENCES = {
    sqlite3.SQLITE_NOTADB: "is not a ledger: the file is no SQLite database, or its first page is damaged",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore it from a backup, or recover it with `sqlite3 FILE .recover`",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
    sqlite3.SQLITE_READONLY: "cannot be written: the file or its directory is read-only",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that its directory exists and may be written",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
    sqlite3.SQLITE_PERM: "cannot be opened: permission denied",
}


def is_busy(cause: sqlite3.Error) -> bool:
    """Return whether SQLite means that somebody else holds the lock."""
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def explained(cause: BaseException | None, place: str) -> LedgerError:
    """Return a ledger error for what the database driver said of the database at `place`."""
    if isinstance(cause, sqlite3.Error) and (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        primary = code & 0xFF  # the upper bytes only say more about the same
        if is_busy(cause):
            return LedgerBusyError(f"ledger {place} is busy: another process has been writing it for too long")
        if primary in _SQLITE_SENTENCES:
            return LedgerError(f"ledger {place} {_SQLITE_SENTENCES[primary]}")
    if type(cause).__name__ == "LockNotAvailable":
        return LedgerBusyError(f"ledger {place} is busy: another process has been writing it for too long")
    said = " ".join(str(cause).split())
    return LedgerError(f"ledger {place} cannot be used: {said}")


class PeopleError(ValueError):
    """A user or token that cannot be made or changed; the message says why."""
