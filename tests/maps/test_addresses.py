"""Addresses as people write them, and the segment that feeds the house."""

from __future__ import annotations

import pytest

from maps.address_parts import Address, parsed
from maps.addresses import AddressBook, Home

ENGLISH = [
    (f"{n} {street}", f"T-{street}-{n // 4}")
    for street in ("Canal Road", "Mill Lane", "Station Road")
    for n in range(1, 40)
]
CHINESE = [
    (f"桐乡市{street}{n}号{b}幢{u}单元{r}01室", f"T-{street}-{n}-{b}")
    for street in ("庆丰南路", "庆丰北路", "振兴东路")
    for n in range(1, 9)
    for b in (1, 2)
    for u in (1, 2)
    for r in (1, 2)
]


@pytest.fixture(scope="module")
def book() -> AddressBook:
    return AddressBook(Home(*home) for home in [*ENGLISH, *CHINESE])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12 Canal Road", Address("canal road", "12")),
        ("Canal Rd. 12", Address("canal road", "12")),
        ("CANAL ROAD 24-3", Address("canal road", "24", "3")),
        ("Flat 4, Block B, 7 Mill Ln", Address("mill lane", "7", "b", room="4")),
        ("No. 7 Mill Lane, Apt 12", Address("mill lane", "7", room="12")),
        ("庆丰南路18号", Address("庆丰南路", "18")),
        ("庆丰南路 １８ 号３幢２单元５０１室", Address("庆丰南路", "18", "3", "2", "501")),
        ("庆丰南路十八号三幢二单元501室", Address("庆丰南路", "18", "3", "2", "501")),
        ("庆丰南路18号3号楼2单元501", Address("庆丰南路", "18", "3", "2", "501")),
        ("庆丰南路18-3-2-501", Address("庆丰南路", "18", "3", "2", "501")),
        ("振兴路77弄12号1幢", Address("振兴路77弄", "12", "1")),
        ("振兴路77弄", Address("振兴路", "77")),
        (
            "Jade Garden, Tower 2 Unit 3 Room 0401, 18 West Lake Ave.",
            Address("jade garden west lake avenue", "18", "2", "3", "401"),
        ),
        ("二十三号", Address("", "23")),
        ("幸福小区", Address("幸福小区")),
        ("", Address("")),
        ("!!!", Address("")),
    ],
)
def test_an_address_is_taken_apart(text, parts):
    assert parsed(text) == parts


@pytest.mark.parametrize(
    "text", ["12 Canal Road", "canal rd 12", "12 Cannal Road", "Canal Road 12, Flat 3", "12, CANAL  ROAD"]
)
def test_a_house_is_found_however_it_is_written(book, text):
    first, *others = book.find(text)
    assert (first.address, first.element, first.homes, first.fed) == ("12 Canal Road", "T-Canal Road-3", 1, 1)
    assert all(other.score < first.score for other in others)


@pytest.mark.parametrize(
    "text",
    [
        "庆丰南路3号2幢",
        "桐乡市庆丰南路３号２幢",
        "庆丰南路三号二栋",
        "桐乡庆丰南路3号2幢1单元",
        "庆丰南路3-2",
        "浙江省桐乡市庆丰南路3号2号楼",
    ],
)
def test_a_chinese_house_is_found_without_its_town_and_with_other_words_for_its_parts(book, text):
    first = book.find(text)[0]
    assert first.element == "T-庆丰南路-3-2"
    assert first.homes == (2 if "单元" in text else 4)


def test_the_street_that_differs_in_one_letter_comes_second(book):
    streets = [match.element.split("-")[1] for match in book.find("庆丰北路3号1幢")]
    assert streets[0] == "庆丰北路"


def test_a_whole_address_is_certain_and_the_same(book):
    for written, element in (*ENGLISH, *CHINESE):
        first = book.find(written)[0]
        assert (first.element, first.score) == (element, 1.0)


def test_another_number_is_worth_less_than_the_right_one_and_more_than_nothing(book):
    (first, *_) = book.find("99 Mill Lane")
    assert 0.4 <= first.score < 0.6
    assert "Mill Lane" in first.address


@pytest.mark.parametrize("text", ["", "  ", "!", "Zebrastraße", "x", "7"])
def test_what_is_like_nothing_finds_nothing(book, text):
    assert book.find(text) == []


def test_the_element_that_feeds_most_homes_of_a_house_is_named():
    homes = [("1 Mill Lane, Flat 1", "T1"), ("1 Mill Lane, Flat 2", "T2"), ("1 Mill Lane, Flat 3", "T2")]
    (match,) = AddressBook(Home(*home) for home in [*homes, ("1 Mill Lane, Flat 4", "")]).find("1 mill lane")
    assert (match.element, match.fed, match.homes) == ("T2", 2, 4)
    (match,) = AddressBook([Home("2 Mill Lane", "")]).find("2 Mill Lane")
    assert (match.element, match.fed, match.homes) == ("", 0, 1)


def test_no_more_are_given_than_asked_for_and_an_empty_book_has_none(book):
    assert len(book.find("Canal Road", most=3)) == 3
    assert AddressBook(()).find("Canal Road") == []
    assert len(AddressBook(())) == 0


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("qingfengnanlu 3", "桐乡市庆丰南路3号"),
        ("qing feng nan lu 3 hao", "桐乡市庆丰南路3号"),
        ("qfnl 3", "桐乡市庆丰南路3号"),
        ("qfnl3hao", "桐乡市庆丰南路3号"),
        ("QFBL 5", "桐乡市庆丰北路5号"),
        ("tongxiang zhenxingdonglu 7hao 2dong", "桐乡市振兴东路7号2幢"),
        ("zxdl 7-2", "桐乡市振兴东路7号2幢"),
    ],
)
def test_a_chinese_street_is_found_by_its_pinyin_and_by_its_initials(book, text, house):
    assert book.find(text)[0].address.startswith(house)


def test_a_house_knows_whose_homes_are_in_it():
    book = AddressBook([Home("1 Mill Lane", "T1", "A1"), Home("1 Mill Lane", "T1", "A2"), Home("1 Mill Lane", "T1")])
    assert book.find("1 mill lane")[0].accounts == ("A1", "A2")
