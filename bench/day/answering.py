"""What callers of a day were told of their service, against what was true of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bench.day.marking import FEW, LATE_MS, Happening

EARLY_MS = 120_000
"""A CMTS takes up to a minute to notice a dead modem, and a sweep to ask it: before that nobody can know."""
OUTAGE = frozenset({"area_outage", "likely_outage", "planned_work"})
"""Verdicts that say it is not this home alone."""
HONEST = frozenset({"cannot_see", "stale"})
"""Verdicts that say nothing is known."""


class Grade(StrEnum):
    """How good an answer was."""

    RIGHT = "right"
    UNSURE = "unsure"
    """It said that it could not tell."""
    STRANGER = "stranger"
    """The number shown is nobody's in the file, or withheld."""
    EARLY = "early"
    """Wrong, within EARLY_MS of a fault or LATE_MS of its repair: observers could not know better."""
    WRONG = "wrong"
    """Something was said with confidence that was not so."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A call, and what the agent was shown for it."""

    call: Mapping[str, Any]
    """As the city has it: number shown, service, symptom, who it was, and what was true of the home."""
    shown: Mapping[str, Any]
    """What the product's lookup gave."""


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer with its grade."""

    at_ms: int
    account: str
    service: str
    truth: str
    verdict: str
    grade: Grade


def grade_all(answered: Iterable[Answered], happenings: Sequence[Happening]) -> tuple[Graded, ...]:
    """Return the grades of a day's answers, in the order of the calls."""
    known = {happening.id: happening for happening in happenings}
    return tuple(_graded(one, known) for one in answered)


def grade(verdict: str, service: str, home: Mapping[str, Any], at_ms: int, known: Mapping[str, Happening]) -> Grade:
    """Return how good a verdict on one service of a home is.

    home: what is true of it, as the city has it; `off`, where it is given, names services whose terminal its
    household has switched off, which lack nothing and are dark. known: what happened in the plant, by id.
    """
    if verdict in HONEST:
        return Grade.UNSURE
    state, about = _state(service, home), _about(home, known)
    if _fits(verdict, state, str(home["status"]), about):
        return Grade.RIGHT
    return Grade.EARLY if _is_early(at_ms, known.values(), about) else Grade.WRONG


def truth(service: str, home: Mapping[str, Any], known: Mapping[str, Happening]) -> str:
    """Return what was true of a service, for people."""
    about = "".join(f", {item.kind} {item.element}" for item in _about(home, known))
    return f"{_state(service, home)}, {home['status']}{about}"


def counts(graded: Iterable[Graded]) -> dict[Grade, int]:
    """Return how many answers have each grade."""
    found = Counter(one.grade for one in graded)
    return {grade: found[grade] for grade in Grade}


def _graded(one: Answered, known: Mapping[str, Happening]) -> Graded:
    call, home = one.call, one.call["home"]
    at_ms, account, service = int(call["at_ms"]), str(call["account"]), str(call["service"])
    shown = next((item for item in one.shown["accounts"] if item["account"] == account), None)
    if not account or shown is None:
        return Graded(at_ms, account, service, "", str(one.shown["verdict"]), Grade.STRANGER)
    verdict = next((item["verdict"] for item in shown["services"] if item["service"] == service), shown["verdict"])
    return Graded(
        at_ms, account, service, truth(service, home, known), verdict, grade(verdict, service, home, at_ms, known)
    )


def _state(service: str, home: Mapping[str, Any]) -> str:
    """Return `lost`, `poor`, `good`, or `off` for what would be good and is switched off."""
    state = str(home["services"].get(service, "good"))
    return "off" if state == "good" and service in home.get("off", ()) else state


def _about(home: Mapping[str, Any], known: Mapping[str, Happening]) -> list[Happening]:
    """Return the faults that take something from a home."""
    return [known[fault] for fault in home["faults"] if fault in known and not known[fault].silent]


def _fits(verdict: str, state: str, status: str, about: Sequence[Happening]) -> bool:
    """Tell whether a verdict is so.

    What plant takes from a few homes may pass for their own trouble, and their own trouble is what it is.
    """
    if verdict == "account":
        return status != "active"
    if state == "good":
        return verdict == "no_fault" and status == "active"
    if state == "off" and verdict == "own_fault":
        return True
    private = not about or all(item.private or len(item.observable) < FEW for item in about)
    if verdict == "own_fault":
        return private
    if verdict in OUTAGE:
        return bool(about)
    return verdict == "degraded" and (state == "poor" or bool(about))


def _is_early(at_ms: int, happenings: Iterable[Happening], about: Sequence[Happening]) -> bool:
    """Tell whether one of the faults of a home has just begun, or any fault has just been repaired, or part of one."""
    begun = any(0 <= at_ms - item.started_ms <= EARLY_MS for item in about)
    mended = (moment for item in happenings for moment in (*item.mended_ms, item.ended_ms))
    return begun or any(0 <= at_ms - moment <= LATE_MS for moment in mended)
