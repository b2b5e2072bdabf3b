"""What stands beside every lookup: outages that go on, those lately over, work that is planned; nobody is named."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from monitor.care.reach import NOT_OUTAGES
from monitor.incidents.model import IncidentState, incident_id
from monitor.ledger import tables as t
from monitor.ledger.planned_work import PlannedWork, current

RECENT_MS = 24 * 3_600_000
AHEAD_MS = 48 * 3_600_000
MOST = 8


@dataclass(frozen=True, slots=True)
class Line:
    """An incident in a line."""

    number: int
    cause: str
    severity: int
    state: str
    element: str
    name: str
    subscribers: int
    began_ms: int
    over_ms: int | None
    back_by_ms: int | None
    """When service is expected back at the latest; None: nobody knows."""

    @property
    def id(self) -> str:
        """The name people call it by."""
        return incident_id(self.number)


@dataclass(frozen=True, slots=True)
class Board:
    """The three lists, each of at most MOST."""

    active: tuple[Line, ...]
    recent: tuple[Line, ...]
    planned: tuple[PlannedWork, ...]


def board(connection: Connection, now_ms: int) -> Board:
    """Return the gravest outages that go on, the last that were over within a day, the work of the next two days."""
    i = t.incident.c
    standing = _lines(connection, i.resolved_ms.is_(None), i.severity.desc(), i.subscribers.desc())
    over = _lines(connection, i.resolved_ms >= now_ms - RECENT_MS, i.resolved_ms.desc())
    return Board(standing, over, current(connection, now_ms, AHEAD_MS)[:MOST])


def _lines(
    connection: Connection, where: ColumnElement[bool], *order: ColumnElement[int] | ColumnElement[int | None]
) -> tuple[Line, ...]:
    i, e = t.incident.c, t.element.c
    rows = connection.execute(
        select(
            i.number, i.cause, i.severity, i.state, i.element, e.name, i.subscribers, i.started_before_ms, i.opened_ms,
            i.resolved_ms, i.etr_before_ms,
        )
        .join(t.element, e.id == i.element, isouter=True)
        .where(where, i.merged_into.is_(None), i.cause.notin_([str(cause) for cause in NOT_OUTAGES]))
        .order_by(*order, i.number)
        .limit(MOST)
    )  # fmt: skip
    return tuple(
        Line(
            row.number, row.cause, row.severity, str(IncidentState(row.state)), row.element, row.name or row.element,
            row.subscribers, row.started_before_ms or row.opened_ms, row.resolved_ms, row.etr_before_ms,
        )
        for row in rows
    )  # fmt: skip
