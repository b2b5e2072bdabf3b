"""How an incident begins, and begins again: its rows, its members and what is told of it, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, select

from maps.model import Cause, Path
from monitor.incidents import links, members, read, rows, transitions
from monitor.incidents.announcing import Teller, tell
from monitor.incidents.expecting import Expectation
from monitor.incidents.links import Link, Tie
from monitor.incidents.model import Entry, Event, IncidentState, IncidentView
from monitor.incidents.opened import OpenIncident, said_of
from monitor.incidents.scope import Scope, blank, described
from monitor.incidents.transitions import CORE as ACTOR
from monitor.ledger import found
from monitor.ledger import tables as t

CURRENT = (Cause.POWER, Cause.MAINS)
"""Causes of incidents at a supply."""


def begin(
    connection: Connection,
    teller: Teller,
    expectation: Expectation,
    scope: Scope,
    reason: str,
    at_ms: int,
    within: IncidentView | None = None,
    user: str = ACTOR,
) -> OpenIncident:
    """Open an incident for a scope, nested in another where it is what is left of that; return it."""
    number = (connection.execute(select(func.max(t.incident.c.number))).scalar() or 0) + 1
    view = expectation.estimated(connection, described(blank(number, at_ms), scope, at_ms), at_ms)
    explained = {int(slot) for slot in scope.explained}
    size = read.size(len(explained), view.subscribers)
    made = OpenIncident(view, scope.told, at_ms, size, view, frozenset(scope.accounts), set(explained), explained)
    rows.insert_incident(connection, view)
    transitions.begin(connection, number, user, reason, at_ms)
    members.keep(connection, number, at_ms, made.members)
    said = said_of(view, len(explained)) | ({} if user == ACTOR else {"text": reason})
    rows.enter(connection, number, at_ms, Entry.OPENED, said, user)
    if within is not None:
        links.tie(connection, Link(number, within.number, Tie.NESTED), at_ms)
    for other in _powerless(connection, [fault.element for fault in scope.faults]) if explained else ():
        links.tie(connection, Link(number, other, Tie.CAUSED_BY), at_ms)
    tell(teller, connection, Event.OPENED, view, scope.accounts, at_ms)
    return made


def _powerless(connection: Connection, elements: Sequence[str]) -> list[int]:
    """Return the open incidents at what gives elements their current, by number: gear fails when its supply does."""
    i, link = t.incident.c, t.link.c
    supplies = select(link.parent).where(link.path == str(Path.POWER), link.element.in_(elements))
    return list(
        connection.execute(
            select(i.number)
            .where(i.resolved_ms.is_(None), i.cause.in_([str(cause) for cause in CURRENT]), i.element.in_(supplies))
            .order_by(i.number)
        ).scalars()
    )


def back(incident: OpenIncident, scope: Scope, at_ms: int) -> OpenIncident:
    """Return an incident that is over as it stands now that a scope of it is back; nothing is written."""
    first = scope.faults[0]
    dark = {int(slot) for slot in scope.explained}
    explained = incident.explained | dark
    view = replace(
        described(incident.view, scope, at_ms),
        state=IncidentState.OPEN,
        resolved_ms=None,
        started_after_ms=first.after_ms,
        started_before_ms=first.before_ms,
        acknowledged_by=None,
        acknowledged_ms=None,
        reopened=incident.view.reopened + 1,
        terminals=len(explained),
    )
    listed = replace(incident.listed, accounts=frozenset())
    accounts = frozenset(scope.accounts)
    return OpenIncident(view, scope.told, at_ms, incident.size, incident.largest, accounts, explained, dark, listed)


def begin_again(
    connection: Connection,
    teller: Teller,
    expectation: Expectation,
    incident: OpenIncident,
    accounts: Sequence[str],
    at_ms: int,
) -> None:
    """Write down that an incident is `back`, and what is to be expected of it now.

    What was found at its end before is asked for again.
    Raises MovedError, changing nothing, where it was closed since.
    """
    number, again = incident.view.number, incident.view.reopened
    transitions.move(
        connection, number, (IncidentState.RESOLVED,), IncidentState.OPEN, ACTOR, "it came back", at_ms,
        acknowledged_by=None, acknowledged_ms=None, snoozed_until_ms=None, reopened=again,
    )  # fmt: skip
    view = expectation.estimated(connection, replace(incident.view, etr=None), at_ms)
    rows.update_incident(connection, view)
    found.forget(connection, number)
    members.keep(connection, number, at_ms, incident.members)
    rows.enter(connection, number, at_ms, Entry.REOPENED, said_of(view, len(incident.dark)))
    tell(teller, connection, Event.UPDATED, view, accounts, at_ms)
    size = read.size(len(incident.dark), view.subscribers)
    if size > incident.size:
        incident.size, incident.largest = size, view
    incident.view = view
