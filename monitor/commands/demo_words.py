"""What the demonstration says in its terminal, in both languages; the words live in the files beside this one."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOLDER = Path(__file__).parent
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


@cache
def words(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Return the words of a language by table and code."""
    return tomllib.loads((FOLDER / f"demo.{language}.toml").read_text(encoding="utf-8"))


def say(language: Language, table: str, code: str, **values: object) -> str:
    """Return the words of a code with `{names}` filled in; raises KeyError for a code without words."""
    return words(language)[table][code].format(**values)


def spoken_here(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language of the terminal: Chinese where the locale says so, else English."""
    locale = next((environment[name] for name in LOCALES if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"
