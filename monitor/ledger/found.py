"""What crews found at the end of incidents, as the ledger keeps it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, delete, func, select

from maps.experience import LONGEST_H, Experience
from maps.model import OUTAGES, Kind
from monitor.ledger import tables as t
from monitor.ledger.upsert import upsert

HOUR_MS = 3_600_000.0


class FoundCause(StrEnum):
    """What a crew found."""

    ELEMENT = "element"
    """The element itself."""
    SPAN = "span"
    """The cable that feeds it."""
    CONNECTOR = "connector"
    POWER = "power"
    INGRESS = "ingress"
    WORK = "work"
    """Somebody worked on the plant, or near it."""
    NO_FAULT_FOUND = "no_fault_found"
    OTHER = "other"


NO_CABLE = (FoundCause.POWER, FoundCause.NO_FAULT_FOUND)
"""Causes that say nothing of what hangs behind what: homes that lose the mains together need not hang together."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at the end of one incident."""

    incident: int
    at_ms: int
    by: str
    element: str
    """What had failed, or whose cable had; empty: nothing had, or nobody knows."""
    kind: str
    """Kind of that element, as the plant had it then."""
    named: str
    """What localisation named."""
    cause: FoundCause
    false_alarm: bool
    note: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An outage of which a crew said where it was, or that it was no failure of the plant."""

    element: str
    """What had failed; of one that was no failure: what localisation had named."""
    after_ms: int
    before_ms: int
    """It began between these two."""


def keep(connection: Connection, found: Found) -> None:
    """Write down what was found; what was said of the incident before is replaced."""
    upsert(connection, t.found, [{**asdict(found), "cause": str(found.cause)}])


def forget(connection: Connection, incident: int) -> None:
    """Have nothing stand as found at the end of an incident, since that was no end: its timeline says what was said."""
    connection.execute(delete(t.found).where(t.found.c.incident == incident))


def load(connection: Connection, incident: int) -> Found | None:
    """Return what was found at the end of an incident, None where nobody said."""
    row = connection.execute(select(t.found).where(t.found.c.incident == incident)).first()
    return _found(row) if row is not None else None


def confirmed(connection: Connection) -> list[Confirmed]:
    """Return outages that began at a known time at an element a crew named, the oldest first."""
    f = t.found.c
    return _outages(connection, f.element, f.false_alarm.is_(False) & f.cause.not_in(NO_CABLE))


def refuted(connection: Connection) -> list[Confirmed]:
    """Return outages that began at a known time of which a crew said that no piece of plant had failed."""
    f = t.found.c
    return _outages(connection, f.named, f.false_alarm.is_(True) | f.cause.in_(NO_CABLE))


def _outages(connection: Connection, element: Column[str], said: ColumnElement[bool]) -> list[Confirmed]:
    i, f = t.incident.c, t.found.c
    rows = connection.execute(
        select(element, i.started_after_ms, i.started_before_ms)
        .join(t.incident, i.number == f.incident)
        .where(element != "", said, i.cause.in_([str(cause) for cause in OUTAGES]))
        .where(i.started_before_ms > 0, i.merged_into.is_(None))
        .order_by(i.number)
    )
    return [Confirmed(*row) for row in rows]


def experience(connection: Connection, now_ms: int) -> Mapping[Kind, Experience]:
    """Return what was observed of each kind since crews first said what they found.

    Crews do not say it of every incident: the time watched counts for the share of which they did.
    """
    i, f = t.incident.c, t.found.c
    began_ms = connection.execute(
        select(func.min(i.opened_ms)).select_from(t.found).join(t.incident, i.number == f.incident)
    ).scalar()
    if began_ms is None:
        return {}
    outage = i.cause.in_([str(cause) for cause in OUTAGES])
    ended = (
        select(func.count()).select_from(t.incident).where(outage, i.resolved_ms.isnot(None), i.opened_ms >= began_ms)
    )
    ended = ended.where(i.merged_into.is_(None))
    told = ended.join(t.found, i.number == f.incident)
    share = (connection.execute(told).scalar() or 0) / max(connection.execute(ended).scalar() or 0, 1)
    down_h: defaultdict[str, float] = defaultdict(float)
    rows = connection.execute(
        select(f.kind, i.opened_ms, i.resolved_ms)
        .join(t.incident, i.number == f.incident)
        .where(outage, f.false_alarm.is_(False), f.kind != "", i.resolved_ms.isnot(None), i.merged_into.is_(None))
    )
    for row in rows:
        down_h[row.kind] += min((row.resolved_ms - row.opened_ms) / HOUR_MS, LONGEST_H)
    number = connection.execute(select(t.element.c.kind, func.count().label("n")).group_by(t.element.c.kind))
    hours = max(now_ms - began_ms, 0) / HOUR_MS * share
    return {Kind(row.kind): Experience(row.n * hours, down_h[row.kind]) for row in number if row.kind in set(Kind)}


def _found(row: Any) -> Found:  # noqa: ANN401 - a row of the table
    return Found(**{**row._mapping, "cause": FoundCause(row.cause)})  # noqa: SLF001 - SQLAlchemy's public name
