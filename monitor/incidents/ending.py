"""How an incident ends: by itself, because somebody says so, or as part of another; each within one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from monitor.incidents import members, read, rows, transitions
from monitor.incidents.announcing import Teller, tell
from monitor.incidents.model import STANDING, Entry, Event, IncidentState, IncidentView, incident_id
from monitor.incidents.opened import OpenIncident
from monitor.incidents.transitions import CORE as ACTOR


def resolve(
    connection: Connection,
    teller: Teller,
    incident: OpenIncident,
    reason: str,
    at_ms: int,
    actor: str = ACTOR,
    besides: Collection[str] = (),
) -> IncidentView:
    """End an incident as what it was at its largest, since what is left of it by now says little.

    Everybody it was ever thought to affect hears of it, `besides` excepted.
    """
    accounts = incident.accounts.union(read.accounts_of(connection, incident.view.number)).difference(besides)
    largest = incident.largest
    ended_as = incident.view.about(largest.faults, largest.severity, largest.subscribers)
    view = _end(connection, ended_as, reason, at_ms, actor)
    tell(teller, connection, Event.RESOLVED, view, sorted(accounts), at_ms)
    return view


def absorb(connection: Connection, teller: Teller, other: OpenIncident, into: int, at_ms: int) -> None:
    """End an incident that turned out to be part of another; its receivers are told, nothing stays open."""
    view = _end(connection, other.view, f"part of {incident_id(into)}", at_ms, into=into)
    rows.enter(connection, view.number, at_ms, Entry.MERGED, {"into": into})
    tell(teller, connection, Event.RESOLVED, view, sorted(other.accounts), at_ms)


def move(
    connection: Connection, view: IncidentView, becomes: IncidentState, reason: str, at_ms: int, actor: str = ACTOR
) -> None:
    """Change the state of an incident that stands; raises MovedError where the ledger has it otherwise."""
    transitions.move(connection, view.number, STANDING, becomes, actor, reason, at_ms)


def _end(
    connection: Connection, was: IncidentView, reason: str, at_ms: int, actor: str = ACTOR, into: int | None = None
) -> IncidentView:
    view = replace(
        was,
        state=IncidentState.RESOLVED,
        revision=was.revision + 1,
        updated_ms=at_ms,
        resolved_ms=at_ms,
        merged_into=into,
    )
    move(connection, view, IncidentState.RESOLVED, reason, at_ms, actor)
    rows.update_incident(connection, view)
    members.forget(connection, view.number)
    return view
