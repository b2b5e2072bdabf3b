"""Storms: many incidents at once are one list, in the order in which a crew brings most homes back per visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, insert, select, update

from monitor.incidents.model import STANDING, IncidentState
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.settings.plans import PlanSettings

CORE = "core"
MINUTE_MS = 60_000
SITE_DEGREES = 0.0005
"""Elements this close (some 50 m) are one place to go to."""


@dataclass(frozen=True, slots=True)
class Work:
    """One standing incident, as a crew sees it."""

    incident: int
    element: str
    subscribers: int
    site: str
    """Where the crew goes: incidents of one site are one visit."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One place to go to, and what is brought back there."""

    site: str
    incidents: tuple[int, ...]
    elements: tuple[str, ...]
    subscribers: int
    restored_by_then: int
    """Subscribers back after this visit and those before it."""


@dataclass(frozen=True, slots=True)
class Storm:
    """A time with many incidents."""

    id: int
    began_ms: int
    ended_ms: int | None


def is_storm(opened_ms: Sequence[int], now_ms: int, more_than: int, within_ms: int) -> bool:
    """Return whether more incidents that stand have been opened lately than one by one could be dealt with.

    opened_ms: UTC ms at which each of them was opened, or came back last.
    """
    return sum(at_ms > now_ms - within_ms for at_ms in opened_ms) > more_than


def is_past(standing: int, opened_ms: Sequence[int], now_ms: int, more_than: int, within_ms: int) -> bool:
    """Return whether a storm is over: few of its incidents stand, and no more than usual have come lately."""
    return 2 * standing <= more_than and not is_storm(opened_ms, now_ms, more_than, within_ms)


def crew_list(work: Sequence[Work]) -> list[Visit]:
    """Return the visits, each time the one that brings most subscribers back; of equals the oldest incident's."""
    sites: dict[str, list[Work]] = {}
    for each in sorted(work, key=lambda each: each.incident):
        sites.setdefault(each.site, []).append(each)
    found: list[Visit] = []
    back = 0
    for site, here in sorted(sites.items(), key=lambda item: (-_homes(item[1]), item[1][0].incident)):
        back += _homes(here)
        elements = tuple(dict.fromkeys(each.element for each in here))
        found.append(Visit(site, tuple(each.incident for each in here), elements, _homes(here), back))
    return found


def _homes(work: Sequence[Work]) -> int:
    return sum(each.subscribers for each in work)


class Storms:
    """Opens a storm when incidents come too fast, takes in those that follow, and ends it by itself."""

    def __init__(self, ledger: Ledger, settings: PlanSettings) -> None:
        """Take when a storm is one."""
        self._ledger = ledger
        self._more_than = settings.storm_incidents
        self._within_ms = round(settings.storm_within_min * MINUTE_MS)

    def look(self, now_ms: int) -> None:
        """See whether there is a storm, and what belongs to it."""
        with self._ledger.read() as connection:
            standing, now = _standing(connection), standing_storm(connection)
            held = _held(connection, now.id) if now is not None else set()
        opened = list(standing.values())
        if now is None:
            if is_storm(opened, now_ms, self._more_than, self._within_ms):
                self._begin(self._since(standing, now_ms), now_ms)
        elif is_past(len(held & standing.keys()), opened, now_ms, self._more_than, self._within_ms):
            with self._ledger.write(CORE, "storm.end", str(now.id)) as connection:
                connection.execute(update(t.storm).where(t.storm.c.id == now.id).values(ended_ms=now_ms))
                changes.announce(connection, now_ms, "storm", str(now.id), {"state": "ended"})
        elif fresh := [number for number in self._since(standing, now.began_ms) if number not in held]:
            with self._ledger.write(CORE, "storm.grow", str(now.id), {"incidents": len(fresh)}) as connection:
                _take_in(connection, now.id, fresh, now_ms)

    def _since(self, standing: Mapping[int, int], began_ms: int) -> list[int]:
        """Return the incidents of a storm that began then; not those that stood before all that."""
        return [number for number, at_ms in standing.items() if at_ms > began_ms - self._within_ms]

    def _begin(self, numbers: Sequence[int], now_ms: int) -> None:
        detail = {"incidents": len(numbers)}
        with self._ledger.write(CORE, "storm.begin", "", detail) as connection:
            made = int(connection.execute(insert(t.storm).values(began_ms=now_ms).returning(t.storm.c.id)).scalar_one())
            _take_in(connection, made, numbers, now_ms)


def storms(connection: Connection, limit: int = 20) -> list[Storm]:
    """Return storms, the newest first."""
    rows = connection.execute(select(t.storm).order_by(t.storm.c.id.desc()).limit(limit))
    return [Storm(row.id, row.began_ms, row.ended_ms) for row in rows]


def storm_by(connection: Connection, number: int) -> Storm | None:
    """Return a storm by its id, None where there was none such."""
    row = connection.execute(select(t.storm).where(t.storm.c.id == number)).one_or_none()
    return None if row is None else Storm(row.id, row.began_ms, row.ended_ms)


def standing_storm(connection: Connection) -> Storm | None:
    """Return the storm there is now, None: there is none."""
    row = connection.execute(select(t.storm).where(t.storm.c.ended_ms.is_(None)).order_by(t.storm.c.id)).first()
    return None if row is None else Storm(row.id, row.began_ms, row.ended_ms)


def work_of(connection: Connection, storm: int) -> list[Work]:
    """Return what is left to do in a storm: its incidents that stand, each at its element's place."""
    i, e = t.incident.c, t.element.c
    rows = connection.execute(
        select(i.number, i.element, i.subscribers, e.lon, e.lat)
        .join(t.storm_incident, t.storm_incident.c.incident == i.number)
        .join(t.element, e.id == i.element, isouter=True)
        .where(t.storm_incident.c.storm == storm, i.state.in_(STANDING))
        .order_by(i.number)
    )
    return [Work(row.number, row.element, row.subscribers, _site(row.element, row.lon, row.lat)) for row in rows]


def _site(element: str, lon: float | None, lat: float | None) -> str:
    if lon is None or lat is None:
        return element
    return f"{round(lon / SITE_DEGREES)} {round(lat / SITE_DEGREES)}"


def _standing(connection: Connection) -> dict[int, int]:
    """Return when each incident was opened that stands, or last came back."""
    i, moved = t.incident.c, t.incident_transition.c
    opening = and_(moved.incident == i.number, moved.becomes == str(IncidentState.OPEN))
    rows = connection.execute(
        select(i.number, func.coalesce(func.max(moved.at_ms), i.opened_ms).label("at_ms"))
        .join(t.incident_transition, opening, isouter=True)
        .where(i.resolved_ms.is_(None))
        .group_by(i.number, i.opened_ms)
        .order_by(i.number)
    )
    return {row.number: row.at_ms for row in rows}


def _held(connection: Connection, storm: int) -> set[int]:
    c = t.storm_incident.c
    return set(connection.execute(select(c.incident).where(c.storm == storm)).scalars())


def _take_in(connection: Connection, storm: int, numbers: Sequence[int], at_ms: int) -> None:
    connection.execute(
        insert(t.storm_incident), [{"incident": number, "storm": storm, "at_ms": at_ms} for number in numbers]
    )
    changes.announce(connection, at_ms, "storm", str(storm), {"incidents": len(numbers)})
