"""Changes of an incident's state: compared and set, each written down with its reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from monitor.incidents.model import IncidentState, incident_id
from monitor.ledger import tables as t

CORE = "core"
"""The actor of what follows from the plant."""


class MovedError(ValueError):
    """An incident that is in another state than whoever wanted to change it thought."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of state."""

    at_ms: int
    actor: str
    was: IncidentState | None
    """None: it began."""
    becomes: IncidentState
    reason: str


def begin(connection: Connection, number: int, actor: str, reason: str, at_ms: int) -> None:
    """Note that an incident began; it is in the ledger, and open."""
    _note(connection, number, Transition(at_ms, actor, None, IncidentState.OPEN, reason))


def move(
    connection: Connection,
    number: int,
    of: Collection[IncidentState],
    becomes: IncidentState,
    actor: str,
    reason: str,
    at_ms: int,
    **columns: Any,  # noqa: ANN401 - values of the table's columns
) -> IncidentState:
    """Bring an incident from one of some states to another, with what else changes by it; return which it was.

    Raises MovedError, changing nothing, where it is in none of them: somebody was quicker.
    """  # fmt: skip
    was = _state(connection, number)
    if was is None or was not in of:
        raise MovedError(f"{incident_id(number)} is {was or 'unknown'}")
    compared = (t.incident.c.number == number, t.incident.c.state == was)
    if not connection.execute(update(t.incident).where(*compared).values(state=str(becomes), **columns)).rowcount:
        raise MovedError(f"{incident_id(number)} has just changed")
    _note(connection, number, Transition(at_ms, actor, was, becomes, reason))
    return was


def transitions(connection: Connection, number: int) -> list[Transition]:
    """Return an incident's changes of state, oldest first."""
    c = t.incident_transition.c
    rows = connection.execute(
        select(c.at_ms, c.actor, c.was, c.becomes, c.reason).where(c.incident == number).order_by(c.id)
    )
    return [
        Transition(
            row.at_ms, row.actor, IncidentState(row.was) if row.was else None, IncidentState(row.becomes), row.reason
        )
        for row in rows
    ]


def overruled(connection: Connection, since_ms: int) -> list[int]:
    """Return incidents that somebody, not the plant, has ended since then, and that have stayed so; oldest first.

    That somebody closed one afterwards changes nothing of that.
    """
    c = t.incident_transition.c
    turns = (IncidentState.OPEN, IncidentState.RESOLVED)
    last = select(func.max(c.id)).where(c.becomes.in_(turns)).group_by(c.incident)
    rows = connection.execute(
        select(c.incident)
        .where(c.id.in_(last), c.becomes == IncidentState.RESOLVED, c.actor != CORE, c.at_ms >= since_ms)
        .order_by(c.incident)
    )
    return list(rows.scalars())


def ended_by(connection: Connection, number: int) -> str | None:
    """Return who ended an incident last: CORE, where its terminals were back, or a person; None: it never ended."""
    c = t.incident_transition.c
    query = select(c.actor).where(c.incident == number, c.becomes == IncidentState.RESOLVED).order_by(c.id.desc())
    return connection.execute(query.limit(1)).scalar()


def reopened_ms(connection: Connection, number: int) -> int:
    """Return when an incident last came back after it had been over, UTC ms; 0: it never did."""
    c = t.incident_transition.c
    back = c.incident == number, c.was == IncidentState.RESOLVED, c.becomes == IncidentState.OPEN
    return connection.execute(select(func.max(c.at_ms)).where(*back)).scalar() or 0


def _state(connection: Connection, number: int) -> IncidentState | None:
    text = connection.execute(select(t.incident.c.state).where(t.incident.c.number == number)).scalar()
    return IncidentState(text) if text is not None else None


def _note(connection: Connection, number: int, made: Transition) -> None:
    connection.execute(
        insert(t.incident_transition).values(
            incident=number,
            at_ms=made.at_ms,
            actor=made.actor,
            was=str(made.was) if made.was else None,
            becomes=str(made.becomes),
            reason=made.reason,
        )
    )
