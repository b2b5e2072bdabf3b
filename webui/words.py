"""Words for codes: one catalogue per language, read by templates and scripts alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOLDER = Path(__file__).parent / "catalogue"


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Return the words of a language by key."""
    read: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return read


@cache
def version(language: Language) -> str:
    """Return a short name for this state of the catalogue, for its address."""
    return hashlib.sha256((FOLDER / f"{language}.json").read_bytes()).hexdigest()[:10]


def word(language: Language, key: str, **values: object) -> str:
    """Return the words of `key` with `{names}` filled in.

    With `n` 1 the variant `key.one` is taken where the language has one. A code from the data that no
    catalogue knows is shown as it is: an old page must not fail on a new code.
    """
    words = catalogue(language)
    plain = words.get(key)
    if plain is None:
        return key.rpartition(".")[2]
    return (words.get(f"{key}.one", plain) if values.get("n") == 1 else plain).format(**values)


def language_of(*wishes: str | None) -> Language:
    """Return the first wish that is a language we speak."""
    for wish in wishes:
        if wish in LANGUAGES:
            return wish
    return "zh"
