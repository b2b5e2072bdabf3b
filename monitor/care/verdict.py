"""What is wrong with one service of a home: decided from facts, by one pure function."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from collectors.states import TerminalState
from maps.model import Cause
from monitor.care.neighbours import MOST_OF_THEM, Ancestor, Neighbours
from monitor.care.reach import NOT_OUTAGES
from monitor.care.subscribers import Subscription
from monitor.incidents.model import IncidentView
from monitor.ledger.planned_work import PlannedWork


class Verdict(StrEnum):
    """What an agent tells a caller about one service, the most telling first."""

    AREA_OUTAGE = "area_outage"
    PLANNED_WORK = "planned_work"
    LIKELY_OUTAGE = "likely_outage"
    """Most of the neighbours fail as this home does, and nothing is open yet."""
    ACCOUNT = "account"
    OWN_FAULT = "own_fault"
    DEGRADED = "degraded"
    STALE = "stale"
    CANNOT_SEE = "cannot_see"
    NO_FAULT = "no_fault"


class Reason(StrEnum):
    """Why; words live in the catalogues."""

    INCIDENT = "incident"
    """An open incident explains this terminal."""
    SAME_HOME = "same_home"
    """An open incident lies on this service's way and reaches this home; the service cannot be seen itself."""
    BEHIND = "behind"
    """Dark, and an open incident lies on its way, which does not count this terminal among what it darkened."""
    ANNOUNCED = "announced"
    """Without service, and people are at work on what feeds it, as was planned."""
    NEIGHBOURS_DARK = "neighbours_dark"
    """Most neighbours are without service too, but no incident is open yet."""
    NEIGHBOURS_PENDING = "neighbours_pending"
    """Most neighbours cannot log in either, but no incident is open yet."""
    SUSPENDED = "suspended"
    ARREARS = "arrears"
    NOT_AUTHORISED = "not_authorised"
    """The service itself is not active."""
    BARRED = "barred"
    """The CMTS refuses the terminal although its signal is good."""
    DARK = "dark"
    """Dark while the neighbours are fine."""
    DARK_UNCOMPARED = "dark_uncompared"
    """Dark, and hardly anybody beside it who lives: its own fault or everybody's, nobody can tell."""
    ALONG_WITH = "along_with"
    """Dark since an open incident began close by, which does not explain it: the plant file may have it elsewhere."""
    NEIGHBOURS_GOING = "neighbours_going"
    """Several neighbours went dark in the same minutes, no incident is open yet."""
    JUST_NOW = "just_now"
    """Gone so lately that whoever fails with it may not have been missed yet."""
    PENDING_UNCOMPARED = "pending_uncompared"
    """Cannot log in, and hardly anybody beside it who can."""
    UNREGISTERED = "unregistered"
    RANGING = "ranging"
    DISTURBED = "disturbed"
    """Connected, but an open incident disturbs what it rides on."""
    DISTURBED_UNSEEN = "disturbed_unseen"
    """An open incident disturbs what it rides on; how it fares at this moment nobody knows."""
    OUT_OF_LIMITS = "out_of_limits"
    """Connected, but its own readings stand where service suffers."""
    CHANGED = "changed"
    """Connected and within limits, but its own readings are far worse than they used to be."""
    NO_RECENT_DATA = "no_recent_data"
    ONE_WAY = "one_way"
    DRAWN_ELSEWHERE = "drawn_elsewhere"
    """Not seen itself; an open incident reaches it by the plant file, which draws it where its home cannot be."""
    POWER_CUT = "power_cut"
    """Not seen itself, or dark before, and the mains are out around it: at whose sockets they know who live there."""
    SPARED = "spared"
    """No return path; an open incident reaches other services of this home and leaves this one's way alone."""
    NOT_SEEN = "not_seen"
    HEADEND_SILENT = "headend_silent"
    REGISTERED = "registered"


ORDER = tuple(Verdict)
"""A home's headline is the verdict of its services that comes first here."""

BLIND = (TerminalState.UNKNOWN, TerminalState.UNOBSERVABLE)
"""States that tell nothing of the service."""
PENDING = (TerminalState.UNREGISTERED, TerminalState.RANGING)
"""States of a terminal that has signal, at least partly, and is not let in."""
DISTURBED = (Reason.DISTURBED, Reason.DISTURBED_UNSEEN)
"""Reasons that speak of an incident which takes no service away."""

