"""Words of notices in both languages; codes are data, words live in the files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOLDER = Path(__file__).parent


@cache
def words(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Return the words of a language by table and code."""
    return tomllib.loads((FOLDER / f"words.{language}.toml").read_text(encoding="utf-8"))


def say(language: Language, table: str, code: str, **values: object) -> str:
    """Return the words of a code with `{names}` filled in; raises KeyError for a code without words."""
    return words(language)[table][code].format(**values)


def listed(language: Language, names: list[str]) -> str:
    """Return names as a list within a sentence."""
    return words(language)["list"]["between"].join(names)


def called(language: Language, kind: str, name: str, key: str) -> str:
    """Return what people call an element; the kind goes first where the name, or the id, does not say it already."""
    word = say(language, "kind", kind)
    if not name and word.casefold() in key.casefold():
        return say(language, "element", "called", name=key)
    if not name:
        return say(language, "element", "bare", kind=word, id=key)
    says_it = word.casefold() in name.casefold()
    return say(language, "element", "called" if says_it else "named", kind=word, name=name)


def moment(language: Language, at_ms: int, zone: ZoneInfo) -> str:
    """Return a point in time as people of a zone write it, to the minute."""
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    month = words(language)["month"][str(at.month)]
    return say(language, "moment", "full", day=at.day, month=month, clock=f"{at:%H:%M}")
