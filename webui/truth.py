"""The line of truth: how many incidents and subscribers, the worst, and how old the data is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from monitor.care.freshness import Freshness, freshness
from monitor.incidents.model import IncidentState, IncidentView
from monitor.incidents.read import open_incidents, subscribers_in_trouble
from monitor.ledger import tables as t
from monitor.ledger.changes import latest
from webui.display import offline_share


@dataclass(frozen=True, slots=True)
class Truth:
    """What the top of every page says."""

    incidents: int
    unacknowledged: int
    subscribers: int
    worst: IncidentView | None
    worst_name: str
    worst_share: float | None
    """Share of the terminals behind the worst element that are offline; None: none behind it."""
    severity: int
    freshness: Freshness
    restored: int
    """Incidents resolved in the last 24 hours."""
    since: int
    """Id of the newest change this takes into account: where the event stream goes on."""


def truth(connection: Connection, now_ms: int, stale_after_ms: int) -> Truth:
    """Return what is true at `now_ms`."""
    standing = open_incidents(connection)
    worst = max(standing, key=lambda item: (item.severity, item.subscribers), default=None)
    restored = connection.execute(
        select(func.count())
        .select_from(t.incident)
        .where(
            t.incident.c.state == IncidentState.RESOLVED,
            t.incident.c.resolved_ms >= now_ms - 86_400_000,
            t.incident.c.merged_into.is_(None),
        )
    ).scalar_one()
    return Truth(
        incidents=len(standing),
        unacknowledged=sum(item.acknowledged_by is None for item in standing),
        subscribers=subscribers_in_trouble(connection),
        worst=worst,
        worst_name=element_name(connection, worst.element) if worst is not None else "",
        worst_share=offline_share(worst) if worst is not None else None,
        severity=int(worst.severity) if worst is not None else 0,
        freshness=freshness(connection, now_ms, stale_after_ms),
        restored=restored,
        since=latest(connection),
    )


def element_name(connection: Connection, element: str) -> str:
    """Return what people call an element: its name, or its id where it has none."""
    name = connection.execute(select(t.element.c.name).where(t.element.c.id == element)).scalar_one_or_none()
    return name or element
