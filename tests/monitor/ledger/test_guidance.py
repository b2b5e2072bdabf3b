"""Guidance cards: delivered ones until somebody edits them, every version kept, of two editors one is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from monitor.care.verdict import Verdict
from monitor.ledger import guidance
from monitor.ledger import tables as t
from monitor.ledger.calls import Symptom
from monitor.ledger.guidance import Card, CardRefusedError, applying, cards, delivered, edit, versions
from monitor.ledger.ledger import Ledger


def test_every_verdict_has_a_card_in_both_languages() -> None:
    for verdict in Verdict:
        found = applying(delivered(), verdict)
        assert any(not card.symptom for card in found), verdict
        assert all(card.text("zh") and card.text("en") for card in found)
    assert {card.symptom for card in delivered()} <= {*Symptom, ""}
    assert {card.verdict for card in delivered()} <= set(Verdict)


def test_an_edited_card_replaces_the_delivered_one_and_all_versions_are_kept(ledger: Ledger) -> None:
    card = next(card for card in delivered() if card.verdict == "own_fault")
    assert edit(ledger, "noc", replace(card, text_en="Ask for the light."), 5) == 1
    assert edit(ledger, "admin", replace(card, version=1, text_en="Ask twice."), 6) == 2
    with ledger.read() as connection:
        now = {(item.symptom, item.verdict): item for item in cards(connection)}
        kept = versions(connection, card.symptom, card.verdict)
        trail = connection.execute(select(t.audit.c.actor).where(t.audit.c.action == "guidance.edit")).scalars().all()
    assert now[card.symptom, card.verdict].text_en == "Ask twice."
    assert [item.text_en for item in kept] == ["Ask twice.", "Ask for the light.", card.text_en]
    assert list(trail) == ["noc", "admin"]


def test_whoever_edits_an_older_version_is_told_that_it_has_changed(ledger: Ledger) -> None:
    card = Card("slow", "stale", 0, "慢", "slow")
    edit(ledger, "noc", card, 5)
    with pytest.raises(CardRefusedError, match="noc has changed this card"):
        edit(ledger, "admin", card, 6)


def test_an_empty_card_is_one_taken_away_and_half_a_card_is_none(ledger: Ledger) -> None:
    card = next(card for card in delivered() if card.verdict == "account" and not card.symptom)
    edit(ledger, "noc", replace(card, text_zh="", text_en=""), 5)
    with ledger.read() as connection:
        assert all(item.symptom for item in applying(cards(connection), "account"))
    for wrong in (replace(card, version=1, text_zh=""), replace(card, version=1, text_zh="x" * 3000)):
        with pytest.raises(CardRefusedError):
            edit(ledger, "noc", wrong, 6)


def test_the_delivered_cards_are_a_file_beside_the_code() -> None:
    assert guidance.DEFAULTS.is_file()
