"""Answer an agent: whoever calls in, a verdict per service out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from collectors.states import TerminalState
from maps.model import Cause
from monitor.care.along import SLACK_MS, along_with
from monitor.care.answers import UNPAID, UNTESTED, Answer, HomeAnswer, ServiceAnswer
from monitor.care.asked import Asked, asked
from monitor.care.drawn import Place, places_of
from monitor.care.freshness import Freshness, freshness
from monitor.care.levels import changed, out_of_limits
from monitor.care.neighbours import Ancestor, Neighbours, neighbours, silent_headend
from monitor.care.planned import covers, touches
from monitor.care.reach import Ways, ways
from monitor.care.subscribers import ACTIVE, Subscriber, Subscription, subscribers_by_phone
from monitor.care.troubles import LiveTerminal, Troubles, troubles
from monitor.care.verdict import BLIND, DISTURBED, ORDER, Facts, Reason, Verdict, decide, known_state
from monitor.incidents.model import IncidentView
from monitor.ledger.planned_work import PlannedWork, current

RECENTLY_MS = 24 * 3_600_000
"""A caller may still ring about an outage resolved so long ago."""
TIMELESS = (
    Reason.SUSPENDED, Reason.ARREARS, Reason.NOT_AUTHORISED, Reason.ONE_WAY, Reason.DRAWN_ELSEWHERE, Reason.SPARED,
    Reason.NOT_SEEN, Reason.OUT_OF_LIMITS, Reason.CHANGED, Reason.NO_RECENT_DATA, Reason.HEADEND_SILENT,
)  # fmt: skip
"""Reasons that began at a moment nobody noted; what the terminal was before does not tell it."""


def lookup(connection: Connection, phone: str, region: str, now_ms: int, stale_after_ms: int) -> Answer:
    """Return the verdict on every home that gave `phone`, in any notation.

    `region` is the country of numbers written without a country code. Nobody's number gives no
    homes; what is no number at all gives an empty `e164`.
    """
    question = asked(phone, region)
    found = subscribers_by_phone(connection, question.e164) if question.e164 else []
    return answer(connection, question, found, freshness(connection, now_ms, stale_after_ms), now_ms)


def answer(
    connection: Connection, question: Asked, found: Sequence[Subscriber], fresh: Freshness, now_ms: int
) -> Answer:
    """Return the verdicts on these homes."""
    works = current(connection, now_ms) if found else ()
    return Answer(question, fresh, tuple(_home(connection, item, works, fresh, now_ms) for item in found))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A terminal of the home: how it and its neighbours fare, and what feeds it."""

    way: Ways | None
    near: Neighbours | None
    silent: Ancestor | None
    misdrawn: bool = False
    """Whether the plant file hangs it where no drop can reach the home's address."""
    state: TerminalState = TerminalState.UNKNOWN
    """As far as it speaks of now."""
    out_of_limits: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    along: IncidentView | None = None
    gone_ms: int | None = None
    dark_ms: int | None = None
    """Since when it is dark, where it is."""


_NOTHING = _Seen(None, None, None)


def _home(
    connection: Connection, who: Subscriber, works: Sequence[PlannedWork], fresh: Freshness, now_ms: int
) -> HomeAnswer:
    """Return the verdict on one account.

    1. For every terminal once: where it hangs, what feeds it, how its neighbours fare.
    2. Incidents that count the home, or lie on its way.
    3. One decision per service, the most telling first.
    """
    places = places_of(connection, who, _once(who))
    slots = sorted({item.slot for item in who.services if item.slot is not None})
    feeding = {element.id for place in places.values() for element in place.above}
    found = troubles(connection, who.account, slots, feeding, now_ms - RECENTLY_MS)
    here = tuple(item for item in works if not item.area or covers(connection, item.area, who.lon, who.lat))
    walked = bool(found.standing or here)
    seen = {
        item.terminal: _look(connection, item, places[item.terminal], fresh, now_ms, walked=walked)
        for item in _once(who)
    }
    live = [
        LiveTerminal(item.service, seeing.way, registered=seeing.state is TerminalState.REGISTERED)
        for item in _once(who)
        if (seeing := seen[item.terminal]).way is not None and seeing.state in WORKING
    ]
    judged = partial(_judged, seen=seen, found=found, live=live, works=here, stale=fresh.stale)
    home = judged(who)
    return home if home.verdict is not Verdict.ACCOUNT else replace(home, owing_nothing=judged(_paid(who)))


