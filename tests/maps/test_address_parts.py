"""What an address says: the same home in any notation, and never another home for certain."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maps.address_parts import Address, parsed, written_at
from maps.addresses import AddressBook, Home
from maps.numerals import arabic, chinese

SMALL = st.integers(1, 40)
ROOM = st.integers(101, 3099)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("人民路五號三棟二單元五〇一室", Address("人民路", "5", "3", "2", "501")),
        ("人民路5号3#2单元501", Address("人民路", "5", "3", "2", "501")),
        ("人民路5号3#2#501", Address("人民路", "5", "3", "2", "501")),
        ("人民路5号3幢3002", Address("人民路", "5", "3", "", "3002")),
        ("人民路5号3-3002", Address("人民路", "5", "3", "", "3002")),
        ("人民路5号3栋30楼3002", Address("人民路", "5", "3", "", "3002")),
        ("人民路5号3栋5楼02室", Address("人民路", "5", "3", "", "502")),
        ("A座1201号", Address("", "", "a", "", "1201")),
        ("阳光小区5-2-1002", Address("阳光小区", "", "5", "2", "1002")),
        ("阳光小区5幢2单元1002", Address("阳光小区", "", "5", "2", "1002")),
        ("建设1路5号", Address("建设一路", "5")),
        ("316国道5号", Address("316国道", "5")),
        ("314500 庆丰南路5号", Address("314500庆丰南路", "5")),
        ("12 Orchard Road, Block 3 #04-05", Address("orchard road", "12", "3", "", "4-5")),
        ("rénmín lù 5", Address("renmin lu", "5")),
        ("5 Tower Road", Address("tower road", "5")),
        ("12e Mill Lane", Address("mill lane", "12e")),
    ],
)
def test_an_address_is_taken_apart(text, parts):
    assert parsed(text) == parts


NOTATIONS = [
    "人民路{n}号{b}幢{u}单元{r}室", "人民路{n}号{b}栋{u}单元{r}", "人民路{n}号{b}号楼{u}单元{r}",
    "人民路{n}號{b}棟{u}單元{r}室",
    "人民路{n}号{b}-{u}-{r}", "人民路{n}-{b}-{u}-{r}", "人民路{n}号{b}#{u}单元{r}", "人民路{n}号{b}#{u}#{r}",
    "人民路 {n} 号 {b} 幢 {u} 单元 {r} 室", "人民路{n}号{b}幢{u}-{r}室",
]  # fmt: skip


HOME = st.fixed_dictionaries({"n": SMALL, "b": SMALL, "u": SMALL, "r": ROOM})


@given(HOME, st.sampled_from(NOTATIONS), st.sampled_from(NOTATIONS))
def test_the_same_home_in_any_notation_is_surely_the_same(home, one, other):
    assert written_at(one.format(**home)).is_surely(written_at(other.format(**home)))


@given(HOME, HOME, st.sampled_from(NOTATIONS), st.sampled_from(NOTATIONS))
def test_another_home_is_never_surely_the_same(mine, its, one, other):
    assume(mine != its)
    assert not written_at(one.format(**mine)).is_surely(written_at(other.format(**its)))


@pytest.mark.parametrize(
    ("asked_for", "recorded"),
    [
        ("Mill Lane 9", "Mill Lane 3"),
        ("Hill Lane 3", "Mill Lane 3"),
        ("mill", "Mill Lane 3"),
        ("Mill Lane", "Mill Lane"),
        ("Mill Lane 3", "Mill Lane 3, Flat 2"),
        ("人民路5号", "人民路5号3幢"),
        ("人民路5号3幢501", "人民路5号3幢2单元501室"),
        ("人民路5号3-501", "人民路5号3幢501室"),
        ("振兴路77弄", "振兴路77号"),
        ("人民路5号附1", "人民路5号附2"),
        ("人民路5号甲", "人民路5号"),
        ("人民路5号3幢5楼", "人民路5号3幢6楼"),
        ("人民路3-2-501室", "人民路3幢2单元501室"),
        ("renminlu 5hao", "人民路5号"),
        ("新庆丰路5号", "庆丰路5号"),
    ],
)
def test_what_may_be_another_home_is_not_surely_the_same(asked_for, recorded):
    assert not written_at(asked_for).is_surely(written_at(recorded))
    assert not written_at(recorded).is_surely(written_at(asked_for))


@given(st.text(alphabet="人民路5号3幢2单元室楼弄附甲#-/ a12Flat栋座百十一", max_size=30))
def test_any_text_has_a_reading_and_is_near_itself(text):
    written = written_at(text)
    assert len(written.readings) >= 1
    assert written.nearness(written) >= 1


@given(st.integers(0, 99))
def test_a_numeral_is_read_as_it_is_written(number):
    assert arabic(chinese(number)) == number


@pytest.mark.parametrize(
    ("numeral", "number"), [("三〇〇二", 3002), ("一百零八", 108), ("一百二十", 120), ("二百一十三", 213), ("十", 10)]
)
def test_numerals_of_tens_and_hundreds(numeral, number):
    assert arabic(numeral) == number


@pytest.mark.parametrize(
    "text",
    ["rénmín lù 5", "ren2min2 lu4 5", "ren2min2lu4 5hao", "人民lu 5号", "人名路5号", "renminlu 5hao", "人民路五號"],
)
def test_a_street_is_found_with_tones_and_with_signs_that_sound_alike(text):
    book = AddressBook([Home("人民路7号", "E7"), Home("人民路5号", "E5"), Home("人和街5号", "E0")])
    assert book.find(text)[0].element == "E5"


def test_an_english_lane_called_long_is_no_pinyin():
    assert AddressBook([Home("3 Long Lane", "E3")]).find("3 Long Lane")[0].score == 1.0
