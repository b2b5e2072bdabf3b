"""Notes who asked about whom before the answer leaves: callers who ask at once share one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from monitor.ledger import audit
from monitor.ledger.ledger import Ledger

MOST_AT_ONCE = 64
"""Rows of one transaction: a few milliseconds, however many wait."""


@dataclass(slots=True)
class _Row:
    """A row that is owed, and the thread that waits for it."""

    at_ms: int
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    settled: Event = field(default_factory=Event)
    written: bool = False
    error: BaseException | None = None


class Trail:
    """Appends to the trail for many threads.

    What costs is the sync at the end of a transaction, and waiting for others who write: a desk of
    agents would queue for both. Whoever comes while a transaction is under way waits for the next
    one, with everybody else who came meanwhile; one of them writes it for all.
    """

    def __init__(self, ledger: Ledger) -> None:
        """Write to this ledger."""
        self._ledger = ledger
        self._lock = Lock()
        self._owed: list[_Row] = []
        self._busy = False

    def note(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Return once the row is in the ledger for good; raises LedgerError where it cannot be written."""
        mine = _Row(self._ledger.clock.now_ms(), actor, action, subject, detail)
        with self._lock:
            self._owed.append(mine)
            writes, self._busy = not self._busy, True
        if not writes:
            mine.settled.wait()
        if not mine.written and mine.error is None:  # the first to come, or called upon by the last who wrote
            self._write()
        if mine.error is not None:
            raise mine.error

    def owed(self) -> list[str]:
        """Return the subjects of the rows that wait for a transaction."""
        with self._lock:
            return [row.subject for row in self._owed]

    def _write(self) -> None:
        """Write what is owed by now, tell those who wait for it, and call upon one of those who came since."""
        with self._lock:
            rows, self._owed = self._owed[:MOST_AT_ONCE], self._owed[MOST_AT_ONCE:]
        try:
            with self._ledger.write("trail") as connection:
                for row in rows:
                    audit.append(connection, row.at_ms, row.actor, row.action, row.subject, row.detail)
        except BaseException as error:
            for row in rows:
                row.error = error
            raise
        finally:
            with self._lock:
                following = self._owed[0] if self._owed else None
                self._busy = following is not None
            for row in rows:
                row.written = row.error is None
                row.settled.set()
            if following is not None:
                following.settled.set()
