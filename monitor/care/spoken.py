"""What a machine tells a caller, and what is told of an area: nothing that somebody would have to do then and there.

The sentences that agents read out say `I will pass it on`; nobody does when an announcement system speaks. Its words
stand beside the others as data of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo

from monitor.care.answers import HomeAnswer
from monitor.care.expected import expected_back
from monitor.care.sentences import FOLDER, Language, catalogue, moment
from monitor.care.verdict import Reason, Verdict


@cache
def announcements(language: Language) -> Mapping[str, str]:
    """Return what is announced in a language by `verdict.reason`, of areas by `area.verdict`, to nobody by `nobody`."""
    read: dict[str, str] = json.loads((FOLDER / f"announced.{language}.json").read_text(encoding="utf-8"))
    return read


def speak(home: HomeAnswer, language: Language, zone: ZoneInfo, now_ms: int) -> str:
    """Return what a machine tells whoever lives in a home: what is wrong, how long still, what works all the same."""
    words = catalogue(language)
    told = [_begun(f"{home.verdict}.{home.reason}", home, language, zone, now_ms)]
    told += _still(home, language, zone, now_ms) if home.reason is not Reason.POWER_CUT else []
    if unaffected := [words.get(f"service.{name}", name) for name in dict.fromkeys(home.unaffected)]:
        told.append(words["also.unaffected"].format(services=words["also.and"].join(unaffected)))
    return _together(told, language)


def speak_of_area(verdict: str, home: HomeAnswer, language: Language, zone: ZoneInfo, now_ms: int) -> str:
    """Return what is told of an area by what `home` shares with its neighbours; of its own state and services nothing.

    verdict: an AreaVerdict on trouble that is shared.
    """
    told = [_begun(f"area.{verdict}", home, language, zone, now_ms), *_still(home, language, zone, now_ms)]
    return _together(told, language)


def speak_to_nobody(language: Language) -> str:
    """Return what a machine tells a caller whom it does not know."""
    return announcements(language)["nobody"]


def _begun(key: str, home: HomeAnswer, language: Language, zone: ZoneInfo, now_ms: int) -> str:
    near = home.neighbours
    return announcements(language)[key].format(
        since=moment(home.since_ms, language, zone, now_ms),
        incident=home.incident.id if home.incident is not None else "",
        total=near.total if near is not None else 0,
        fine=near.fine if near is not None else 0,
    )


def _still(home: HomeAnswer, language: Language, zone: ZoneInfo, now_ms: int) -> list[str]:
    """Return until when it lasts, and the cause where there are words for it."""
    words, work = catalogue(language), home.planned
    if work is not None and home.verdict in (Verdict.PLANNED_WORK, Verdict.NO_FAULT):
        key = "also.work_until" if home.verdict is Verdict.PLANNED_WORK else "also.work_now"
        text = [work.text(language)] if work.text(language) and home.verdict is Verdict.PLANNED_WORK else []
        return [*text, words[key].format(until=moment(work.to_ms, language, zone, now_ms))]
    cause = words.get(f"also.cause.{home.incident.cause}") if home.incident is not None else None
    causes = [cause] if cause is not None else []
    if home.verdict is not Verdict.AREA_OUTAGE and home.reason is not Reason.POWER_CUT:
        return causes
    etr = expected_back(home, now_ms)
    if etr is None:
        return [*causes, words["also.investigating"]]
    return [*causes, words["also.back_by"].format(before=moment(etr.before_ms, language, zone, now_ms))]


def _together(told: list[str], language: Language) -> str:
    return (" " if language == "en" else "").join(told)
