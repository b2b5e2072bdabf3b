"""What stands beside every lookup: outages that go on, those lately over, work that is planned; nobody is named."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from monitor.care.reach import NOT_OUTAGES
from monitor.incidents.etr_now import etr_now
from monitor.incidents.model import IncidentState, incident_id
from monitor.incidents.read import estimate
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
    standing = _lines(connection, now_ms, i.resolved_ms.is_(None), i.severity.desc(), i.subscribers.desc())
    over = _lines(connection, now_ms, i.resolved_ms >= now_ms - RECENT_MS, i.resolved_ms.desc())
    return Board(standing, over, current(connection, now_ms, AHEAD_MS)[:MOST])


def _lines(
    connection: Connection,
    now_ms: int,
    where: ColumnElement[bool],
    *order: ColumnElement[int] | ColumnElement[int | None],
) -> tuple[Line, ...]:
    i, e = t.incident.c, t.element.c
    rows = connection.execute(
        select(
            i.number, i.cause, i.severity, i.state, i.element, e.name, i.subscribers, i.started_before_ms, i.opened_ms,
            i.resolved_ms, i.etr_after_ms, i.etr_before_ms, i.etr_source, i.etr_by,
        )
        .join(t.element, e.id == i.element, isouter=True)
        .where(where, i.merged_into.is_(None), i.cause.notin_([str(cause) for cause in NOT_OUTAGES]))
        .order_by(*order, i.number)
        .limit(MOST)
    )  # fmt: skip
    return tuple(_line(row, now_ms) for row in rows.mappings())


def _line(row: RowMapping, now_ms: int) -> Line:
    etr = etr_now(estimate(row), now_ms)
    return Line(
        number=row["number"],
        cause=row["cause"],
        severity=row["severity"],
        state=str(IncidentState(row["state"])),
        element=row["element"],
        name=row["name"] or row["element"],
        subscribers=row["subscribers"],
        began_ms=row["started_before_ms"] or row["opened_ms"],
        over_ms=row["resolved_ms"],
        back_by_ms=etr.before_ms if etr is not None else None,
    )
