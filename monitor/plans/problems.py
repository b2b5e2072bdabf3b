"""What is wrong with a plan, by place and code: the words are the pages'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import ValidationError


class Code(StrEnum):
    """Kinds of mistake."""

    JSON = "json"
    """The text is none; `line` and `column` say where it ceases to be."""
    OBJECT = "object"
    """It is JSON, and no object."""
    MISSING = "missing"
    UNKNOWN = "unknown"
    """There is no such field."""
    LEAST = "least"
    MOST = "most"
    SHORT = "short"
    LONG = "long"
    NAME = "name"
    CHOICE = "choice"
    KIND = "kind"
    """A text where a number is meant, and the like."""
    HOURS = "hours"
    WEEKDAYS = "weekdays"
    RECEIVER = "receiver"
    TEXT = "text"
    WITHIN = "within"
    ETR = "etr"
    ETR_ORDER = "etr_order"
    GROUP = "group"
    FORM = "form"
    """The channel of a receiver cannot carry it; `who` and `channel` say whose."""
    OTHER = "other"
    """Something else, which `text` says in English."""


OF_PYDANTIC = {
    "missing": Code.MISSING,
    "extra_forbidden": Code.UNKNOWN,
    "greater_than_equal": Code.LEAST,
    "less_than_equal": Code.MOST,
    "string_too_short": Code.SHORT,
    "too_short": Code.SHORT,
    "string_too_long": Code.LONG,
    "too_long": Code.LONG,
    "string_pattern_mismatch": Code.NAME,
    "enum": Code.CHOICE,
    "literal_error": Code.CHOICE,
}
LIMITS = ("ge", "le", "min_length", "max_length")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake."""

    code: Code
    text: str
    """In English, for programs' logs and the command line."""
    place: tuple[str | int, ...] = ()
    """Fields and positions that lead to it; empty: the plan as a whole."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What its words have places for: `limit`, `expected`, `line`, `column`, `who`, `channel`."""

    @property
    def sentence(self) -> str:
        """Return place and text in one."""
        return f"{'.'.join(str(part) for part in self.place) or 'plan'}: {self.text}"


def problems_of(error: ValidationError) -> list[Problem]:
    """Return what a body was refused for; a list is not too short where only what is wrong in it made it so."""
    found = [_problem(item) for item in error.errors()]
    within = {problem.place[:length] for problem in found for length in range(len(problem.place))}
    return [problem for problem in found if problem.code is not Code.SHORT or problem.place not in within]


def _problem(item: Mapping[str, Any]) -> Problem:
    kind, told = str(item["type"]), item.get("ctx", {})
    code = OF_PYDANTIC.get(kind)
    if code is None:
        ours = kind.removeprefix("plan_")
        code = Code(ours) if kind.startswith("plan_") else Code.KIND if _is_of_kind(kind) else Code.OTHER
    limit = next((told[name] for name in LIMITS if name in told), "")
    values = {"limit": limit, "expected": str(told.get("expected", "")).replace(" or ", ", ").replace("'", "")}
    return Problem(code, str(item["msg"]), tuple(item["loc"]), values)


def _is_of_kind(kind: str) -> bool:
    return kind.endswith(("_type", "_parsing", "_from_float")) or kind == "finite_number"
