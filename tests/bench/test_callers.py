"""Thirty callers of a hostile city are answered in Chromium as a new agent would, and none is told what is not so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace

import pytest

from bench.callers import MOST_ACTIONS, answered, score
from bench.callers.agent import Seen, Told
from bench.callers.people import CALLERS, LATER, PLANT, SHARING, STRANGERS, UNKNOWN, Caller
from bench.day.answering import Grade

SEED = 2
"""A city where a home behind the cut span is drawn at its node alone, and was once told that the fault is its own."""


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_no_caller_of_a_hostile_city_is_told_with_confidence_what_is_not_so() -> None:
    day = answered(SEED, network="127.46")
    assert day.wrong == []
    assert len(day.scored) == CALLERS
    kinds = Counter(one.caller.kind for one in day.scored)
    wanted = {kind: count for kind, count, _ in (*PLANT, *LATER)} | {UNKNOWN: STRANGERS}
    assert {kind: kinds[kind] for kind in wanted} == wanted
    assert kinds["two accounts on one number"] == SHARING
    assert max(one.told.actions for one in day.scored) <= MOST_ACTIONS
    right = [one for one in day.scored if one.grade is Grade.RIGHT]
    assert len(right) >= CALLERS / 2  # it is no way out to be unsure of everybody


def town(services: Mapping[str, str], **facts: object) -> object:
    truth = {"status": "active", "services": services, "faults": [], "off": []} | facts
    return SimpleNamespace(
        city=SimpleNamespace(subscribers=[SimpleNamespace(account="a")]), truths=[truth], broken={}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "grade"),
    [
        ({"a": Seen("no_fault", {"tv": "cannot_see", "broadband": "no_fault"})}, Grade.RIGHT),
        ({"a": Seen("area_outage", {"tv": "area_outage", "broadband": "no_fault"})}, Grade.WRONG),
        ({"a": Seen("own_fault", {"tv": "cannot_see", "broadband": "no_fault"})}, Grade.WRONG),
        ({"a": Seen("cannot_see", {"tv": "cannot_see", "broadband": "cannot_see"})}, Grade.UNSURE),
        ({}, Grade.WRONG),
        ({"b": Seen("no_fault", {"tv": "no_fault"})}, Grade.WRONG),
    ],
)
def test_an_answer_is_as_good_as_the_worst_of_what_it_says(told: dict[str, Seen], grade: Grade) -> None:
    home = town({"tv": "good", "broadband": "good"})
    scored = score(home, Caller("anybody", "1", (0,)), Told(told, 1), 0)  # type: ignore[arg-type]  # as far as it is read
    assert scored.grade is grade, scored.why


def test_a_number_of_nobody_must_find_nobody() -> None:
    home = town({"tv": "good"})
    found = [score(home, Caller(UNKNOWN, "1", ()), Told(told, 1), 0).grade  # type: ignore[arg-type]  # as above
             for told in ({}, {"a": Seen("no_fault", {"tv": "no_fault"})})]  # fmt: skip
    assert found == [Grade.STRANGER, Grade.WRONG]
