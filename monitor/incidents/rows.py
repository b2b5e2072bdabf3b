"""The rows of an incident in the ledger: its columns, its timeline and what became of its terminals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from sqlalchemy import Connection, bindparam, insert, update

from monitor.incidents.model import Entry, IncidentView
from monitor.ledger import tables as t


def insert_incident(connection: Connection, view: IncidentView) -> None:
    """Add an incident."""
    connection.execute(insert(t.incident).values(number=view.number, **_columns(view)))


def update_incident(connection: Connection, view: IncidentView) -> None:
    """Write an incident's columns; not those that people write: who acknowledged it, whose it is, when it is due."""
    connection.execute(update(t.incident).where(t.incident.c.number == view.number).values(**_columns(view)))


def wake(connection: Connection, number: int) -> None:
    """Have an incident that was put off stand in lists again."""
    connection.execute(update(t.incident).where(t.incident.c.number == number).values(snoozed_until_ms=None))


def enter(
    connection: Connection, number: int, at_ms: int, kind: Entry, detail: Mapping[str, Any], actor: str = "core"
) -> None:
    """Add a timeline entry."""
    connection.execute(
        insert(t.incident_event).values(incident=number, at_ms=at_ms, actor=actor, kind=str(kind), detail=dict(detail))
    )


def mark_terminals(connection: Connection, number: int, slots: Sequence[int], restored_ms: int | None) -> None:
    """Note when terminals returned; None: they are dark."""
    if slots:
        connection.execute(
            update(t.incident_terminal)
            .where(t.incident_terminal.c.incident == number, t.incident_terminal.c.slot == bindparam("which"))
            .values(restored_ms=restored_ms),
            [{"which": slot} for slot in slots],
        )


def _columns(view: IncidentView) -> dict[str, Any]:
    return {
        "state": str(view.state),
        "cause": view.cause,
        "severity": int(view.severity),
        "element": view.element,
        "probability": view.probability,
        "faults": [fault.to_json() for fault in view.faults],
        "revision": view.revision,
        "opened_ms": view.opened_ms,
        "updated_ms": view.updated_ms,
        "resolved_ms": view.resolved_ms,
        "started_after_ms": view.started_after_ms,
        "started_before_ms": view.started_before_ms,
        "subscribers": view.subscribers,
        "terminals": view.terminals,
        "geometry": shapely.to_wkb(view.area) if view.area is not None else None,
        "merged_into": view.merged_into,
        "etr_after_ms": view.etr.after_ms if view.etr else None,
        "etr_before_ms": view.etr.before_ms if view.etr else None,
        "etr_source": str(view.etr.source) if view.etr else None,
        "etr_by": view.etr.by if view.etr else None,
    }
