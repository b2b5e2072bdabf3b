"""Which services an incident reaches: each rides its own paths, and what failed lies on some of them only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from maps.model import BY_CALLS, Cause, Kind, Path, Service
from monitor.care.neighbours import Ancestor, ancestors
from monitor.incidents.model import IncidentView
from monitor.ledger import tables as t

PATHS: Mapping[str, tuple[Path, ...]] = {
    Service.TV: (Path.BROADCAST,),
    Service.BROADBAND: (Path.DATA,),
    Service.VOD: (Path.BROADCAST, Path.DATA),
    Service.VOICE: (Path.DATA,),
}
"""Paths a service needs, all of them; one nobody knows is taken to ride the data path."""

DATA_ONLY = frozenset({Kind.CMTS, Kind.CMTS_PORT, Kind.SERVICE_GROUP, Kind.OLT, Kind.PON_PORT, Kind.EOC_HEAD, Kind.ONU})
"""Kinds that make or end the data path: television passes beside them, whatever a plant file without links says."""

DISTURBANCES = frozenset({Cause.NOISE})
"""Causes that make a service worse for everybody they reach, whether or not a reading shows it yet."""
NOT_OUTAGES = frozenset({Cause.NO_ANSWER, Cause.LEVEL, Cause.UPLINK}) | DISTURBANCES | BY_CALLS
"""Causes that take no service away: nobody is told of an outage because of them. One not known yet may."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What feeds a terminal, by path: elements on the way up, and what gives them current."""

    feeders: Mapping[Path, frozenset[str]]

    def feed(self, service: str, incident: IncidentView) -> bool:
        """Return whether an incident lies on a path that a service needs."""
        if incident.cause == Cause.MAINS:
            return True  # the caller's own sockets are dead too
        on_data = bool(self.feeders[Path.DATA] & named(incident))
        if incident.cause in (Cause.PROVISIONING, Cause.NOISE):
            return Path.DATA in needed(service) and on_data
        return any(self.feeders[path] & named(incident) for path in needed(service))


def needed(service: str) -> tuple[Path, ...]:
    """Return the paths a service needs."""
    return PATHS.get(service, (Path.DATA,))


def named(incident: IncidentView) -> frozenset[str]:
    """Return the elements an incident's faults name, first choices only."""
    return frozenset({incident.element, *(fault.element for fault in incident.faults)})


def ways(connection: Connection, terminal: str, data: Iterable[Ancestor]) -> Ways:
    """Return what feeds a terminal, given what feeds it on the data path."""
    on_data = {item.id for item in data} | {terminal}
    broadcast = {item.id for item in ancestors(connection, terminal, Path.BROADCAST) if item.kind not in DATA_ONLY} | {
        terminal
    }
    power = _power(connection, on_data | broadcast)
    feeders = {
        path: frozenset(elements | {source for element in elements for source in power.get(element, ())})
        for path, elements in ((Path.DATA, on_data), (Path.BROADCAST, broadcast))
    }
    return Ways(feeders)


def _power(connection: Connection, elements: Iterable[str]) -> dict[str, list[str]]:
    """Return what gives elements their current, where the plant file says so."""
    rows = connection.execute(
        select(t.link.c.element, t.link.c.parent).where(
            t.link.c.path == str(Path.POWER), t.link.c.element.in_(sorted(elements))
        )
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.element, []).append(row.parent)
    return found
