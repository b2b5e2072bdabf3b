"""What an agent does and asks, by symptom and verdict: cards that people edit, every version kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

KIND = "guidance"
"""Kind of the changes that tell of an edited card."""
LONGEST_TEXT = 2000
DEFAULTS = Path(__file__).parent / "guidance.json"
"""Cards of an installation where nobody has edited any."""


class CardRefusedError(ValueError):
    """A card that cannot be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Card:
    """What to do about a symptom under a verdict."""

    symptom: str
    """Empty: whatever the caller says."""
    verdict: str
    """Empty: whatever is found."""
    version: int
    """0: as it was delivered."""
    text_zh: str
    text_en: str
    by: str = ""
    at_ms: int = 0

    def text(self, language: str) -> str:
        """Return what it says; an empty card is one that somebody took away."""
        return self.text_zh if language == "zh" else self.text_en


@cache
def delivered() -> tuple[Card, ...]:
    """Return the cards as they were delivered."""
    rows = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    return tuple(Card(row["symptom"], row["verdict"], 0, row["zh"], row["en"]) for row in rows)


def cards(connection: Connection) -> list[Card]:
    """Return every card as it stands now, in the order of verdict and symptom."""
    found = {(card.symptom, card.verdict): card for card in delivered()}
    c = t.guidance.c
    for row in connection.execute(select(t.guidance).where(c.newest)):
        found[row.symptom, row.verdict] = _card(row)
    return sorted(found.values(), key=lambda card: (card.verdict, card.symptom))


def versions(connection: Connection, symptom: str, verdict: str) -> list[Card]:
    """Return the versions of a card, the newest first, the delivered one last."""
    c = t.guidance.c
    rows = connection.execute(
        select(t.guidance).where(c.symptom == symptom, c.verdict == verdict).order_by(c.version.desc())
    )
    first = [card for card in delivered() if (card.symptom, card.verdict) == (symptom, verdict)]
    return [*(_card(row) for row in rows), *first]


def applying(known: Iterable[Card], verdict: str) -> list[Card]:
    """Return the cards for a verdict: those for a symptom in it, then that for any; empty ones left out."""
    found = [card for card in known if card.verdict in ("", verdict) and (card.text_zh or card.text_en)]
    return sorted(found, key=lambda card: (not card.verdict, not card.symptom, card.symptom))


def edit(ledger: Ledger, by: str, card: Card, at_ms: int) -> int:
    """Keep a new version of a card, made from version `card.version`; return its number.

    Raises CardRefusedError where somebody else has edited it since, or it is too long.
    """
    if max(len(card.text_zh), len(card.text_en)) > LONGEST_TEXT:
        raise CardRefusedError(f"a card has at most {LONGEST_TEXT} characters")
    if bool(card.text_zh) != bool(card.text_en):
        raise CardRefusedError("a card is written in both languages")
    c = t.guidance.c
    here = c.symptom == card.symptom, c.verdict == card.verdict
    subject, version = f"{card.verdict}/{card.symptom}", card.version + 1
    with ledger.write(by, "guidance.edit", subject, {"version": version}) as connection:
        newest = connection.execute(select(c.version, c.by).where(*here, c.newest)).first()
        if (newest.version if newest else 0) != card.version:
            who = newest.by if newest else "somebody"
            raise CardRefusedError(f"{who} has changed this card meanwhile")
        connection.execute(update(t.guidance).where(*here, c.newest).values(newest=False))
        texts = {"text_zh": card.text_zh, "text_en": card.text_en}
        row = {"symptom": card.symptom, "verdict": card.verdict, "version": version, "by": by, "at_ms": at_ms}
        connection.execute(insert(t.guidance).values(**row, **texts, newest=True))
        changes.announce(connection, at_ms, KIND)
    return version


def _card(row: object) -> Card:
    names = ("symptom", "verdict", "version", "text_zh", "text_en", "by", "at_ms")
    return Card(*(getattr(row, name) for name in names))
