"""The rows of an incident in the ledger: its columns, terminals, accounts and timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import shapely
from sqlalchemy import Connection, bindparam, insert, select, update

from monitor.incidents.model import Entry, IncidentView
from monitor.ledger import tables as t


def insert_incident(connection: Connection, view: IncidentView) -> None:
    """Add an incident."""
    connection.execute(insert(t.incident).values(number=view.number, **_columns(view)))


def update_incident(connection: Connection, view: IncidentView) -> None:
    """Write an incident's columns; who acknowledged it is not among them, people write that."""
    connection.execute(update(t.incident).where(t.incident.c.number == view.number).values(**_columns(view)))


def add_terminals(
    connection: Connection, number: int, dark_since_ms: Mapping[int, int], known: AbstractSet[int]
) -> None:
    """Add terminals (slot → dark since); one that had returned and is dark again is dark again."""
    mark_terminals(connection, number, sorted(known & dark_since_ms.keys()), None)
    rows = [
        {"incident": number, "slot": slot, "dark_ms": ms} for slot, ms in dark_since_ms.items() if slot not in known
    ]
    if rows:
        connection.execute(insert(t.incident_terminal), rows)


def set_accounts(
    connection: Connection, number: int, before: AbstractSet[str], now: AbstractSet[str], at_ms: int
) -> None:
    """Make `now` the affected accounts: those gone are restored, those back are affected again."""
    if before == now:
        return
    rows = select(t.incident_account.c.account).where(t.incident_account.c.incident == number)
    known = set(connection.execute(rows).scalars())
    _mark_accounts(connection, number, before - now, at_ms)
    _mark_accounts(connection, number, (now - before) & known, None)
    if new := sorted(now - known):
        connection.execute(insert(t.incident_account), [{"incident": number, "account": account} for account in new])


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


def _mark_accounts(connection: Connection, number: int, accounts: Iterable[str], restored_ms: int | None) -> None:
    if which := sorted(accounts):
        connection.execute(
            update(t.incident_account)
            .where(t.incident_account.c.incident == number, t.incident_account.c.account == bindparam("which"))
            .values(restored_ms=restored_ms),
            [{"which": account} for account in which],
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
    }
