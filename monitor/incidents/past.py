"""Incidents that are over and still matter: what comes back of them is the same trouble, or no news."""

from __future__ import annotations

from sqlalchemy import Connection

from monitor.incidents import read, transitions
from monitor.incidents.opened import OpenIncident, recall
from monitor.ledger.ledger import Ledger

OVERRULED_MS = 30 * 86_400_000
"""So long core heeds that somebody has ended an incident against what the plant shows."""


class Past:
    """What core remembers of incidents that are over."""

    def __init__(self, ledger: Ledger) -> None:
        """Recall what people have ended; what ended by itself is read once it is asked for."""
        self._ledger = ledger
        self._lately: dict[int, OpenIncident] | None = None
        with ledger.read() as connection:
            overruled = transitions.overruled(connection, ledger.clock.now_ms() - OVERRULED_MS)
            self.overruled = {number: _recall(connection, number) for number in overruled}
            """Incidents that somebody has ended while faults speak for them: those are not news."""

    def lately(self, since_ms: int) -> dict[int, OpenIncident]:
        """Return incidents that ended by themselves since then: what comes back of them is the same trouble."""
        if self._lately is None:
            with self._ledger.read() as connection:
                over = [recall(connection, view) for view in read.over_since(connection, since_ms)]
            self._lately = {item.view.number: item for item in over if item.view.number not in self.overruled}
        ended = {number: item.view.resolved_ms or 0 for number, item in self._lately.items()}
        self._lately = {number: item for number, item in self._lately.items() if ended[number] >= since_ms}
        return self._lately

    def take(self, number: int) -> OpenIncident:
        """Return one of `lately`, which is no more one of them; raises KeyError where it was not."""
        return (self._lately or {}).pop(number)

    def ended(self, incident: OpenIncident) -> None:
        """Remember one that ended by itself."""
        if self._lately is not None:
            self._lately[incident.view.number] = incident

    def overrule(self, incident: OpenIncident) -> None:
        """Remember one that somebody has ended, whatever the plant shows."""
        self.overruled[incident.view.number] = incident


def _recall(connection: Connection, number: int) -> OpenIncident:
    view = read.incident(connection, number)
    if view is None:
        raise LookupError(f"the ledger has transitions of incident {number}, which it has not")
    return recall(connection, view)
