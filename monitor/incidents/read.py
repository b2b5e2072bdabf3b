"""Read incidents from the ledger, for pages, the API and the start of core."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import shapely
from sqlalchemy import Connection, RowMapping, bindparam, select

from monitor.incidents.model import Entry, Estimate, FaultView, IncidentState, IncidentView, Source, TimelineEntry
from monitor.incidents.sought import ANY, Sought, of_units
from monitor.ledger import tables as t
from thresholds.model import Severity

Size = tuple[int, int]
_IN_WORDS = tuple(column for column in t.incident.columns if column is not t.incident.c.geometry)
"""An incident without its outline: that of a hub is a megabyte, and no agent's answer needs it."""
_STANDING = t.incident.c.resolved_ms.is_(None)
_OF_ACCOUNT = (
    select(*_IN_WORDS)
    .join(t.incident_account, t.incident_account.c.incident == t.incident.c.number)
    .where(
        t.incident_account.c.account == bindparam("account"),
        _STANDING | (t.incident.c.resolved_ms >= bindparam("resolved_since_ms")),
        t.incident.c.merged_into.is_(None),
    )
    .order_by(t.incident.c.resolved_ms.isnot(None), t.incident.c.number.desc())
)
_OPEN_AT = (
    select(*_IN_WORDS)
    .where(
        _STANDING,
        t.incident.c.element.in_(bindparam("elements", expanding=True)),
    )
    .order_by(t.incident.c.number.desc())
)
"""Statements of every caller's answer, made once."""
_WORST = (
    select(*_IN_WORDS)
    .where(_STANDING)
    .order_by(t.incident.c.severity.desc(), t.incident.c.subscribers.desc(), t.incident.c.number)
    .limit(1)
)


def open_incidents(connection: Connection, sought: Sought = ANY) -> list[IncidentView]:
    """Return the open incidents that are sought, worst first, then oldest first."""
    query = select(t.incident).where(_STANDING).order_by(t.incident.c.severity.desc(), t.incident.c.number)
    return [_view(row) for row in connection.execute(query.where(sought.condition())).mappings()]


