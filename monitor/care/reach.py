"""Which services an incident reaches: each rides its own paths, and what failed lies on some of them only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, select

from maps.model import BY_CALLS, Cause, Kind, Path, Service
from maps.routes import is_fed
from monitor.care.neighbours import Ancestor, ancestors, ancestors_of
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
    """What feeds a terminal, by path: elements that no other route avoids, and what gives them current."""

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
    """Return the elements an incident's faults name, first choices only, and those that are part of them."""
    return frozenset({incident.element, *(key for fault in incident.faults for key in (fault.element, *fault.members))})


def ways(connection: Connection, terminal: str, data: Iterable[Ancestor]) -> Ways:
    """Return what feeds a terminal and cannot be done without, given what feeds it on the data path."""
    return ways_of(connection, {terminal: list(data)})[terminal]


def ways_of(connection: Connection, data: Mapping[str, Sequence[Ancestor]]) -> dict[str, Ways]:
    """Return what feeds terminals, as `ways` does, in as many queries as one needs but where routes part."""
    above = {Path.DATA: data, Path.BROADCAST: ancestors_of(connection, data, Path.BROADCAST)}
    needs = {path: _needed(connection, above[path], path) for path in above}
    named_on = {key for path in above for elements in needs[path].values() for key in elements} | data.keys()
    power = _linked(connection, named_on, Path.POWER)
    found = {}
    for terminal in data:
        aside = {item.id for item in above[Path.BROADCAST][terminal] if item.kind in DATA_ONLY}
        on_data, broadcast = needs[Path.DATA][terminal], needs[Path.BROADCAST][terminal] - aside
        own = {Path.DATA: on_data | {terminal}, Path.BROADCAST: broadcast | {terminal}}
        found[terminal] = Ways({
            path: frozenset(elements | {source for element in elements for source in power.get(element, ())})
            for path, elements in own.items()
        })  # fmt: skip
    return found


def _needed(connection: Connection, above: Mapping[str, Sequence[Ancestor]], path: Path) -> dict[str, set[str]]:
    """Return what of all that feeds each terminal on a path no other route avoids."""
    single = {terminal: {item.id for item in feeding} for terminal, feeding in above.items()}
    second = _linked(connection, above.keys() | {key for way in single.values() for key in way}, Path.PROTECTION)
    return {
        terminal: way if second.keys().isdisjoint({terminal, *way}) else _common(connection, terminal, above, path)
        for terminal, way in single.items()
    }


def _common(connection: Connection, terminal: str, above: Mapping[str, Sequence[Ancestor]], path: Path) -> set[str]:
    """Return what all routes to a terminal have in common of the one that is known."""
    feeders: defaultdict[str, set[str]] = defaultdict(set)
    routes = [[terminal, *(item.id for item in above[terminal])]]
    while routes:
        route = routes.pop()
        for element, parent in pairwise(route):
            feeders[element].add(parent)
        second = _linked(connection, route, Path.PROTECTION)
        apart = _linked(connection, second, path) if second else {}
        for element, (other,) in second.items():
            if element not in apart and other not in feeders[element]:
                feeders[element].add(other)
                routes.append([other, *(item.id for item in ancestors(connection, other, path))])
    without = (item.id for item in above[terminal])
    return {key for key in without if not is_fed(terminal, (key,), lambda at: feeders.get(at, set()))}


def _linked(connection: Connection, elements: Iterable[str], path: Path) -> dict[str, list[str]]:
    """Return what feeds elements by the links of one path, where the plant file has any."""
    rows = connection.execute(
        select(t.link.c.element, t.link.c.parent).where(
            t.link.c.path == str(path), t.link.c.element.in_(sorted(elements))
        )
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.element, []).append(row.parent)
    return found
