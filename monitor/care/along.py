"""Which open incident began close by when a terminal went dark: the plant file may have the terminal elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Connection, bindparam, func, select

from maps.model import Kind
from monitor.care.neighbours import TOGETHER_MS, Ancestor, ancestors
from monitor.care.reach import NOT_OUTAGES
from monitor.incidents.model import IncidentView
from monitor.incidents.read import incident
from monitor.ledger import tables as t

MOST = 8
"""Incidents of that moment that are looked at; whatever tears down more is a storm, in which one is soon found."""
OBSERVERS = (Kind.CMTS, Kind.OLT)
"""What is close by lies behind the same one of these."""

SLACK_MS = 30_000
"""A sweep: by so much may a terminal be missed before the first that an incident counts."""

_SINCE = bindparam("since_ms", type_=BigInteger)
_BEGAN = func.coalesce(t.incident.c.started_before_ms, t.incident.c.opened_ms)
_OF_THAT_MOMENT = (
    select(t.incident.c.number, t.incident.c.element)
    .where(
        t.incident.c.resolved_ms.is_(None),
        t.incident.c.terminals > 0,
        t.incident.c.cause.notin_([str(cause) for cause in NOT_OUTAGES]),
        _BEGAN.between(_SINCE - TOGETHER_MS, _SINCE + TOGETHER_MS),
        func.coalesce(t.incident.c.started_after_ms, 0) <= _SINCE + SLACK_MS,
    )
    .order_by(func.abs(_BEGAN - _SINCE), t.incident.c.number)
    .limit(MOST)
)


def along_with(connection: Connection, above: Sequence[Ancestor], since_ms: int) -> IncidentView | None:
    """Return the open incident behind the same CMTS or OLT that began nearest to `since_ms`; None: none did.

    One on the terminal's own way is none of these: whether that took it along its neighbours tell.
    """
    if not any(item.kind in OBSERVERS for item in above):
        return None
    last = next(place for place, item in enumerate(above) if item.kind in OBSERVERS)
    here = {item.id for item in above[: last + 1]}
    for number, element in connection.execute(_OF_THAT_MOMENT, {"since_ms": since_ms}).all():
        if element not in here and any(item.id in here for item in ancestors(connection, element)):
            return incident(connection, number)
    return None