def _judged(
    who: Subscriber,
    *,
    seen: dict[str, _Seen],
    found: Troubles,
    live: list[LiveTerminal],
    works: Sequence[PlannedWork],
    stale: bool,
) -> HomeAnswer:
    services = [_service(who, item, seen, found, live, works, stale=stale) for item in who.services]
    services.sort(key=partial(_telling, who))
    if not services:
        incident = found.outage("", None, ())
        verdict, reason = _without_services(who, incident)
        work = next((item for item in works if item.area), None)
        return HomeAnswer(who, (), verdict, reason, None, incident, None, found.recent, work)
    first = services[0]
    near = next((answer.neighbours for answer in services if answer.neighbours is not None), None)
    return HomeAnswer(
        who, tuple(services), first.verdict, first.reason, first.since_ms, first.incident, near, found.recent,
        next((item.planned for item in services if item.planned is not None), None),
    )  # fmt: skip


def _paid(who: Subscriber) -> Subscriber:
    """Return the same home had everything it ever had been paid for."""
    return replace(who, status=ACTIVE, services=tuple(replace(item, status=ACTIVE) for item in who.services))


def _telling(who: Subscriber, answer: ServiceAnswer) -> tuple[bool, bool, int, bool]:
    """Return by what services are ordered: the first speaks for the home.

    A service that the account does not have, or owes for alone, does not speak for the others; nor does a
    television box without a return path make a home unseen whose modem is seen. Of two verdicts alike the one that
    rests on the service's own terminal comes first.
    """
    unseen = answer.reason in UNTESTED or answer.reason is Reason.SPARED
    theirs_alone = answer.reason in UNPAID and who.status == ACTIVE
    return theirs_alone, unseen, ORDER.index(answer.verdict), answer.reason is Reason.SAME_HOME


WORKING = (TerminalState.REGISTERED, TerminalState.UNREGISTERED, TerminalState.BARRED)
"""States in which signal passes both ways."""


def _once(who: Subscriber) -> list[Subscription]:
    """Return the services whose terminals are a home's, each terminal once."""
    return list({item.terminal: item for item in reversed(who.services) if item.terminal}.values())


def _look(
    connection: Connection,
    item: Subscription,
    place: Place,
    fresh: Freshness,
    now_ms: int,
    *,
    walked: bool,
) -> _Seen:
    """Return how a terminal fares; its paths are walked only where an incident or work may lie on them."""
    above = list(place.above)
    silent = silent_headend(above, item.kind)
    state = known_state(item, silent, stale=fresh.stale)
    judged = item.slot if state is TerminalState.REGISTERED else None
    since_ms = item.since_ms or None
    dark_ms = since_ms if state is TerminalState.DARK else None
    return _Seen(
        way=ways(connection, place.terminal, above) if walked else None,
        near=neighbours(connection, place.terminal, above, dark_ms) if not place.misdrawn else None,
        silent=silent,
        misdrawn=place.misdrawn,
        state=state,
        out_of_limits=out_of_limits(connection, judged) if judged is not None else (),
        changed=changed(connection, judged) if judged is not None else (),
        along=along_with(connection, above, dark_ms) if dark_ms is not None else None,
        gone_ms=now_ms - since_ms if since_ms is not None else None,
        dark_ms=dark_ms,
    )


