"""When an incident's end is expected, as it goes on: what people say stands, what was learned is learned anew."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, func, select

from monitor.incidents.estimates import Estimator
from monitor.incidents.model import Entry, IncidentView, Source
from monitor.incidents.scope import Scope
from monitor.incidents.transitions import CORE
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger


class Expectation:
    """Gives incidents their estimates; without an estimator only people say when service will be back."""

    def __init__(self, ledger: Ledger, estimator: Estimator | None) -> None:
        """Take what has learned how long incidents last."""
        self._ledger = ledger
        self._estimator = estimator

    def estimated(self, connection: Connection, view: IncidentView, at_ms: int) -> IncidentView:
        """Return an incident with what has been learned of such ones, none where too few are known."""
        if self._estimator is None:
            return view
        began_ms = view.started_before_ms or view.opened_ms
        etr = self._estimator.estimate(connection, view.cause, view.element, began_ms, at_ms)
        return replace(view, etr=etr)

    def revised(self, view: IncidentView, scope: Scope, at_ms: int) -> IncidentView:
        """Return an incident with another estimate where its own has passed, or was learned of something else.

        What a plan or a person said holds whatever failed, until it has passed.
        """
        first, etr = scope.faults[0], view.etr
        now = view.about(scope.faults, view.severity, view.subscribers)
        if etr is not None and etr.has_passed(at_ms):
            return self.lapsed(now, at_ms)
        same = (first.element, first.cause) == (view.element, view.cause)
        if same or (etr is not None and etr.source is not Source.LEARNED):
            return view
        with self._ledger.read() as connection:
            return self.estimated(connection, now, at_ms)

    def lapsed(self, view: IncidentView, at_ms: int) -> IncidentView:
        """Return an incident whose estimate has passed with what such ones teach by now.

        Where a person was wrong nothing that is learned stands in for what he will say next: nobody knows.
        """
        if view.etr is None or view.etr.source is Source.HAND:
            return replace(view, etr=None)
        with self._ledger.read() as connection:
            return self.estimated(connection, replace(view, etr=None), at_ms)


def has_the_say(connection: Connection, number: int) -> str | None:
    """Return who last said, since the incident (re)opened, when service will be back or that nobody knows.

    None: nobody did, so a plan may.
    """
    c = t.incident_event.c
    began = select(func.max(c.id)).where(c.incident == number, c.kind.in_((Entry.OPENED, Entry.REOPENED)))
    said = (
        select(c.actor)
        .where(c.incident == number, c.kind == Entry.ESTIMATED, c.actor != CORE, c.id > began.scalar_subquery())
        .order_by(c.id.desc())
    )
    return connection.execute(said).scalars().first()