SEVERAL = 2
FEW_OF_THEM = 0.1
"""Share of seen neighbours that must have gone dark with a home before that is more than chance."""
JUST_MS = 90_000
"""A CMTS takes up to a minute to miss a modem, and a sweep to be asked."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the decision for one service rests on."""

    account_status: str
    service: Subscription
    incident: IncidentView | None
    """Open incident that explains the service's own terminal."""
    home_incident: IncidentView | None
    """Open incident that reaches this service of this home, whatever it explains."""
    neighbours: Neighbours | None
    silent: Ancestor | None
    """Whoever would tell of the terminal, when it does not answer."""
    stale: bool
    disturbance: IncidentView | None = None
    """Open incident that makes the service worse without taking it away."""
    out_of_limits: tuple[str, ...] = ()
    """Metrics of the terminal that stand where service suffers."""
    elsewhere: bool = False
    """Whether an open incident reaches other services of this home and not this one."""
    misdrawn: bool = False
    """Whether an open incident reaches this service, which nobody sees, by a drawing that its address belies."""
    power_cut: IncidentView | None = None
    """Open power cut that counts this home, of which nothing was seen to go dark with it."""
    planned: PlannedWork | None = None
    """Work that goes on now at what feeds this service."""
    changed: tuple[str, ...] = ()
    """Metrics of the terminal that are far worse than they used to be."""
    along: IncidentView | None = None
    """Open incident close by that began when this terminal went dark."""
    gone_ms: int | None = None
    """For how long the terminal has been in the state it is in; None: nobody knows."""


Decision = tuple[Verdict, Reason]


def decide(facts: Facts) -> Decision:
    """Return what is wrong with a service, and why.

    1. A suspended account or service gets no signal whatever the plant does.
    2. While people are at work as planned, that is the answer of what does not work, an incident or not.
    3. An open incident that explains the terminal is the answer, even when it is old news; but what is
       seen working now works, wherever the plant file hangs it.
    4. Arrears are named before a look at the line.
    5. Where nothing recent is known, that is said, never `no_fault`; what disturbs the area is said even so. What
       is drawn where its home cannot be is told of no incident that only the drawing brings to it, and who was
       not seen to go dark with a power cut only that it is near.
    6. What the terminal says of itself; darkness is compared with the neighbours.
    """
    return (
        _switched_off(facts)
        or _planned(facts)
        or _outage(facts)
        or _owing(facts)
        or _out_of_sight(facts)
        or _by_state(known_state(facts.service, facts.silent, stale=facts.stale), facts)
    )


def known_state(service: Subscription, silent: Ancestor | None, *, stale: bool) -> TerminalState:
    """Return the state of a service's terminal as far as it speaks of now; darkness stands until somebody denies it."""
    state = TerminalState.UNKNOWN if service.state is None else TerminalState(service.state)
    lasting = (TerminalState.DARK, TerminalState.UNOBSERVABLE)
    return state if state in lasting or not (stale or silent) else TerminalState.UNKNOWN


def _switched_off(facts: Facts) -> Decision | None:
    if facts.account_status == "suspended":
        return Verdict.ACCOUNT, Reason.SUSPENDED
    if facts.service.status not in ("active", "arrears"):
        return Verdict.ACCOUNT, Reason.NOT_AUTHORISED
    return None


def _planned(facts: Facts) -> Decision | None:
    """Return that work is going on, unless the service works or its home fails alone."""
    if facts.planned is None:
        return None
    state = known_state(facts.service, facts.silent, stale=facts.stale)
    beside = facts.neighbours
    failing = state is TerminalState.DARK or state in PENDING
    alone = failing and facts.incident is None and _neighbours_fine(beside)
    if alone or state in (TerminalState.REGISTERED, TerminalState.BARRED):
        return None
    return Verdict.PLANNED_WORK, Reason.ANNOUNCED


def _outage(facts: Facts) -> Decision | None:
    state = known_state(facts.service, facts.silent, stale=facts.stale)
    if _explained(facts.incident, state):
        return Verdict.AREA_OUTAGE, Reason.INCIDENT
    if facts.home_incident is None:
        return None
    if state in BLIND:
        return Verdict.AREA_OUTAGE, Reason.SAME_HOME
    if state is TerminalState.DARK and not _neighbours_fine(facts.neighbours):
        return Verdict.AREA_OUTAGE, Reason.BEHIND
    if state in PENDING and facts.home_incident.cause == Cause.PROVISIONING:
        return Verdict.AREA_OUTAGE, Reason.BEHIND  # neighbours who were let in before stay so
    return None


def _explained(incident: IncidentView | None, state: TerminalState) -> bool:
    """Tell whether an incident is why a terminal is without service.

    One that only makes service worse may be why a terminal is not connected; of one that nobody sees it says nothing.
    """
    if incident is None or state is TerminalState.REGISTERED:
        return False
    return incident.cause not in NOT_OUTAGES or state not in BLIND


