"""One element or terminal as its page and the API show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, func, select

from maps.model import TERMINALS, Kind, Path
from maps.routes import is_fed
from monitor.care.neighbours import Ancestor, Neighbours, ancestors, neighbours
from monitor.incidents.model import incident_id
from monitor.ledger import tables as t
from webui.access import Visitor
from webui.confined import theirs
from webui.plant import Plant

LEVELS = ("normal", "lolo", "lo", "hi", "hihi", "no_answer", "state")
"""Names of alarm levels by stored value."""

RECENT_ALARMS = 20
DARK = 5
POWER = str(Path.POWER)
SECRET = frozenset({"camera"})
"""Attributes that may hold a password."""
PASSIVE = (Kind.TAP, Kind.SPLITTER, Kind.OTHER)
"""Kinds of which there are many in a row on the way to a home, none with anything to say."""


@dataclass(frozen=True, slots=True)
class Fed:
    """An element that another gives signal or current to."""

    id: str
    kind: str
    name: str
    state: int | None
    terminals: int
    """Terminals fed through it, itself not counted."""
    dark: int


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """Everything known of an element now."""

    id: str
    kind: str
    name: str
    address: str
    """Empty for a terminal, which stands in somebody's home, where the visitor is not to know whose."""
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
    """Terminals fed through it, or through what lives on its current."""
    dark: int
    protected: int
    """How many of those another route feeds as well."""
    other_route: str
    """Id of its parent on its other route; empty: it has one route."""
    alarms: list[Row[Any]]
    incidents: list[str]
    """Open incidents that name it or explain it."""
    children: list[Fed]
    """Elements fed directly by it, those with dark terminals behind them first; at most `MOST_CHILDREN`."""
    powered: list[Fed]
    """Elements that live on its current."""

    @property
    def is_terminal(self) -> bool:
        """Whether it stands at a subscriber's."""
        return self.kind in TERMINALS


MOST_CHILDREN = 60


def element_facts(connection: Connection, plant: Plant, element: str, who: Visitor) -> ElementFacts | None:
    """Return what is known of an element by its id as far as somebody may know it, None where there is none."""
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
    named = theirs(connection, _incidents(connection, element, row.slot), who.units)
    at = plant.position.get(element)
    dark = _Darkness(connection, plant)
    powered = _fed(connection, plant, dark, t.link.c.element, (t.link.c.parent == element) & (t.link.c.path == POWER))
    feeding = _tops(plant, [at, *(plant.position.get(item.id) for item in powered)])
    return ElementFacts(
        id=row.id,
        kind=row.kind,
        name=row.name,
        address=row.address if who.sees_homes or row.kind not in TERMINALS else "",
        lon=row.lon,
        lat=row.lat,
        attributes={name: text for name, text in row.attributes.items() if name not in SECRET},
        slot=row.slot,
        state=row.state,
        since_ms=row.since_ms,
        last_seen_ms=row.last_seen_ms,
        above=above,
        beside=neighbours(connection, element, above) if row.kind in TERMINALS else None,
        terminals=sum(int(plant.behind[place]) for place in feeding),
        dark=sum(dark.behind(place) for place in feeding),
        protected=sum(int(plant.behind[place]) for place in _tops(plant, _protected(plant, feeding))),
        other_route="" if at is None or at not in plant.other else plant.ids[plant.other[at]],
        alarms=_alarms(connection, row.slot),
        incidents=[incident_id(number) for number in sorted(named)],
        children=_fed(connection, plant, dark, t.element.c.id, t.element.c.parent == element),
        powered=powered,
    )


class _Darkness:
    """How many dark terminals there are behind elements: counted once, along the tree."""

    def __init__(self, connection: Connection, plant: Plant) -> None:
        slots = connection.execute(select(t.terminal_state.c.slot).where(t.terminal_state.c.state == DARK)).scalars()
        dark = plant.terminal & np.isin(plant.slot, np.fromiter(slots, dtype=np.int32))
        ordered = np.zeros(len(plant) + 1, dtype=np.int32)
        ordered[plant.first + 1] = dark
        self._plant = plant
        self._dark = dark
        self._before = np.cumsum(ordered, dtype=np.int32)

    def behind(self, at: int | None) -> int:
        """Return how many terminals fed through the element at a position are dark, itself not counted."""
        if at is None:
            return 0
        first, last = self._plant.first[at], self._plant.last[at]
        return int(self._before[last] - self._before[first] - self._dark[at])


def _tops(plant: Plant, places: Iterable[int | None]) -> list[int]:
    """Return the positions among some that are not fed through another of them."""
    known = sorted({at for at in places if at is not None}, key=lambda at: int(plant.first[at]))
    tops: list[int] = []
    for at in known:
        if not tops or plant.first[at] >= plant.last[tops[-1]]:
            tops.append(at)
    return tops


def _protected(plant: Plant, gone: Sequence[int]) -> list[int]:
    """Return the positions of the elements fed through others that keep a route when those are gone."""
    return [
        at
        for at in plant.other
        if any(plant.first[head] < plant.first[at] < plant.last[head] for head in gone)
        and is_fed(at, gone, plant.feeders)
    ]


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


def _incidents(connection: Connection, element: str, slot: int | None) -> set[int]:
    numbers = set(
        connection.execute(
            select(t.incident.c.number).where(t.incident.c.resolved_ms.is_(None), t.incident.c.element == element)
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
                    t.incident.c.resolved_ms.is_(None),
                )
            ).scalars()
        )
    return numbers


def _fed(
    connection: Connection, plant: Plant, dark: _Darkness, key: ColumnElement[str], which: ColumnElement[bool]
) -> list[Fed]:
    """Return the elements whose ids `key` gives, of the rows that `which` picks; the most telling first."""
    e = t.element.c
    state = t.terminal_state.c.state
    query = select(e.id, e.kind, e.name, state).where(which)
    if key is not e.id:
        query = query.join(t.link, key == e.id)
    rows = connection.execute(
        query.join(t.subject, t.subject.c.key == e.id, isouter=True)
        .join(t.terminal_state, t.terminal_state.c.slot == t.subject.c.slot, isouter=True)
        .order_by((func.coalesce(state, 0) == DARK).desc(), e.position)
        .limit(MOST_CHILDREN)
    )
    found = []
    for row in rows:
        at = plant.position.get(row.id)
        behind = int(plant.behind[at]) if at is not None else 0
        found.append(Fed(row.id, row.kind, row.name, row.state, behind, dark.behind(at)))
    return sorted(found, key=lambda item: -item.dark)


def stretches(above: Sequence[Ancestor]) -> list[list[Ancestor]]:
    """Return the way to the headend in stretches: what nobody ever asks, such as taps in a row, together."""
    found: list[list[Ancestor]] = []
    for item in above:
        passive = item.kind in PASSIVE and item.state is None
        if passive and found and found[-1][-1].kind in PASSIVE and found[-1][-1].state is None:
            found[-1].append(item)
        else:
            found.append([item])
    return found
