"""A fault in sentences, in both languages, for every cause and every way a search can come out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pytest

from maps.model import Cause
from maps.search import Point, Search
from monitor.incidents.model import FaultView
from monitor.telling.catalogue import LANGUAGES, words
from monitor.telling.explaining import elements_of, explain

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Piece:
    kind: str
    name: str = ""


NAMES = {"A7": Piece("amplifier"), "A6": Piece("amplifier", "Mill Lane"), "S1": Piece("line_power_supply")}
FAULT = FaultView(
    "A7", "element", 0.987, (), 40, 2, 45, 1_699_999_940_000, 1_700_000_000_000,
    search=Search(1, 212.4, 0, "A7", Point.INPUT), contradicting=("02:00:00:00:00:01", "02:00:00:00:00:02"),
)  # fmt: skip


def sentences(fault: FaultView, language="en") -> tuple[str, ...]:
    return explain(fault, NAMES, language, ZONE).sentences


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("point", Point)
def test_every_fault_can_be_explained(cause, point, language):
    for search in (None, Search(), replace(FAULT.search, point=point, below="N3", unplaced=7)):
        said = sentences(replace(FAULT, cause=str(cause), search=search), language)
        assert all(said)
        assert len(said) >= 2
        assert "{" not in "".join(said)


def test_every_cause_and_point_has_words():
    for language in LANGUAGES:
        for table in ("what", "why"):
            assert {str(cause) for cause in Cause} <= set(words(language)[table])
        assert {str(point) for point in Point} <= set(words(language)["first"])


def test_what_a_crew_reads_in_english():
    assert sentences(FAULT) == (
        "Failed: amplifier A7 or its input span.",
        (
            "40 of the 42 terminals seen behind it are dark since 06:13 on 15 November; 2 are up all the same "
            "(02:00:00:00:00:01, 02:00:00:00:00:02); 3 cannot be seen. Probability 98%."
        ),
        "To search: 212 m of plant.",
        (
            "Measure first at the input of amplifier A7: signal there means amplifier A7 or what lies behind it, none "
            "means the span that feeds it or what lies above."
        ),
    )


def test_what_a_crew_reads_in_chinese():
    assert sentences(FAULT, "zh") == (
        "故障处：放大器A7或其输入缆段。",
        (
            "其下可见的42台终端中有40台自11月15日06:13起离线；2台仍然在线（02:00:00:00:00:01、02:00:00:00:00:02）；3台无法看到。"
            "概率98%。"
        ),
        "需查线路212米。",
        "先测放大器A7输入端：有信号则为放大器A7本身或其后，无信号则为其输入缆段或上游。",
    )


def test_alternatives_are_said_as_such_and_a_supply_has_no_span():
    fault = replace(FAULT, alternatives=(("A6", 0.3), ("S1", 0.2)))
    first = sentences(fault)[0]
    assert first.startswith("Failed: amplifier A7 or its input span, or amplifier Mill Lane or its input span, or line")
    assert "line power supply S1. The evidence cannot tell these 3 apart." in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_link_and_the_only_cmts_are_said_as_alternatives(language):
    fault = replace(FAULT, cause="uplink", alternatives=(("A7", 0.2),), explains=0, contradicts=0, behind=900)
    what, why, first = explain(replace(fault, search=None), NAMES, language, ZONE).sentences
    if language == "en":
        assert what == (
            "We see nothing any more: our own link has failed, or amplifier A7. The evidence cannot tell these 2 apart."
        )
    assert "A7" in what
    assert "900" in why
    assert "A7" in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_callers_are_said_to_have_decided_it(language):
    fault = replace(FAULT, explains=0, contradicts=0, behind=900, callers=6, usual_callers=0.2)
    why = explain(fault, NAMES, language, ZONE).why
    assert "6" in why
    assert "0.2" in why
    assert "A7" in why


def test_more_alternatives_than_anybody_reads_are_counted():
    fault = replace(FAULT, alternatives=tuple((f"T{i}", 0.01) for i in range(9)))
    assert "one of 6 others" in sentences(fault)[0]
    assert "these 10 apart" in sentences(fault)[0]


@pytest.mark.parametrize(
    ("search", "said"),
    [
        (Search(2, None, 2, "A7"), "the plant file does not say how many metres"),
        (Search(2, 80.0, 1, "A7"), "more than 80 m of plant; the plant file does not say how long 1"),
        (Search(1, 0.0, 0, "S1", Point.CURRENT), "the place itself"),
        (Search(1, 10.0, 0, "A7", below="A7", unplaced=40), "does not show what is below amplifier A7: 40 of these"),
    ],
)
def test_what_is_not_known_is_said(search, said):
    assert said in " ".join(sentences(replace(FAULT, search=search)))


def test_branches_that_fell_together_failed_by_something_that_is_not_drawn():
    search = Search(1, 150.0, 0, "A7", Point.OUTPUT, branches=2)
    assert sentences(replace(FAULT, search=search))[0] == (
        "Failed: something between amplifier A7 and 2 of its branches that the plant file does not show."
    )


def test_nothing_to_search_is_nothing_said_of_it():
    said = sentences(replace(FAULT, cause="mains", search=Search()))
    assert len(said) == 3
    assert "power company" in said[-1]


def test_nobody_up_and_no_time_known():
    why = sentences(replace(FAULT, contradicts=0, contradicting=(), before_ms=0))[1]
    assert why.startswith("40 of the 40 terminals seen behind it are dark; none is up")


def test_who_is_not_named_is_counted():
    assert "2 are up all the same;" in sentences(replace(FAULT, contradicting=()))[1]
    assert "2 are up all the same (x …)" in sentences(replace(FAULT, contradicting=("x",)))[1]
    many = replace(FAULT, contradicts=4, contradicting=("a", "b", "c", "d"))
    assert "4 are up all the same (a, b, c …)" in sentences(many)[1]


def test_a_reading_of_an_elements_own_is_no_count_of_terminals():
    why = sentences(replace(FAULT, cause="level", explains=0, contradicts=0, behind=0))[1]
    assert why == "A reading of its own is outside its limits since 06:13 on 15 November."


def test_every_element_that_may_be_named_is_asked_for():
    search = Search(2, 1.0, 0, "A6", below="N3")
    assert set(elements_of(replace(FAULT, alternatives=(("S1", 0.1),), search=search))) == {"A7", "S1", "A6", "N3"}


def test_a_stored_fault_is_the_same_again_and_an_old_one_has_no_search():
    assert FaultView.from_json(FAULT.to_json()) == FAULT
    old = {key: value for key, value in FAULT.to_json().items() if key not in ("search", "contradicting")}
    assert FaultView.from_json(old) == replace(FAULT, search=None, contradicting=())


def test_a_dark_node_with_two_routes_is_named_without_either_span():
    twice = replace(FAULT, search=replace(FAULT.search, two_routes=("A7",)))
    assert sentences(twice)[0] == "Failed: amplifier A7 or both of its routes."
    assert sentences(twice, "zh")[0] == "故障处：放大器A7或其主备两路。"


def test_who_is_left_without_protection_is_named_and_many_are_counted():
    few = replace(FAULT, unprotected=("A6", "N2"))
    assert sentences(few)[-1] == (
        "Until this is repaired, in service by one of two routes and unprotected: amplifier Mill Lane, device N2."
    )
    assert sentences(few, "zh")[-1] == "修复前仅剩一路在用、失去保护：放大器Mill Lane、设备N2。"
    many = replace(FAULT, unprotected=tuple(f"N{k}" for k in range(7)))
    assert sentences(many)[-1].endswith("device N3 and 3 others.")
    assert elements_of(many)[-4:] == ("N0", "N1", "N2", "N3")
