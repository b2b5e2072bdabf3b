"""Whether a receiver is told of a change of an incident, as what, how soon, and why; purely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor.incidents.model import Event
from monitor.settings import Telling
from monitor.settings.receiving import Wants
from monitor.telling.model import MessageEvent, Rank
from thresholds.model import Severity


class Reason(StrEnum):
    """Why a receiver is told, or is not."""

    WANTED = "wanted"
    """It is what this receiver wants to hear of."""
    GREW = "grew"
    """It has become so, and is news to this receiver."""
    HEARD = "heard"
    """This receiver knows of the incident, and hears how it goes on and ends."""
    NEVER_TOLD = "never_told"
    """It ends, and this receiver never knew of it."""
    SEVERITY = "severity"
    CAUSE = "cause"
    PLACE = "place"
    UNIT = "unit"
    CLASS = "class"
    NO_UPDATES = "no_updates"


@dataclass(frozen=True, slots=True)
class About:
    """What a receiver's wishes are compared with."""

    severity: Severity
    cause: str
    subscribers: int
    places: frozenset[str] | None
    """Ids of the elements it is at, of those above them, and of the areas it lies in; None: nobody knows where."""
    units: frozenset[str] | None
    """Units of those areas; None: nobody knows where."""
    classes: frozenset[str]
    """Of the subscribers affected."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a receiver was told of an incident, or is owed."""

    event: str
    waits_until_ms: int = 0
    """Kept back until then; 0: it is not."""
    of_part: bool = False
    """Whether it was told of an incident that turned out to be part of this one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a change for one receiver."""

    event: Event | None
    """What it is told as; None: it is not told."""
    reason: Reason
    rank: Rank = Rank.ORDINARY
    due_ms: int = 0


def decide(
    wants: Wants, about: About, event: Event, heard: Sequence[Heard], rank: Rank, now_ms: int, zone: ZoneInfo
) -> Decision:
    """Return whether a receiver is told of an event, as what, and when at the earliest.

    heard: what it was told of this incident or is owed, oldest first. Who heard of an incident hears its end,
    whatever is wanted by then and at any hour, unless all of it waits for quiet hours to end; who did not hear of it
    is told of no end. Who was asked for a ticket or a public warning has heard of it, and of a ticket's incident also
    where that comes back: the ticket is over by then. Who knew of an incident that turned out to be part of this one
    knows of this one, whatever is wanted: it is told that it opened, and hears how it goes on and ends.
    """
    own = [each for each in heard if not each.of_part]
    knows = bool(heard) and heard[-1].event != Event.RESOLVED
    if event is Event.RESOLVED:
        waits_ms = min((each.waits_until_ms for each in heard), default=0)
        due_ms = now_ms if rank is Rank.PRIORITY else max(waits_ms, now_ms)
        return Decision(event, Reason.HEARD, rank, due_ms) if knows else Decision(None, Reason.NEVER_TOLD)
    due_ms = now_ms if rank is Rank.PRIORITY else after_quiet(wants, now_ms, zone)
    if knows and own and own[-1].event != Event.RESOLVED:
        if event is Event.UPDATED and not wants.updates:
            return Decision(None, Reason.NO_UPDATES)
        return Decision(event, Reason.HEARD, rank, due_ms)
    goes_on = own and wants.updates  # it came back
    news = Event.UPDATED if event is Event.UPDATED and goes_on else Event.OPENED
    if knows:
        return Decision(news, Reason.HEARD, rank, due_ms)
    has_ticket = any(each.event == MessageEvent.TICKET for each in heard)
    if not has_ticket and (missed := missing(wants, about)) is not None:
        return Decision(None, missed)
    return Decision(news, Reason.WANTED if event is Event.OPENED else Reason.GREW, rank, due_ms)


def missing(wants: Wants, about: About) -> Reason | None:
    """Return the first wish that an incident does not meet; None: it meets all.

    Where nobody knows the place no wish about places leaves it out: an unknown place hides nothing.
    """
    if about.severity < Severity[wants.severity.upper()]:
        return Reason.SEVERITY
    if wants.causes and about.cause not in wants.causes:
        return Reason.CAUSE
    if wants.places and about.places is not None and about.places.isdisjoint(wants.places):
        return Reason.PLACE
    if wants.units and about.units is not None and about.units.isdisjoint(wants.units):
        return Reason.UNIT
    if wants.classes and about.classes.isdisjoint(wants.classes):
        return Reason.CLASS
    return None


def rank_of(about: About, settings: Telling) -> Rank:
    """Return whether an incident goes before others: a critical one, or one that affects whom it must not."""
    many = 0 < settings.priority_subscribers <= about.subscribers
    special = not about.classes.isdisjoint(settings.priority_classes)
    return Rank.PRIORITY if many or special or about.severity >= Severity.CRITICAL else Rank.ORDINARY


def after_quiet(wants: Wants, now_ms: int, zone: ZoneInfo) -> int:
    """Return when a receiver may be told of what can wait: now, or when its quiet hours end, UTC ms."""
    hours = wants.quiet()
    if hours is None:
        return now_ms
    begin, end = hours
    now = datetime.fromtimestamp(now_ms / 1000, zone)
    at = now.time()
    quiet = begin <= at < end if begin < end else at >= begin or at < end
    if not quiet:
        return now_ms
    day = now.date() if at < end else now.date() + timedelta(days=1)
    return round(datetime.combine(day, end, zone).timestamp() * 1000)