def _service(
    who: Subscriber,
    item: Subscription,
    seen: dict[str, _Seen],
    found: Troubles,
    live: list[LiveTerminal],
    works: Sequence[PlannedWork],
    *,
    stale: bool,
) -> ServiceAnswer:
    here = seen.get(item.terminal, _NOTHING)
    fed = here if here.way is not None else next((other for other in seen.values() if other.way is not None), here)
    way, blind = fed.way, here.state in BLIND
    beside = fed.near if not stale and fed.silent is None else None
    outage = found.outage(item.service, way, live, blind=blind, beside=beside)
    disturbance = found.disturbance(item.service, way)
    cut = outage if outage is not None and _lights_unknown(outage, seen.values(), found) else None
    facts = Facts(
        account_status=who.status,
        service=item,
        incident=found.explained.get(item.slot) if item.slot is not None else None,
        home_incident=outage if not fed.misdrawn and cut is None else None,
        neighbours=here.near,
        silent=here.silent,
        stale=stale,
        disturbance=disturbance if not fed.misdrawn else None,
        misdrawn=blind and fed.misdrawn and bool(outage or disturbance),
        out_of_limits=here.out_of_limits,
        elsewhere=found.elsewhere(item.service, way),
        power_cut=cut,
        planned=next((work for work in works if touches(work, item.service, way)), None),
        changed=here.changed,
        along=here.along,
        gone_ms=here.gone_ms,
    )
    verdict, reason = decide(facts)
    incident = _incident(facts, reason)
    return ServiceAnswer(
        subscription=item,
        verdict=verdict,
        reason=reason,
        since_ms=_since(item, reason, incident, facts.planned),
        incident=incident,
        neighbours=here.near,
        connected=here.state is TerminalState.REGISTERED,
        out_of_limits=here.out_of_limits,
        planned=facts.planned,
        changed=here.changed,
    )


def _lights_unknown(outage: IncidentView, home: Iterable[_Seen], found: Troubles) -> bool:
    """Tell whether all that says a home's own electricity is out is that it is out at its neighbours'.

    Mains go by the house and the stairwell, not by the coax: the home of which a terminal was seen to go dark with
    them has none, of any other the file only says who lives beside it.
    """
    if outage.cause != Cause.MAINS or any(one.number == outage.number for one in found.explained.values()):
        return False
    began_ms = (outage.started_after_ms or outage.opened_ms) - SLACK_MS
    return not any(terminal.dark_ms is not None and terminal.dark_ms >= began_ms for terminal in home)


def _incident(facts: Facts, reason: Reason) -> IncidentView | None:
    """Return the incident that a reason speaks of."""
    if reason in DISTURBED:
        return facts.disturbance
    if reason is Reason.ANNOUNCED:
        return facts.incident or facts.home_incident
    if reason is Reason.INCIDENT:
        return facts.incident
    if reason is Reason.ALONG_WITH:
        return facts.along
    if reason is Reason.POWER_CUT:
        return facts.power_cut
    return facts.home_incident if reason in (Reason.SAME_HOME, Reason.BEHIND) else None


def _since(
    item: Subscription, reason: Reason, incident: IncidentView | None, planned: PlannedWork | None
) -> int | None:
    if reason is Reason.ANNOUNCED and planned is not None:
        return planned.from_ms
    if incident is not None:
        return incident.started_before_ms or incident.opened_ms
    return None if reason in TIMELESS else item.since_ms or None


def _without_services(who: Subscriber, home_incident: IncidentView | None) -> tuple[Verdict, Reason]:
    if who.status == "suspended":
        return Verdict.ACCOUNT, Reason.SUSPENDED
    if home_incident is not None and home_incident.cause == Cause.MAINS:
        return Verdict.CANNOT_SEE, Reason.POWER_CUT
    if home_incident is not None:
        return Verdict.AREA_OUTAGE, Reason.SAME_HOME
    if who.status == "arrears":
        return Verdict.ACCOUNT, Reason.ARREARS
    return Verdict.CANNOT_SEE, Reason.ONE_WAY
