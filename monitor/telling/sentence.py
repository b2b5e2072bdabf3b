"""The one sentence that says what an incident is, where, since when and for how many."""

from __future__ import annotations

import math
from zoneinfo import ZoneInfo

from maps.model import Cause
from monitor.incidents.model import Event, incident_id
from monitor.telling.catalogue import Language, called, listed, moment, say, words
from monitor.telling.model import IncidentNotice

MOST_NAMED = 3
"""Alternatives named in a sentence; the rest are counted."""


def sentence(notice: IncidentNotice, language: Language, zone: ZoneInfo) -> str:
    """Return what a notice says, in a language, with times of a zone."""
    if notice.event == Event.RESOLVED and notice.merged_into is not None:
        into = incident_id(notice.merged_into)
        return say(language, "resolved", "merged", incident=notice.incident, into=into)
    either = notice.cause == Cause.UPLINK and bool(notice.alternatives)
    return say(
        language,
        notice.event.rpartition(".")[2],
        "either" if either else notice.cause,
        place=_place(notice, language),
        started=_started(notice, language, zone),
        ended=moment(language, notice.resolved_ms if notice.resolved_ms is not None else notice.at_ms, zone),
        subscribers=notice.subscribers,
        suspects=_suspects(notice, language),
        probability=math.floor(notice.probability * 100),  # 99.9 % is not certainty
    )


def _place(notice: IncidentNotice, language: Language) -> str:
    elements = [called(language, item.kind, item.name, item.id) for item in notice.elements]
    if len(elements) > 1:
        return say(language, "place", "several", elements=listed(language, elements))
    others = [called(language, item.kind, item.name, item.id) for item in notice.alternatives]
    if not others or notice.cause == Cause.UPLINK:
        return say(language, "place", "one", element=elements[0])
    return say(
        language,
        "place",
        "either" if len(others) <= MOST_NAMED else "many",
        element=elements[0],
        alternatives=listed(language, others[:MOST_NAMED]),
        others=len(others),
    )


def _suspects(notice: IncidentNotice, language: Language) -> str:
    """Return what may have failed in our own link's stead."""
    named = [called(language, item.kind, item.name, item.id) for item in notice.alternatives[:MOST_NAMED]]
    if len(notice.alternatives) > MOST_NAMED:
        named.append(say(language, "part", "others", others=len(notice.alternatives) - MOST_NAMED))
    return words(language)["part"]["or"].join(named)


def _started(notice: IncidentNotice, language: Language, zone: ZoneInfo) -> str:
    if not notice.started_before_ms:
        return say(language, "started", "unknown")
    before = moment(language, notice.started_before_ms, zone)
    if not notice.started_after_ms:
        return say(language, "started", "before", before=before)
    after = moment(language, notice.started_after_ms, zone)
    return say(language, "started", "about" if after == before else "known", after=after, before=before)
