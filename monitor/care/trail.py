"""Notes who asked about whom before the answer leaves, without waiting for whoever writes the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import numpy as np
import structlog

from monitor.care.journal import Journal, Row
from monitor.ledger import announced, audit, blobs
from monitor.ledger.engines import to_json
from monitor.ledger.ledger import Ledger, LedgerError

FAMILY, COLUMN = "trail:", "carried"
"""Under which the ledger keeps, by journal, the number of the last row that came over."""
CARRY_S = 1.0
"""Longest a row stays out of the ledger while the ledger can be written."""
MOST_AT_ONCE = 64
"""Rows of one transaction: a few milliseconds, however many wait."""

log = structlog.get_logger()


@dataclass(slots=True)
class _Owed:
    """A row that is owed, and the thread that waits for it."""

    row: Row
    settled: Event = field(default_factory=Event)
    written: bool = False
    error: BaseException | None = None


class Trail:
    """Appends to the trail for many threads.

    1. A row is put in a journal of our own, where nobody else writes: core may hold the ledger for a
       second while it opens an incident, and an agent must not wait for that.
    2. Those who ask at once share a sync: whoever comes while one is under way waits for the next, with
       everybody else who came meanwhile; one of them writes it for all.
    3. Every second what the journal holds goes over to the ledger, each row once, whoever is killed when.
    """

    def __init__(self, ledger: Ledger, journal: Path) -> None:
        """Write to this ledger by way of a journal at this path; raises LedgerError where it cannot be opened."""
        self._ledger = ledger
        self._journal = Journal(journal)
        self._lock = Lock()
        self._owed: list[_Owed] = []
        self._busy = False
        self._closing = Event()
        self._carrier = Thread(target=self._carry, name="trail", daemon=True)
        self._carrier.start()

    def note(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Return once the row is on disk for good.

        Raises LedgerError where it cannot be written, ValueError for a detail that JSON cannot hold.
        """
        mine = _Owed(Row(self._ledger.clock.now_ms(), actor, action, subject, to_json(dict(detail))))
        with self._lock:
            self._owed.append(mine)
            writes, self._busy = not self._busy, True
        if not writes:
            mine.settled.wait()
        if not mine.written and mine.error is None:  # the first to come, or called upon by the last who wrote
            self._write()
        if mine.error is not None:
            raise mine.error

    def carry_over(self) -> None:
        """Bring what the journal holds into the ledger, in the order in which it was noted; raises LedgerError."""
        while self._carry_some() == MOST_AT_ONCE:
            self._ledger.give_way()

    def close(self) -> None:
        """Carry over what is left and close the journal; what cannot be carried now is when it is opened again."""
        self._closing.set()
        self._carrier.join()
        self._journal.close()

    def _write(self) -> None:
        """Write what is owed by now, tell those who wait for it, and call upon one of those who came since."""
        with self._lock:
            owed, self._owed = self._owed[:MOST_AT_ONCE], self._owed[MOST_AT_ONCE:]
        try:
            self._journal.append([item.row for item in owed])
        except BaseException as error:
            for item in owed:
                item.error = error
            raise
        finally:
            with self._lock:
                following = self._owed[0] if self._owed else None
                self._busy = following is not None
            for item in owed:
                item.written = item.error is None
                item.settled.set()
            if following is not None:
                following.settled.set()

    def _carry(self) -> None:
        """Carry over again and again, and once more at the end."""
        ended = False
        while not ended:
            ended = self._closing.wait(CARRY_S)
            try:
                self.carry_over()
            except LedgerError as error:
                log.warning("trail.not_carried_over", reason=str(error))

    def _carry_some(self) -> int:
        """Carry over a transaction's worth; return how many rows there were.

        The number of the last row goes into the ledger with the rows: what a kill keeps from being removed
        from the journal is not carried over again.
        """
        if not self._journal.after(0, 1):
            return 0
        family = FAMILY + self._journal.name
        with self._ledger.write("trail") as connection:
            carried = int(blobs.load_columns(connection, family).get(COLUMN, [0])[0])
            rows = self._journal.after(carried, MOST_AT_ONCE)
            for _, row in rows:
                detail = json.loads(row.detail)
                audit.append(connection, row.at_ms, row.actor, row.action, row.subject, detail)
                if row.action == announced.ACTION:
                    announced.enter(connection, row.at_ms, row.actor, detail)
            carried = rows[-1][0] if rows else carried
            blobs.save_columns(connection, family, self._ledger.clock.now_ms(), {COLUMN: np.array([carried])})
        self._journal.forget(carried)
        return len(rows)
