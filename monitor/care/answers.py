"""What an agent is answered: a verdict on each service, on each home, on whoever was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from maps.model import Kind
from monitor.care.asked import Asked
from monitor.care.freshness import Freshness
from monitor.care.neighbours import Neighbours
from monitor.care.subscribers import Subscriber, Subscription
from monitor.care.verdict import ORDER, Reason, Verdict
from monitor.incidents.model import IncidentView
from monitor.ledger.planned_work import PlannedWork

MEASURED = (Kind.CABLE_MODEM, Kind.ONU, Kind.EOC_UNIT)
"""Kinds of terminal that have readings."""

SHARED = (Verdict.AREA_OUTAGE, Verdict.PLANNED_WORK, Verdict.LIKELY_OUTAGE, Verdict.DEGRADED)
"""Verdicts on trouble that others share; what it leaves alone is worth saying."""

UNTESTED = (Reason.ONE_WAY, Reason.DRAWN_ELSEWHERE, Reason.POWER_CUT)
"""Reasons for which nobody can test a service from here."""
UNPAID = (Reason.NOT_AUTHORISED, Reason.ARREARS)
"""Reasons that may hold for one service of an account and not for the others."""


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """The verdict on one service."""

    subscription: Subscription
    verdict: Verdict
    reason: Reason
    since_ms: int | None
    """Since when, as far as is known: the incident's begin, or the terminal's present state's."""
    incident: IncidentView | None
    neighbours: Neighbours | None
    connected: bool = False
    """Whether its terminal is seen registered now."""
    out_of_limits: tuple[str, ...] = ()
    """Metrics of the terminal that stand where service suffers."""
    planned: PlannedWork | None = None
    """Work that goes on at what feeds it."""
    changed: tuple[str, ...] = ()
    """Metrics of the terminal that are far worse than they used to be."""


@dataclass(frozen=True, slots=True)
class HomeAnswer:
    """The verdict on a home: the most telling of its services'."""

    subscriber: Subscriber
    services: tuple[ServiceAnswer, ...]
    verdict: Verdict
    reason: Reason
    since_ms: int | None
    incident: IncidentView | None
    neighbours: Neighbours | None
    recent: tuple[IncidentView, ...]
    """Incidents of this home resolved within a day."""
    planned: PlannedWork | None = None
    """Work that goes on at what feeds the home; service it may have all the same."""
    owing_nothing: HomeAnswer | None = None
    """Of a home that fails for its account: the same, had that been in order; its neighbourhood is told by this."""

    @property
    def measured(self) -> Subscription | None:
        """The service whose terminal has readings to look at; None where no terminal of the home can have any."""
        return next((item.subscription for item in self.services if item.subscription.kind in MEASURED), None)

    @property
    def untested(self) -> tuple[str, ...]:
        """Services of a home that is seen which cannot be seen themselves."""
        if self.verdict is Verdict.CANNOT_SEE:
            return ()
        return self._only(lambda item: item.reason in UNTESTED)

    def unpaid(self, reason: Reason) -> tuple[str, ...]:
        """Return the services that are not to be had for a reason in UNPAID which the headline does not give."""
        return self._only(lambda item: item.reason is reason) if self.reason is not reason else ()

    @property
    def unaffected(self) -> tuple[str, ...]:
        """Services that what the headline speaks of leaves alone: seen working, or on another path."""
        if self.verdict not in SHARED:
            return ()
        return self._only(lambda item: item.verdict is Verdict.NO_FAULT or item.reason is Reason.SPARED)

    def _only(self, holds: Callable[[ServiceAnswer], bool]) -> tuple[str, ...]:
        """Return the services of which something holds on all their terminals, each once."""
        names = dict.fromkeys(item.subscription.service for item in self.services)
        return tuple(
            name for name in names if all(holds(item) for item in self.services if item.subscription.service == name)
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about whom somebody asked for."""

    asked: Asked
    freshness: Freshness
    homes: tuple[HomeAnswer, ...]
    candidates: tuple[Subscriber, ...] = ()
    """Whom an address may mean, where it may mean several."""

    @property
    def foremost(self) -> HomeAnswer | None:
        """The home whose verdict is the most telling, of several alike the first; None: nobody's."""
        return min(self.homes, key=lambda home: ORDER.index(home.verdict), default=None)

    @property
    def written(self) -> str:
        """The question."""
        return self.asked.written

    @property
    def e164(self) -> str:
        """The telephone number asked for; empty: it was none."""
        return self.asked.e164
