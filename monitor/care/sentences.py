"""The sentence an agent reads out, in the caller's language; the words stand beside this file as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.care.answers import SHARED, UNPAID, Answer, HomeAnswer
from monitor.care.expected import expected_back
from monitor.care.verdict import Reason, Verdict

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOLDER = Path(__file__).parent / "words"


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Return the sentences of a language by `verdict.reason`."""
    read: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return read


def say(home: HomeAnswer, language: Language, zone: ZoneInfo, now_ms: int) -> str:
    """Return what to tell the caller about a home: what is wrong, why if that is known, what works all the same."""
    words, near = catalogue(language), home.neighbours
    first = words[f"{home.verdict}.{home.reason}"].format(
        since=moment(home.since_ms, language, zone, now_ms),
        incident=home.incident.id if home.incident is not None else "",
        total=near.total if near is not None else 0,
        fine=near.fine if near is not None else 0,
    )
    told = [*_until(home, language, zone, now_ms), *_also(home, words)]
    return (" " if language == "en" else "").join([first, *told])


def _until(home: HomeAnswer, language: Language, zone: ZoneInfo, now_ms: int) -> list[str]:
    """Return until when it lasts: what is planned, what is expected, that nobody knows; of other trouble nothing."""
    words, work = catalogue(language), home.planned
    if work is not None and home.verdict in (Verdict.PLANNED_WORK, Verdict.NO_FAULT):
        until = moment(work.to_ms, language, zone, now_ms)
        if home.verdict is Verdict.NO_FAULT:
            return [words["also.work_now"].format(until=until)]
        text = [work.text(language)] if work.text(language) else []
        return [*text, words["also.work_until"].format(until=until)]
    if home.verdict not in (Verdict.AREA_OUTAGE, Verdict.DEGRADED) or home.incident is None:
        return []
    etr = expected_back(home, now_ms)
    if etr is None:
        return [words["also.investigating"]]
    before = moment(etr.before_ms, language, zone, now_ms)
    if etr.after_ms <= now_ms or etr.after_ms == etr.before_ms:
        return [words["also.back_by"].format(before=before)]
    return [words["also.back"].format(after=moment(etr.after_ms, language, zone, now_ms), before=before)]


def _also(home: HomeAnswer, words: Mapping[str, str]) -> list[str]:
    """Return what follows the verdict; of a cause nobody has words for nothing is said."""
    said = []
    if home.incident is not None and home.verdict in SHARED and home.verdict is not Verdict.PLANNED_WORK:
        said += [words[key] for key in (f"also.cause.{home.incident.cause}",) if key in words]
    if home.reason is Reason.ARREARS and any(item.connected for item in home.services):
        said.append(words["also.signal"])
    for key, services in _apart(home):
        if names := [words.get(f"service.{name}", name) for name in services]:
            said.append(words[f"also.{key}"].format(services=words["also.and"].join(names)))
    return said


def _apart(home: HomeAnswer) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield services of which something else is true than the headline says, by the key of its words."""
    if home.verdict is Verdict.NO_FAULT:
        yield "untested", home.untested
    yield "unaffected", home.unaffected
    for reason in UNPAID:
        yield reason, home.unpaid(reason)


def say_nobody(answer: Answer, language: Language) -> str:
    """Return what to tell about a number, or whatever else was asked for, that belongs to no account."""
    key = "unknown_phone" if answer.e164 else "not_found" if answer.asked.wordy else "not_a_phone"
    return catalogue(language)[key].format(phone=answer.e164 or answer.written)


def moment(at_ms: int | None, language: Language, zone: ZoneInfo, now_ms: int) -> str:
    """Return a time as one says it on the telephone: the hour today, the day and the hour before that."""
    if at_ms is None:
        return "—"
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    if at.date() == datetime.fromtimestamp(now_ms / 1000, zone).date():
        return f"{at:%H:%M}"
    return f"{at.month}月{at.day}日{at:%H:%M}" if language == "zh" else f"{at:%H:%M} on {at.day} {at:%B}"
