"""What is wrong with one service of a home: decided from facts, by one pure function."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from collectors.states import TerminalState
from monitor.care.neighbours import Ancestor, Neighbours
from monitor.care.subscribers import Subscription
from monitor.incidents.model import IncidentView


class Verdict(StrEnum):
    """What an agent tells a caller about one service, the most telling first."""

    AREA_OUTAGE = "area_outage"
    ACCOUNT = "account"
    OWN_FAULT = "own_fault"
    STALE = "stale"
    CANNOT_SEE = "cannot_see"
    NO_FAULT = "no_fault"


class Reason(StrEnum):
    """Why; words live in the catalogues."""

    INCIDENT = "incident"
    """An open incident explains this terminal."""
    SAME_HOME = "same_home"
    """An open incident explains another terminal of this home; this service cannot be seen itself."""
    NEIGHBOURS_DARK = "neighbours_dark"
    """Most neighbours are dark too, but no incident is open yet."""
    SUSPENDED = "suspended"
    ARREARS = "arrears"
    NOT_AUTHORISED = "not_authorised"
    """The service itself is not active."""
    BARRED = "barred"
    """The CMTS refuses the terminal although its signal is good."""
    DARK = "dark"
    """Dark while the neighbours are fine."""
    DARK_UNCOMPARED = "dark_uncompared"
    """Dark, and nobody beside it to compare with."""
    UNREGISTERED = "unregistered"
    RANGING = "ranging"
    NO_RECENT_DATA = "no_recent_data"
    ONE_WAY = "one_way"
    NOT_SEEN = "not_seen"
    HEADEND_SILENT = "headend_silent"
    REGISTERED = "registered"


ORDER = tuple(Verdict)
"""A home's headline is the verdict of its services that comes first here."""

MOST_OF_THEM = 0.5
"""Share of seen neighbours that must be dark before a dark home is taken for part of an outage."""
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the decision for one service rests on."""

    account_status: str
    service: Subscription
    incident: IncidentView | None
    """Open incident that explains the service's own terminal."""
    home_incident: IncidentView | None
    """Open incident that explains some terminal of the home."""
    neighbours: Neighbours | None
    silent: Ancestor | None
    """The CMTS or OLT of the terminal, when it does not answer."""
    stale: bool


Decision = tuple[Verdict, Reason]


def decide(facts: Facts) -> Decision:
    """Return what is wrong with a service, and why.

    1. A suspended account or service gets no signal whatever the plant does.
    2. An open incident that explains the terminal is the answer, even when it is old news.
    3. Arrears are named before a look at the line.
    4. Where nothing recent is known, that is said, never `no_fault`.
    5. What the terminal says of itself; darkness is compared with the neighbours.
    """
    return (
        _switched_off(facts)
        or _outage(facts)
        or _owing(facts)
        or _out_of_sight(facts)
        or _by_state(_state(facts), facts.neighbours)
    )


def _switched_off(facts: Facts) -> Decision | None:
    if facts.account_status == "suspended":
        return Verdict.ACCOUNT, Reason.SUSPENDED
    if facts.service.status not in ("active", "arrears"):
        return Verdict.ACCOUNT, Reason.NOT_AUTHORISED
    return None


def _outage(facts: Facts) -> Decision | None:
    if facts.incident is not None:
        return Verdict.AREA_OUTAGE, Reason.INCIDENT
    if facts.home_incident is not None and _state(facts) in (TerminalState.UNKNOWN, TerminalState.UNOBSERVABLE):
        return Verdict.AREA_OUTAGE, Reason.SAME_HOME
    return None


def _owing(facts: Facts) -> Decision | None:
    if "arrears" in (facts.account_status, facts.service.status):
        return Verdict.ACCOUNT, Reason.ARREARS
    return None


def _out_of_sight(facts: Facts) -> Decision | None:
    if not facts.service.terminal or _state(facts) is TerminalState.UNOBSERVABLE:
        return Verdict.CANNOT_SEE, Reason.ONE_WAY
    if facts.stale:
        return Verdict.STALE, Reason.NO_RECENT_DATA
    if facts.silent is not None:
        return Verdict.CANNOT_SEE, Reason.HEADEND_SILENT
    return None


def _state(facts: Facts) -> TerminalState:
    return TerminalState.UNKNOWN if facts.service.state is None else TerminalState(facts.service.state)


def _by_state(state: TerminalState, beside: Neighbours | None) -> Decision:
    if state is TerminalState.DARK:
        return _dark(beside)
    return {
        TerminalState.REGISTERED: (Verdict.NO_FAULT, Reason.REGISTERED),
        TerminalState.UNREGISTERED: (Verdict.OWN_FAULT, Reason.UNREGISTERED),
        TerminalState.RANGING: (Verdict.OWN_FAULT, Reason.RANGING),
        TerminalState.BARRED: (Verdict.ACCOUNT, Reason.BARRED),
    }.get(state, (Verdict.CANNOT_SEE, Reason.NOT_SEEN))


def _dark(beside: Neighbours | None) -> Decision:
    if beside is None or beside.total == 0:
        return Verdict.OWN_FAULT, Reason.DARK_UNCOMPARED
    if beside.offline >= SEVERAL and beside.offline >= MOST_OF_THEM * beside.total:
        return Verdict.AREA_OUTAGE, Reason.NEIGHBOURS_DARK
    return Verdict.OWN_FAULT, Reason.DARK
