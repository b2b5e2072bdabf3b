"""What follows from a change of an incident inside its transaction: the notices it owes, and word to the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import structlog
from sqlalchemy import Connection

from monitor.incidents.model import Event, IncidentView
from monitor.ledger import changes

log = structlog.get_logger()


class Teller(Protocol):
    """Whoever writes down the notices that an incident's change owes, inside the change's transaction."""

    def owe(
        self, connection: Connection, event: Event, incident: IncidentView, accounts: Sequence[str], at_ms: int
    ) -> None:
        """Add the notices; raises to undo the change."""
        ...


def tell(
    teller: Teller, connection: Connection, event: Event, view: IncidentView, accounts: Sequence[str], at_ms: int
) -> None:
    """Owe the notices of a change, and have readers of the ledger look at it."""
    teller.owe(connection, event, view, accounts, at_ms)
    changes.announce(connection, at_ms, "incident", view.id, {"state": str(view.state), "revision": view.revision})


def leave_line(event: Event, view: IncidentView) -> None:
    """Leave a line for whoever reads the log instead of the pages; called once the ledger has it."""
    log.info(
        event,
        incident=view.id,
        cause=view.cause,
        element=view.element,
        probability=view.probability,
        subscribers=view.subscribers,
        terminals=view.terminals,
    )
