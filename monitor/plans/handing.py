"""Plans handed over to customer service with the notices of an incident; who has one keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from monitor.incidents.model import IncidentView
from monitor.ledger import tables as t
from monitor.ledger.upsert import upsert
from monitor.plans.book import Kept
from monitor.telling.notices import EVENTS


def theirs(connection: Connection, view: IncidentView, fitting: Sequence[Kept], *, here: bool) -> list[Kept]:
    """Return those of the plans that an incident calls for which are customer service's.

    A plan is whose it became first since the incident (re)opened, whoever carries plans out by now; of one that is
    nobody's `here` decides.
    """
    if not fitting:
        return []
    h, r = t.plan_handover.c, t.plan_run.c
    handed = select(h.plan).where(h.incident == view.number, h.reopened == view.reopened)
    ran = select(r.plan).where(r.incident == view.number, r.reopened == view.reopened)
    given, ours = (set(connection.execute(query).scalars()) for query in (handed, ran))
    return [kept for kept in fitting if kept.plan.name in given or not (here or kept.plan.name in ours)]


def hand_over(connection: Connection, view: IncidentView, plans: Sequence[Kept], at_ms: int) -> None:
    """Put plans into the notices of this change of an incident, as `plan`, and keep that they were handed over.

    Where nobody is told of the change nobody has them.
    """
    n = t.notice.c
    of_change = n.incident == view.number, n.revision == view.revision, n.event.in_(EVENTS)
    owed = select(n.id, n.payload).where(*of_change)
    told = connection.execute(owed).all() if plans else []
    if not told:
        return
    said: list[dict[str, Any]] = [{**kept.plan.model_dump(mode="json"), "version": kept.version} for kept in plans]
    for row in told:
        body = {**row.payload, "data": {**row.payload["data"], "plan": said}}
        connection.execute(update(t.notice).where(n.id == row.id).values(payload=body))
    key = {"incident": view.number, "reopened": view.reopened, "at_ms": at_ms}
    upsert(connection, t.plan_handover, [{**key, "plan": kept.plan.name} for kept in plans])