def list_incidents(
    connection: Connection, sought: Sought = ANY, before: int | None = None, limit: int = 50
) -> list[IncidentView]:
    """Return the incidents that are sought, newest first, at most `limit`, with a number below `before`."""
    query = select(t.incident).where(sought.condition()).order_by(t.incident.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(t.incident.c.number < before)
    return [_view(row) for row in connection.execute(query).mappings()]


def over_since(connection: Connection, since_ms: int) -> list[IncidentView]:
    """Return incidents that were over by then or later and have not been closed, but for those merged into others."""
    i = t.incident.c
    query = select(*_IN_WORDS).where(i.state == IncidentState.RESOLVED, i.resolved_ms >= since_ms)
    rows = connection.execute(query.where(i.merged_into.is_(None)).order_by(i.number))
    return [_view(row) for row in rows.mappings()]


def incident(connection: Connection, number: int) -> IncidentView | None:
    """Return one incident, None where there is none of that number."""
    row = connection.execute(select(t.incident).where(t.incident.c.number == number)).mappings().one_or_none()
    return _view(row) if row is not None else None


def incidents_in_words(connection: Connection, numbers: Collection[int]) -> dict[int, IncidentView]:
    """Return those there are of some incidents, by number, without their outlines."""
    rows = connection.execute(select(*_IN_WORDS).where(t.incident.c.number.in_(sorted(numbers)))).mappings()
    return {view.number: view for view in map(_view, rows)}


def acknowledgements(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    """Return who has acknowledged each of some incidents; those that nobody has are left out."""
    i = t.incident.c
    query = select(i.number, i.acknowledged_by).where(i.number.in_(numbers), i.acknowledged_by.isnot(None))
    return {row.number: row.acknowledged_by for row in connection.execute(query)}


def timeline(connection: Connection, number: int) -> list[TimelineEntry]:
    """Return what happened to an incident, oldest first."""
    rows = connection.execute(
        select(t.incident_event).where(t.incident_event.c.incident == number).order_by(t.incident_event.c.id)
    )
    return [TimelineEntry(row.at_ms, row.actor, row.kind, row.detail) for row in rows]


def revisions(connection: Connection, view: IncidentView) -> list[tuple[Size, IncidentView]]:
    """Return an incident as its receivers were told of it, oldest first: how large it was, and `updated_ms` when.

    Revision, area and the terminals it ever explained are left as they are.
    """
    event = t.incident_event.c
    rows = connection.execute(
        select(event.at_ms, event.detail)
        .where(event.incident == view.number, event.kind.in_((Entry.OPENED, Entry.UPDATED, Entry.REOPENED)))
        .order_by(event.id)
    )
    return [(_size_of(row.detail), replace(_as_told(view, row.detail), updated_ms=row.at_ms)) for row in rows]


def size(explained: int, subscribers: int) -> Size:
    """Return how large an incident is, comparable: how many terminals it explains, for they were seen.

    That others are affected too was a guess, which may be mended; where it explains none it is all there is.
    """
    return explained, 0 if explained else subscribers


def _size_of(detail: Mapping[str, Any]) -> Size:
    return size(detail.get("explained", 0), detail["subscribers"])  # ledgers of old do not have the first everywhere


def _as_told(view: IncidentView, detail: Mapping[str, Any]) -> IncidentView:
    faults = tuple(FaultView.from_json(item) for item in detail["faults"])
    return view.about(faults, Severity(detail["severity"]), int(detail["subscribers"]))


def accounts_of(connection: Connection, number: int) -> list[str]:
    """Return the accounts an incident affects or affected, in order of their names."""
    rows = connection.execute(
        select(t.incident_account.c.account)
        .where(t.incident_account.c.incident == number)
        .order_by(t.incident_account.c.account)
    )
    return list(rows.scalars())


def terminals_of(connection: Connection, number: int) -> list[tuple[str, int, int | None]]:
    """Return (terminal key, dark since, restored at or None) of what an incident's faults explain."""
    rows = connection.execute(
        select(t.subject.c.key, t.incident_terminal.c.dark_ms, t.incident_terminal.c.restored_ms)
        .join(t.subject, t.subject.c.slot == t.incident_terminal.c.slot)
        .where(t.incident_terminal.c.incident == number)
        .order_by(t.subject.c.key)
    )
    return [(row.key, row.dark_ms, row.restored_ms) for row in rows]


def incidents_of_account(connection: Connection, account: str, resolved_since_ms: int) -> list[IncidentView]:
    """Return incidents that affect an account: open ones first, then those resolved since, newest first.

    Without their areas.
    """
    rows = connection.execute(_OF_ACCOUNT, {"account": account, "resolved_since_ms": resolved_since_ms})
    return [_view(row) for row in rows.mappings()]


def open_incidents_at(
    connection: Connection, elements: Iterable[str], besides: Collection[int] = ()
) -> list[IncidentView]:
    """Return open incidents that name one of these elements first, newest first; without their areas.

    `besides`: numbers of incidents not wanted. That it stands is asked as the index of standing incidents has it, which
    serves nothing else.
    """
    wanted = sorted(set(elements))
    if not wanted:
        return []
    rows = connection.execute(_OPEN_AT, {"elements": wanted})
    return [_view(row) for row in rows.mappings() if row["number"] not in besides]


def worst_open(connection: Connection, units: Collection[str] | None = None) -> IncidentView | None:
    """Return the gravest open incident, of equally grave ones the largest; without its area; None: none is open."""
    row = connection.execute(_WORST.where(of_units(units))).mappings().first()
    return _view(row) if row is not None else None


def estimate(row: RowMapping) -> Estimate | None:
    """Return when service is expected back, given the columns that say so; None: nobody has said."""
    if row["etr_before_ms"] is None:
        return None
    return Estimate(row["etr_after_ms"], row["etr_before_ms"], Source(row["etr_source"]), row["etr_by"])


def _view(row: RowMapping) -> IncidentView:
    outline = row.get("geometry")
    return IncidentView(
        number=row["number"],
        state=IncidentState(row["state"]),
        cause=row["cause"],
        severity=Severity(row["severity"]),
        element=row["element"],
        probability=row["probability"],
        faults=tuple(FaultView.from_json(item) for item in row["faults"]),
        revision=row["revision"],
        opened_ms=row["opened_ms"],
        updated_ms=row["updated_ms"],
        resolved_ms=row["resolved_ms"],
        started_after_ms=row["started_after_ms"],
        started_before_ms=row["started_before_ms"],
        subscribers=row["subscribers"],
        terminals=row["terminals"],
        area=shapely.from_wkb(outline) if outline is not None else None,
        acknowledged_by=row["acknowledged_by"],
        acknowledged_ms=row["acknowledged_ms"],
        merged_into=row["merged_into"],
        closed_ms=row["closed_ms"],
        assigned_to=row["assigned_to"],
        snoozed_until_ms=row["snoozed_until_ms"],
        reopened=row["reopened"],
        etr=estimate(row),
    )
