"""The readings that an incident was opened on: of what it names, and of the first it explains and contradicts."""

from __future__ import annotations

from typing import Any

import structlog

from collectors.roster import Roster
from monitor.incidents.attached import Attachment, attach, with_attachment
from monitor.incidents.book import IncidentBook
from monitor.incidents.opened import OpenIncident
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.watch.levels.judging import Judging

MOST_TERMINALS = 10
"""Of those it explains, and of those up all the same."""
MOST_ROWS = 4
"""Of each metric family of a subject: a modem has 32 channels."""
MOST_AT_ONCE = 20
"""Incidents looked at in one turn; others come with the next."""

log = structlog.get_logger()


class Deciding:
    """Keeps readings with each incident once it is open; never in the way of its opening."""

    def __init__(self, ledger: Ledger, incidents: IncidentBook, judging: Judging, roster: Roster) -> None:
        """Take the parts; what stands in the ledger with its readings is done."""
        self._ledger = ledger
        self._incidents = incidents
        self._judging = judging
        self._roster = roster
        with ledger.read() as connection:
            self._done = with_attachment(connection, Attachment.READINGS)

    def attach(self, now_ms: int) -> None:
        """Keep the readings of incidents that are new; what cannot be written now is with the next turn."""
        self._done.intersection_update(self._incidents.open)
        new = [item for number, item in self._incidents.open.items() if number not in self._done]
        for item in new[:MOST_AT_ONCE]:
            try:
                with self._ledger.write("core") as connection:
                    attach(connection, item.view.number, Attachment.READINGS, self._readings(item), now_ms)
            except LedgerError as error:
                log.error("evidence.not_written", incident=item.view.id, reason=str(error))  # noqa: TRY400 - a sentence
                return
            self._done.add(item.view.number)

    def _readings(self, item: OpenIncident) -> dict[str, Any]:
        """Return readings by the part their subject plays: `named`, `explained`, `contradicting`."""
        explained = [self._roster.key(slot) for slot in item.explained_slots[:MOST_TERMINALS].tolist()]
        contradicting = [key for fault in item.view.faults for key in fault.contradicting][:MOST_TERMINALS]
        parts = {"named": item.view.touched[:MOST_TERMINALS], "explained": explained, "contradicting": contradicting}
        return {part: [read for key in keys if (read := self._read(key))["rows"]] for part, keys in parts.items()}

    def _read(self, key: str) -> dict[str, Any]:
        slot = self._roster.slot(key)
        return {"element": key, "rows": [] if slot is None else self._judging.last_of(slot, MOST_ROWS)}
