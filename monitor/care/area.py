"""What may be said of an address to those who may not know who lives there: whether its area is in trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor.care.answers import Answer, HomeAnswer
from monitor.care.sentences import Language, catalogue
from monitor.care.spoken import speak_of_area
from monitor.care.verdict import DISTURBED, Reason, Verdict
from monitor.incidents.model import IncidentView


class AreaVerdict(StrEnum):
    """What is known of an area, the most telling first."""

    OUTAGE = "outage"
    PLANNED = "planned"
    LIKELY = "likely"
    DISTURBED = "disturbed"
    NONE_KNOWN = "none_known"
    CANNOT_SAY = "cannot_say"
    NOBODY = "nobody"


_OF_HOME = {
    Verdict.AREA_OUTAGE: AreaVerdict.OUTAGE,
    Verdict.PLANNED_WORK: AreaVerdict.PLANNED,
    Verdict.LIKELY_OUTAGE: AreaVerdict.LIKELY,
    Verdict.STALE: AreaVerdict.CANNOT_SAY,
}
ORDER = tuple(AreaVerdict)
BLIND = (Reason.HEADEND_SILENT, Reason.NOT_SEEN, Reason.NO_RECENT_DATA)
"""Reasons for which nothing can be said of the neighbourhood either."""


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """What is known of the area of whoever was asked for; nothing of them."""

    verdict: AreaVerdict
    home: HomeAnswer | None
    """The home that tells of it; its name and its own trouble are not to be shown."""

    @property
    def incident(self) -> IncidentView | None:
        """The incident that is spoken of."""
        return self.home.incident if self.home is not None else None

    @property
    def since_ms(self) -> int | None:
        """Since when the area is in trouble; None: nobody knows but of the home that tells of it."""
        shared = self.incident is not None or self.verdict is AreaVerdict.PLANNED
        return self.home.since_ms if self.home is not None and shared else None


def area(answer: Answer, homes: Sequence[HomeAnswer]) -> AreaAnswer:
    """Return what the homes at an address come to: what one of them shares with its neighbours speaks for all.

    A home's own fault, its debts and its readings are nobody else's business: of them nothing is known here, and
    what its neighbourhood suffers is told to who owes as to anybody.
    """
    if not homes:
        return AreaAnswer(AreaVerdict.NOBODY, None)
    judged = [(verdict_of(home), home) for home in (item.owing_nothing or item for item in homes)]
    verdict, home = min(judged, key=lambda pair: ORDER.index(pair[0]))
    if verdict is AreaVerdict.NONE_KNOWN and answer.freshness.stale:
        return AreaAnswer(AreaVerdict.CANNOT_SAY, None)
    return AreaAnswer(verdict, home if verdict in TELLING else None)


TELLING = (AreaVerdict.OUTAGE, AreaVerdict.PLANNED, AreaVerdict.LIKELY, AreaVerdict.DISTURBED)


def verdict_of(home: HomeAnswer) -> AreaVerdict:
    """Return what a home's verdict says of its area."""
    if home.reason in DISTURBED:
        return AreaVerdict.DISTURBED
    if home.reason is Reason.POWER_CUT:
        return AreaVerdict.OUTAGE
    if home.reason in BLIND:
        return AreaVerdict.CANNOT_SAY
    return _OF_HOME.get(home.verdict, AreaVerdict.NONE_KNOWN)


def say_area(answer: AreaAnswer, language: Language, zone: ZoneInfo, now_ms: int) -> str:
    """Return what to tell whoever asked."""
    if answer.home is not None:
        return speak_of_area(answer.verdict, answer.home, language, zone, now_ms)
    return catalogue(language)[f"area.{answer.verdict}"]
