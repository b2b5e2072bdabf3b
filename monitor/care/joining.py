"""Where a logged call leads: to trouble that is known already, or to none so far."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from maps.model import BY_CALLS, Cause
from monitor.care.answers import HomeAnswer
from monitor.care.neighbours import ancestors
from monitor.incidents.model import IncidentView
from monitor.incidents.read import open_incidents_at
from monitor.ledger import calls
from monitor.ledger.calls import Logged

CALLED_MS = 24 * 3_600_000
"""Calls so old are told to the next agent."""
SUSPECTED = BY_CALLS | {Cause.UPLINK}
"""Causes that count no home, and yet are what somebody calls about who lives behind them."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A home's calls of a day, and the open incident they belong to."""

    incident: IncidentView | None
    """None: nothing that is known explains them."""
    suspected: bool
    """Whether the incident itself is no more than suspected."""
    calls: tuple[Logged, ...]
    """Newest first; whoever calls twice is one caller all the same."""


def joined(connection: Connection, home: HomeAnswer, now_ms: int) -> Joined:
    """Return what the calls of a home belong to: the incident that counts it, else a suspicion on its way."""
    logged = tuple(calls.of_account(connection, home.subscriber.account, now_ms - CALLED_MS))
    if home.incident is not None:
        return Joined(home.incident, home.incident.cause in SUSPECTED, logged)
    terminals = {item.subscription.terminal for item in home.services if item.subscription.terminal}
    feeding = {element.id for terminal in sorted(terminals) for element in ancestors(connection, terminal)}
    passing = (item for item in open_incidents_at(connection, feeding) if item.cause in SUSPECTED)
    found = next(passing, None)
    return Joined(found, found is not None, logged)
