"""The line of truth: how many incidents and subscribers, the worst, and how old the data is."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Connection, func, select

from monitor.care.freshness import Freshness, freshness
from monitor.incidents.members import subscribers_in_trouble
from monitor.incidents.model import IncidentView
from monitor.incidents.read import worst_open
from monitor.incidents.sought import of_units
from monitor.ledger import tables as t
from monitor.ledger.changes import latest, latest_of
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


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the ledger says of incidents, and the change and minute up to which it does."""

    change: int
    minute: int
    incidents: int
    unacknowledged: int
    subscribers: int
    restored: int
    worst: IncidentView | None
    worst_name: str


class Truths:
    """Gives what is true now; counts incidents and subscribers anew only when an incident has changed.

    A hundred thousand affected accounts take some 30 ms to count, and every page says how many.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: _Standing | None = None

    def now(
        self, connection: Connection, now_ms: int, stale_after_ms: int, units: frozenset[str] | None = None
    ) -> Truth:
        """Return what is true at `now_ms`; units: of what they alone are responsible for."""
        if units is None:
            standing = self._standing(connection, now_ms)
        else:
            standing = _count(connection, latest_of(connection, "incident"), now_ms // 60_000, units)
        worst = standing.worst
        return Truth(
            incidents=standing.incidents,
            unacknowledged=standing.unacknowledged,
            subscribers=standing.subscribers,
            worst=worst,
            worst_name=standing.worst_name,
            worst_share=offline_share(worst) if worst is not None else None,
            severity=int(worst.severity) if worst is not None else 0,
            freshness=freshness(connection, now_ms, stale_after_ms),
            restored=standing.restored,
            since=latest(connection),
        )

    def _standing(self, connection: Connection, now_ms: int) -> _Standing:
        change, minute = latest_of(connection, "incident"), now_ms // 60_000
        known = self._known
        if known is not None and (known.change, known.minute) == (change, minute):
            return known
        with self._lock:  # one counts, the others find it done
            known = self._known
            if known is None or (known.change, known.minute) != (change, minute):
                known = self._known = _count(connection, change, minute)
        return known


def _count(connection: Connection, change: int, minute: int, units: frozenset[str] | None = None) -> _Standing:
    """Count what stands; of some units, homes that several of their incidents affect are counted with each."""
    incident = t.incident.c
    theirs = of_units(units)
    count = select(
        func.count(), func.count(incident.acknowledged_by), func.coalesce(func.sum(incident.subscribers), 0)
    ).select_from(t.incident)
    standing, acknowledged, homes = connection.execute(count.where(incident.resolved_ms.is_(None), theirs)).one()
    restored = connection.execute(
        select(func.count())
        .select_from(t.incident)
        .where(
            incident.resolved_ms >= minute * 60_000 - 86_400_000,
            incident.merged_into.is_(None),
            theirs,
        )
    ).scalar_one()
    worst = worst_open(connection, units)
    return _Standing(
        change=change,
        minute=minute,
        incidents=standing,
        unacknowledged=standing - acknowledged,
        subscribers=subscribers_in_trouble(connection) if units is None else int(homes),
        restored=restored,
        worst=worst,
        worst_name=element_name(connection, worst.element) if worst is not None else "",
    )


def element_name(connection: Connection, element: str) -> str:
    """Return what people call an element: its name, or its id where it has none."""
    name = connection.execute(select(t.element.c.name).where(t.element.c.id == element)).scalar_one_or_none()
    return name or element
