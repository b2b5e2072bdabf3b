"""A message as people read it: a title, and text with the address of the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.telling.catalogue import Language, say, words
from monitor.telling.channels.reading import ZERO_WIDTH_JOINER, is_test, sentence, shown, wanted
from monitor.telling.model import DIGEST, TEST, Message

FLAGS = ("\U0001f1e6", "\U0001f1ff")
"""The letters that flags are written with, two for each."""
MOST_LISTED = 50
"""Incidents of a digest whose sentences are written out; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One incident as a text names it."""

    id: str
    sentence: str
    page: str


@dataclass(frozen=True, slots=True)
class Text:
    """A message in words."""

    title: str
    sentence: str
    entries: tuple[Entry, ...] = ()
    more: str = ""
    """What is said of those that are not listed, or empty."""

    def plain(self) -> str:
        """Return all of it without marks."""
        lines = [self.sentence]
        for one in self.entries:
            lines += ["", *((f"{one.id}: {one.sentence}",) if one.sentence != self.sentence else ()), one.page]
        return "\n".join([*lines, *(("", self.more) if self.more else ())]) + "\n"


def text(message: Message, language: Language) -> Text:
    """Return a message in words; of a kind that is not known, the sentence it brings."""
    kind, data = str(message.payload["type"]), message.payload["data"]
    spoken = " ".join(filter(None, (wanted(message), sentence(message))))
    if kind == DIGEST:
        told = data["incidents"]
        left = len(told) - MOST_LISTED
        more = say(language, "title", "more", count=left) if left > 0 else ""
        listed = tuple(_entry(one) for one in told[:MOST_LISTED])
        return Text(say(language, "title", "digest", count=data["count"]), spoken, listed, more)
    if is_test(message):
        return Text(say(language, "title", TEST), spoken)
    if "links" not in data or "id" not in data:
        return Text(_line(spoken, 80), spoken)
    event = words(language)["event"].get(kind, "")
    return Text(_line(f"{data['id']} {event}".rstrip(), 80), spoken, (_entry({**data, "sentence": spoken}),))


def cut(spoken: str, longest: int) -> str:
    """Return a text of at most so many characters, without half of what is read as one."""
    if len(spoken) <= longest:
        return spoken
    end = longest - 1
    while end > 0 and _joins(spoken[end - 1], spoken[end]):
        end -= 1
    return spoken[:end].rstrip() + "…"


def _joins(before: str, sign: str) -> bool:
    """Return whether a sign belongs to the one before it: marks, variants, skin tones, joined pictures, flags."""
    return (
        unicodedata.combining(sign) > 0
        or ZERO_WIDTH_JOINER in (before, sign)
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or (FLAGS[0] <= sign <= FLAGS[1] and FLAGS[0] <= before <= FLAGS[1])
    )


def _entry(data: Mapping[str, Any]) -> Entry:
    return Entry(str(data["id"]), shown(str(data["sentence"])), str(data["links"]["page"]))


def _line(words: str, longest: int) -> str:
    return cut(shown(words), longest)
