"""What people do to an incident: acknowledge it, comment on it."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from monitor.incidents import rows
from monitor.incidents.model import Entry, IncidentState, incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

LONGEST_COMMENT = 2000


class ActionRefusedError(ValueError):
    """An action that the incident's state does not allow; the message says why."""


def acknowledge(ledger: Ledger, number: int, user: str, at_ms: int) -> None:
    """Note that somebody looks after an open incident; it holds until the incident is resolved.

    Raises ActionRefusedError when there is no such incident, it is resolved, or somebody else has it.
    """
    with ledger.write(user, "incident.acknowledge", incident_id(number)) as connection:
        row = connection.execute(
            select(t.incident.c.state, t.incident.c.acknowledged_by).where(t.incident.c.number == number)
        ).one_or_none()
        if row is None:
            raise ActionRefusedError(f"there is no incident {incident_id(number)}")
        if row.state != IncidentState.OPEN:
            raise ActionRefusedError(f"{incident_id(number)} is already resolved")
        if row.acknowledged_by is not None:
            raise ActionRefusedError(f"{incident_id(number)} was already acknowledged by {row.acknowledged_by}")
        connection.execute(
            update(t.incident).where(t.incident.c.number == number).values(acknowledged_by=user, acknowledged_ms=at_ms)
        )
        _enter(connection, number, at_ms, user, (Entry.ACKNOWLEDGED, {}))


def comment(ledger: Ledger, number: int, user: str, text: str, at_ms: int) -> None:
    """Add a comment to an incident, open or resolved.

    Raises ActionRefusedError when there is no such incident, or nothing (or too much) is said.
    """
    said = text.strip()
    if not said or len(said) > LONGEST_COMMENT:
        raise ActionRefusedError(f"a comment has 1 to {LONGEST_COMMENT} characters")
    with ledger.write(user, "incident.comment", incident_id(number)) as connection:
        if connection.execute(select(t.incident.c.number).where(t.incident.c.number == number)).first() is None:
            raise ActionRefusedError(f"there is no incident {incident_id(number)}")
        _enter(connection, number, at_ms, user, (Entry.COMMENT, {"text": said}))


def _enter(connection: Connection, number: int, at_ms: int, user: str, entry: tuple[Entry, dict[str, str]]) -> None:
    kind, detail = entry
    rows.enter(connection, number, at_ms, kind, detail, user)
    changes.announce(connection, at_ms, "incident", incident_id(number), {"entry": str(kind)})
