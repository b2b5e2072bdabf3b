"""Answer an agent: a phone number in, a verdict per service out, with what to say."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from monitor.care.freshness import Freshness, freshness
from monitor.care.neighbours import Ancestor, Neighbours, ancestors, neighbours, silent_headend
from monitor.care.subscribers import Subscriber, Subscription, subscribers_by_phone
from monitor.care.verdict import ORDER, Facts, Reason, Verdict, decide
from monitor.incidents.model import IncidentState, IncidentView
from monitor.incidents.read import incidents_of_account
from monitor.ledger import tables as t
from monitor.ledger.phones import e164

RECENTLY_MS = 24 * 3_600_000
"""A caller may still ring about an outage resolved so long ago."""


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about a phone number."""

    written: str
    e164: str
    """Empty: not a phone number."""
    freshness: Freshness
    homes: tuple[HomeAnswer, ...]


def lookup(connection: Connection, phone: str, region: str, now_ms: int, stale_after_ms: int) -> Answer:
    """Return the verdict on every home that gave `phone`, in any notation.

    `region` is the country of numbers written without a country code. Nobody's number gives no
    homes; what is no number at all gives an empty `e164`.
    """
    number = e164(phone, region)
    fresh = freshness(connection, now_ms, stale_after_ms)
    found = subscribers_by_phone(connection, number) if number else []
    return Answer(phone, number, fresh, tuple(_home(connection, item, fresh, now_ms) for item in found))


def _home(connection: Connection, who: Subscriber, fresh: Freshness, now_ms: int) -> HomeAnswer:
    """Return the verdict on one account.

    1. Incidents that affect it, and which of its terminals each explains.
    2. For every terminal once: what feeds it, how its neighbours fare.
    3. One decision per service, the most telling first.
    """
    incidents = incidents_of_account(connection, who.account, now_ms - RECENTLY_MS)
    standing = [item for item in incidents if item.state is IncidentState.OPEN]
    explained, home_incident = _explained(connection, who, standing)
    beside: dict[str, tuple[Neighbours | None, Ancestor | None]] = {"": (None, None)}
    services = []
    for item in who.services:
        if item.terminal not in beside:
            above = ancestors(connection, item.terminal)
            beside[item.terminal] = (neighbours(connection, item.terminal, above), silent_headend(above))
        near, silent = beside[item.terminal]
        own = explained.get(item.slot) if item.slot is not None else None
        verdict, reason = decide(Facts(who.status, item, own, home_incident, near, silent, fresh.stale))
        incident = own or home_incident if verdict is Verdict.AREA_OUTAGE else own
        services.append(ServiceAnswer(item, verdict, reason, _since(item, reason, incident), incident, near))
    services.sort(key=lambda answer: ORDER.index(answer.verdict))
    recent = tuple(item for item in incidents if item.state is IncidentState.RESOLVED)
    if not services:
        verdict, reason = _without_services(who, home_incident)
        return HomeAnswer(who, (), verdict, reason, None, home_incident, None, recent)
    first = services[0]
    near = next((answer.neighbours for answer in services if answer.neighbours is not None), None)
    return HomeAnswer(
        who, tuple(services), first.verdict, first.reason, first.since_ms, first.incident, near, recent
    )  # fmt: skip


def _explained(
    connection: Connection, who: Subscriber, standing: list[IncidentView]
) -> tuple[dict[int, IncidentView], IncidentView | None]:
    """Return the incident behind each dark terminal of a home, and the one its service is not back from."""
    if not standing:
        return {}, None
    by_number = {item.number: item for item in standing}
    slots = [item.slot for item in who.services if item.slot is not None]
    terminals = connection.execute(
        select(t.incident_terminal.c.slot, t.incident_terminal.c.incident).where(
            t.incident_terminal.c.slot.in_(slots),
            t.incident_terminal.c.incident.in_(by_number),
            t.incident_terminal.c.restored_ms.is_(None),
        )
    )
    homes = connection.execute(
        select(t.incident_account.c.incident).where(
            t.incident_account.c.account == who.account,
            t.incident_account.c.incident.in_(by_number),
            t.incident_account.c.restored_ms.is_(None),
        )
    )
    still = {number for (number,) in homes}
    home = next((item for item in standing if item.number in still), None)
    return {row.slot: by_number[row.incident] for row in terminals}, home


def _since(item: Subscription, reason: Reason, incident: IncidentView | None) -> int | None:
    if incident is not None:
        return incident.started_before_ms or incident.opened_ms
    if reason in (Reason.SUSPENDED, Reason.ARREARS, Reason.NOT_AUTHORISED, Reason.ONE_WAY, Reason.NOT_SEEN):
        return None
    return item.since_ms or None


def _without_services(who: Subscriber, home_incident: IncidentView | None) -> tuple[Verdict, Reason]:
    if who.status == "suspended":
        return Verdict.ACCOUNT, Reason.SUSPENDED
    if home_incident is not None:
        return Verdict.AREA_OUTAGE, Reason.SAME_HOME
    if who.status == "arrears":
        return Verdict.ACCOUNT, Reason.ARREARS
    return Verdict.CANNOT_SEE, Reason.ONE_WAY
