"""What an incident takes over from those that turned out to be part of it: who has it, what was promised, their ties.

Who looked after a part looks after the whole where nobody else does, so that nobody is called out a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select, update

from monitor.incidents import links, rows
from monitor.incidents.expecting import has_the_say
from monitor.incidents.links import Link
from monitor.incidents.model import Entry, Estimate, IncidentView, Source
from monitor.ledger import tables as t

_Row = Row[Any, Any, Any, Any, Any]
_I = t.incident.c
_PEOPLE = (_I.number, _I.acknowledged_by, _I.acknowledged_ms, _I.assigned_to, _I.snoozed_until_ms)
WEIGHT = {Source.LEARNED: 0, Source.PLAN: 1, Source.HAND: 2}
"""Whose word counts for more."""


def inherit(connection: Connection, view: IncidentView, parts: Sequence[IncidentView], at_ms: int) -> IncidentView:
    """Hand on to an incident what holds of its parts, which still stand; return it with the estimate that holds now.

    1. Whoever acknowledged a part first has the whole, and it is whose a part is, where it was nobody's.
    2. It is put off only where all of them are.
    3. What a person promised of a part holds of the whole unless somebody promised something of that; another estimate
       where there is none and nobody said that there is none to be had.
    4. What is tied to a part is tied to the whole.
    """
    if not parts:
        return view
    numbers = [part.number for part in parts]
    known = connection.execute(select(*_PEOPLE).where(_I.number.in_([view.number, *numbers])).order_by(_I.number)).all()
    own = next(row for row in known if row.number == view.number)
    _people(connection, own, [row for row in known if row.number != view.number], at_ms)
    for number in numbers:
        _ties(connection, number, view.number, numbers, at_ms)
    return _promise(connection, view, parts, at_ms)


def _people(connection: Connection, own: _Row, of_parts: Sequence[_Row], at_ms: int) -> None:
    values: dict[str, Any] = {}
    had = sorted((row for row in of_parts if row.acknowledged_by is not None), key=lambda row: row.acknowledged_ms)
    if own.acknowledged_by is None and had:
        values |= {"acknowledged_by": had[0].acknowledged_by, "acknowledged_ms": had[0].acknowledged_ms}
        rows.enter(connection, own.number, at_ms, Entry.ACKNOWLEDGED, {}, had[0].acknowledged_by)
    whose = next((row for row in of_parts if row.assigned_to is not None), None)
    if own.assigned_to is None and whose is not None:
        values |= {"assigned_to": whose.assigned_to}
        rows.enter(connection, own.number, at_ms, Entry.ASSIGNED, {"to": whose.assigned_to})
    if any(row.snoozed_until_ms is None or row.snoozed_until_ms <= at_ms for row in of_parts):
        values |= {"snoozed_until_ms": None}
    if values:
        connection.execute(update(t.incident).where(_I.number == own.number).values(values))


def _promise(connection: Connection, view: IncidentView, parts: Sequence[IncidentView], at_ms: int) -> IncidentView:
    made = [part.etr for part in parts if part.etr is not None and not part.etr.has_passed(at_ms)]
    if not made or (view.etr is not None and view.etr.source is Source.HAND):
        return view
    etr = max(made, key=lambda each: (WEIGHT[each.source], each.before_ms))
    if etr.source is not Source.HAND and (view.etr is not None or has_the_say(connection, view.number) is not None):
        return view
    if etr.source is not Source.LEARNED:
        _say(connection, view.number, etr, at_ms)
    return replace(view, etr=etr)


def _say(connection: Connection, number: int, etr: Estimate, at_ms: int) -> None:
    said: dict[str, Any] = {"after_ms": etr.after_ms, "before_ms": etr.before_ms}
    if etr.source is Source.HAND:
        rows.enter(connection, number, at_ms, Entry.ESTIMATED, said, etr.by)
    else:
        rows.enter(connection, number, at_ms, Entry.ESTIMATED, {**said, "plan": etr.by})


def _ties(connection: Connection, part: int, whole: int, parts: Sequence[int], at_ms: int) -> None:
    known = {each for tie in links.links(connection, whole) for each in (tie.incident, tie.other)}
    for tie in links.links(connection, part):
        if tie.other == part and tie.incident not in {whole, *parts, *known}:
            links.tie(connection, Link(tie.incident, whole, tie.kind), at_ms)
