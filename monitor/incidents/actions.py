"""What people do to an incident: acknowledge it, comment on it, say what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from monitor.incidents import rows
from monitor.incidents.model import Entry, IncidentState, incident_id
from monitor.ledger import changes, found
from monitor.ledger import tables as t
from monitor.ledger.found import Found, FoundCause
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


def report_found(
    ledger: Ledger,
    number: int,
    user: str,
    cause: FoundCause,
    element: str,
    note: str,
    at_ms: int,
    *,
    false_alarm: bool = False,
) -> None:
    """Write down what had failed, of an incident that is open or over; said again, the last word counts.

    element: empty where nothing had failed or nobody knows. Raises ActionRefusedError when there is no such incident,
    the plant has no such element, or a false alarm is laid on one.
    """  # fmt: skip
    if len(note) > LONGEST_COMMENT:
        raise ActionRefusedError(f"a note has at most {LONGEST_COMMENT} characters")
    if false_alarm and element:
        raise ActionRefusedError("a false alarm has no element that failed")
    detail = {"element": element, "cause": str(cause), "false_alarm": false_alarm, "text": note}
    with ledger.write(user, "incident.found", incident_id(number), detail) as connection:
        named = connection.execute(select(t.incident.c.element).where(t.incident.c.number == number)).scalar()
        if named is None:
            raise ActionRefusedError(f"there is no incident {incident_id(number)}")
        kind = connection.execute(select(t.element.c.kind).where(t.element.c.id == element)).scalar() if element else ""
        if kind is None:
            raise ActionRefusedError(f"the plant has no element {element}")
        found.keep(connection, Found(number, at_ms, user, element, kind, named, cause, false_alarm, note))
        _enter(connection, number, at_ms, user, (Entry.FOUND, detail))


def _enter(connection: Connection, number: int, at_ms: int, user: str, entry: tuple[Entry, Mapping[str, Any]]) -> None:
    kind, detail = entry
    rows.enter(connection, number, at_ms, kind, detail, user)
    changes.announce(connection, at_ms, "incident", incident_id(number), {"entry": str(kind)})