def _owing(facts: Facts) -> Decision | None:
    if "arrears" in (facts.account_status, facts.service.status):
        return Verdict.ACCOUNT, Reason.ARREARS
    return None


def _out_of_sight(facts: Facts) -> Decision | None:
    if known_state(facts.service, facts.silent, stale=facts.stale) in BLIND and (near := _in_trouble_near(facts)):
        return near
    if not facts.service.terminal or facts.service.state == TerminalState.UNOBSERVABLE:
        return Verdict.CANNOT_SEE, Reason.SPARED if facts.elsewhere else Reason.ONE_WAY
    if facts.stale:
        return Verdict.STALE, Reason.NO_RECENT_DATA
    if facts.silent is not None:
        return Verdict.CANNOT_SEE, Reason.HEADEND_SILENT
    return None


def _in_trouble_near(facts: Facts) -> Decision | None:
    """Return what may reach a service that nobody sees."""
    if facts.misdrawn:
        return Verdict.CANNOT_SEE, Reason.DRAWN_ELSEWHERE
    if facts.power_cut is not None:
        return Verdict.CANNOT_SEE, Reason.POWER_CUT
    if facts.disturbance is not None:
        return Verdict.DEGRADED, Reason.DISTURBED_UNSEEN
    return None


def _by_state(state: TerminalState, facts: Facts) -> Decision:
    if state is TerminalState.DARK and facts.power_cut is not None and not _neighbours_fine(facts.neighbours):
        return Verdict.CANNOT_SEE, Reason.POWER_CUT
    if state is TerminalState.DARK:
        return _dark(facts)
    if state is TerminalState.REGISTERED:
        return _connected(facts)
    if state in PENDING or state is TerminalState.BARRED:
        return _not_let_in(state, facts)
    return Verdict.CANNOT_SEE, Reason.NOT_SEEN


def _not_let_in(state: TerminalState, facts: Facts) -> Decision:
    """Return why a terminal with signal is not let in: its own matter only where its neighbours are."""
    beside, barred = facts.neighbours, state is TerminalState.BARRED
    if beside is not None and _most(beside.pending + (beside.barred if barred else beside.offline), beside):
        return Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_PENDING
    if barred:
        return Verdict.ACCOUNT, Reason.BARRED
    if beside is None or not _mostly_living(beside):
        return Verdict.CANNOT_SEE, Reason.PENDING_UNCOMPARED
    if _just_now(facts):
        return Verdict.CANNOT_SEE, Reason.JUST_NOW
    return Verdict.OWN_FAULT, Reason.UNREGISTERED if state is TerminalState.UNREGISTERED else Reason.RANGING


def _connected(facts: Facts) -> Decision:
    if facts.disturbance is not None:
        return Verdict.DEGRADED, Reason.DISTURBED
    if facts.out_of_limits:
        return Verdict.DEGRADED, Reason.OUT_OF_LIMITS
    if facts.changed:
        return Verdict.DEGRADED, Reason.CHANGED
    return Verdict.NO_FAULT, Reason.REGISTERED


def _dark(facts: Facts) -> Decision:
    """Return why a terminal is dark: its own fault only where others are seen living, and went not with it."""
    beside = facts.neighbours
    if beside is not None and _most(beside.offline + beside.pending, beside):
        return Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_DARK
    if facts.along is not None:
        return Verdict.LIKELY_OUTAGE, Reason.ALONG_WITH
    if beside is None or not _mostly_living(beside):
        return Verdict.CANNOT_SEE, Reason.DARK_UNCOMPARED
    if beside.together >= max(SEVERAL, FEW_OF_THEM * beside.total):
        return Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_GOING
    if _just_now(facts):
        return Verdict.CANNOT_SEE, Reason.JUST_NOW
    return Verdict.OWN_FAULT, Reason.DARK


def _mostly_living(beside: Neighbours) -> bool:
    """Return whether signal and log-in reach most of those beside a home, however few they are."""
    return beside.offline + beside.pending < (1 - MOST_OF_THEM) * beside.total


def _just_now(facts: Facts) -> bool:
    return facts.gone_ms is not None and facts.gone_ms < JUST_MS


def _most(how_many: int, beside: Neighbours) -> bool:
    return how_many >= SEVERAL and how_many >= MOST_OF_THEM * beside.total


def _neighbours_fine(beside: Neighbours | None) -> bool:
    """Return whether a home is dark alone: enough neighbours are seen, and most of them live."""
    return beside is not None and beside.well
