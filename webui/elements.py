"""One element or terminal as its page and the API show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from maps.model import TERMINALS
from monitor.care.neighbours import Ancestor, Neighbours, ancestors, neighbours
from monitor.incidents.model import IncidentState, incident_id
from monitor.ledger import tables as t
from webui.plant import Plant

LEVELS = ("normal", "lolo", "lo", "hi", "hihi", "no_answer", "state")
"""Names of alarm levels by stored value."""

RECENT_ALARMS = 20
DARK = 5


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """Everything known of an element now."""

    id: str
    kind: str
    name: str
    address: str
    lon: float | None
    lat: float | None
    attributes: Mapping[str, str]
    slot: int | None
    state: int | None
    since_ms: int | None
    last_seen_ms: int | None
    above: list[Ancestor]
    beside: Neighbours | None
    """Only for terminals."""
    terminals: int
    dark: int
    alarms: list[Row[Any]]
    incidents: list[str]
    """Open incidents that name it or explain it."""
    children: list[Row[Any]]
    """Elements fed directly by it: id, kind, name, state; at most `MOST_CHILDREN`."""

    @property
    def is_terminal(self) -> bool:
        """Whether it stands at a subscriber's."""
        return self.kind in TERMINALS


MOST_CHILDREN = 60


def element_facts(connection: Connection, plant: Plant, element: str) -> ElementFacts | None:
    """Return what is known of an element by its id, None where there is none."""
    e = t.element.c
    row = connection.execute(
        select(
            e.id, e.kind, e.name, e.address, e.lon, e.lat, e.attributes, t.subject.c.slot,
            t.terminal_state.c.state, t.terminal_state.c.since_ms, t.terminal_state.c.last_seen_ms,
        )
        .join(t.subject, t.subject.c.key == e.id, isouter=True)
        .join(t.terminal_state, t.terminal_state.c.slot == t.subject.c.slot, isouter=True)
        .where(e.id == element)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    above = ancestors(connection, element)
    at = plant.position.get(element)
    return ElementFacts(
        id=row.id,
        kind=row.kind,
        name=row.name,
        address=row.address,
        lon=row.lon,
        lat=row.lat,
        attributes=row.attributes,
        slot=row.slot,
        state=row.state,
        since_ms=row.since_ms,
        last_seen_ms=row.last_seen_ms,
        above=above,
        beside=neighbours(connection, element, above) if row.kind in TERMINALS else None,
        terminals=int(plant.behind[at]) if at is not None else 0,
        dark=_dark_behind(connection, plant, at),
        alarms=_alarms(connection, row.slot),
        incidents=_incidents(connection, element, row.slot),
        children=_children(connection, element),
    )


def _dark_behind(connection: Connection, plant: Plant, at: int | None) -> int:
    """Return how many terminals fed through an element are dark; the dark ones are few, the others many."""
    if at is None or plant.behind[at] == 0:
        return 0
    dark = set(connection.execute(select(t.terminal_state.c.slot).where(t.terminal_state.c.state == DARK)).scalars())
    inside = (plant.first >= plant.first[at]) & (plant.first < plant.last[at]) & plant.terminal
    return sum(slot in dark for slot in plant.slot[inside].tolist())


def _alarms(connection: Connection, slot: int | None) -> list[Row[Any]]:
    """Return the alarms of a subject: standing ones first, worst first, then the newest cleared."""
    if slot is None:
        return []
    a = t.alarm.c
    return list(
        connection.execute(
            select(a.rule, a.instance, a.level, a.severity, a.value, a.since_ms, a.cleared_ms)
            .where(a.slot == slot)
            .order_by(a.cleared_ms.isnot(None), a.severity.desc(), a.since_ms.desc())
            .limit(RECENT_ALARMS)
        )
    )


def _incidents(connection: Connection, element: str, slot: int | None) -> list[str]:
    numbers = set(
        connection.execute(
            select(t.incident.c.number).where(t.incident.c.state == IncidentState.OPEN, t.incident.c.element == element)
        ).scalars()
    )
    if slot is not None:
        numbers |= set(
            connection.execute(
                select(t.incident.c.number)
                .join(t.incident_terminal, t.incident_terminal.c.incident == t.incident.c.number)
                .where(
                    t.incident_terminal.c.slot == slot,
                    t.incident_terminal.c.restored_ms.is_(None),
                    t.incident.c.state == IncidentState.OPEN,
                )
            ).scalars()
        )
    return [incident_id(number) for number in sorted(numbers)]


def _children(connection: Connection, element: str) -> list[Row[Any]]:
    e = t.element.c
    state = t.terminal_state.c.state
    return list(
        connection.execute(
            select(e.id, e.kind, e.name, state)
            .join(t.subject, t.subject.c.key == e.id, isouter=True)
            .join(t.terminal_state, t.terminal_state.c.slot == t.subject.c.slot, isouter=True)
            .where(e.parent == element)
            .order_by((func.coalesce(state, 0) == DARK).desc(), e.position)
            .limit(MOST_CHILDREN)
        )
    )
