"""Attends every change of an incident that is told: says whose it is, and starts and stops plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, select

from monitor.incidents.announcing import Teller
from monitor.incidents.model import Event, IncidentView, incident_id
from monitor.ledger import tables as t
from monitor.ledger.plant import version
from monitor.plans import book, handing, runs
from monitor.plans.book import Kept, PlanError
from monitor.plans.matching import Facts, against
from monitor.plans.model import Plan, StepReason
from monitor.plans.responsibility import NOBODY, Responsibility, Responsible, assign
from monitor.plans.units import parents, those_above
from monitor.plans.withdrawing import withdraw
from monitor.settings import Settings

log = structlog.get_logger()


class FactFinder:
    """Finds out of an incident what conditions of plans ask."""

    def __init__(self, zone: ZoneInfo) -> None:
        """zone: where the hours of conditions are told."""
        self._zone = zone
        self._classed: tuple[tuple[int, frozenset[str]], dict[str, str]] | None = None

    def of(
        self,
        connection: Connection,
        view: IncidentView,
        accounts: Sequence[str],
        whose: Responsible,
        plans: Iterable[Plan],
        at_ms: int,
    ) -> Facts:
        """Return the facts of an incident, with those classes of account that some plan asks for."""
        asked = frozenset(each for plan in plans for each in plan.when.classes)
        kind = connection.execute(select(t.element.c.kind).where(t.element.c.id == view.element)).scalar()
        return Facts(
            severity=view.severity,
            subscribers=view.subscribers,
            cause=view.cause,
            kind=kind or "other",
            units=those_above(whose.unit, parents(connection)),
            area=whose.area,
            classes=self._classes(connection, accounts, asked),
            local=datetime.fromtimestamp(at_ms / 1000, self._zone),
        )

    def _classes(self, connection: Connection, accounts: Sequence[str], asked: frozenset[str]) -> frozenset[str]:
        """Return which of the classes asked for are among accounts; who is of one is read once for each plant."""
        if not asked:
            return frozenset()
        key = (version(connection), asked)
        if self._classed is None or self._classed[0] != key:
            rows = connection.execute(select(t.account.c.account, t.account.c.cls).where(t.account.c.cls.in_(asked)))
            self._classed = (key, {row.account: row.cls for row in rows})
        classed = self._classed[1]
        return frozenset(classed[account] for account in accounts if account in classed)


class Attendance:
    """A teller that tells as another does, and attends to units and plans in the same transaction."""

    def __init__(self, teller: Teller, settings: Settings) -> None:
        """teller: owes the notices. A plan runs here, or is handed over in those notices, never both."""
        self._teller = teller
        self._here = settings.plans.run_by == "here"
        self._responsibility = Responsibility()
        self._facts = FactFinder(ZoneInfo(settings.display.timezone))

    def owe(
        self, connection: Connection, event: Event, incident: IncidentView, accounts: Sequence[str], at_ms: int
    ) -> None:
        """Have the notices owed and attend; raises to undo the change."""
        if event is Event.RESOLVED:
            _stop(connection, incident, at_ms)
        self._teller.owe(connection, event, incident, accounts, at_ms)
        if event is Event.RESOLVED:
            return
        whose = self._responsibility.of(connection, incident, accounts)
        assign(connection, incident.number, whose, at_ms)
        fitting = self._fitting(connection, incident, accounts, whose, at_ms)
        theirs = handing.theirs(connection, incident, fitting, here=self._here)
        for kept in fitting:
            if kept not in theirs:
                runs.start(connection, incident.number, incident.reopened, kept, str(event), at_ms)
        handing.hand_over(connection, incident, theirs, at_ms)

    def _fitting(
        self, connection: Connection, view: IncidentView, accounts: Sequence[str], whose: Responsible, at_ms: int
    ) -> list[Kept]:
        try:
            active = book.plans(connection, active=True)
        except PlanError as error:  # of an older version: no reason not to open an incident
            log.error("plans.unreadable", reason=str(error))  # noqa: TRY400 - the sentence says it all
            return []
        if not active:
            return []
        facts = self._facts.of(connection, view, accounts, whose or NOBODY, [kept.plan for kept in active], at_ms)
        return [kept for kept in active if not against(kept.plan.when, facts)]


def _stop(connection: Connection, view: IncidentView, at_ms: int) -> None:
    """Stop the plans of an incident that is over; of one that goes on as another, what they asked for still goes out.

    Who has been asked for nothing by then, since it was taken back, is not told that it is over.
    """
    if view.merged_into is None:
        runs.stop(connection, view.number, StepReason.RESOLVED, at_ms)
        withdraw(connection, view.number, at_ms)
    else:
        runs.stop(connection, view.number, StepReason.MERGED, at_ms, incident_id(view.merged_into))
