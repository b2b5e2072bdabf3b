from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ledger.phones import e164


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "+86-138-0013-8000",
        "008613800138000",
        "0086 138 0013 8000",
        "86 13800138000",
        "(+86)13800138000",
        "１３８００１３８０００",
        "＋８６　１３８　００１３　８０００",
        " 13800138000\t",
        "13800138000转5",
        "138–0013–8000",
    ],
)
def test_every_way_of_writing_a_mobile_number_is_the_same_number(written: str):
    assert e164(written) == "+8613800138000"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0571-88886666", "+8657188886666"),
        ("(0571) 8888 6666", "+8657188886666"),
        ("（０５７１）８８８８６６６６", "+8657188886666"),
        ("+86 571 8888 6666", "+8657188886666"),
        ("0086-571-88886666", "+8657188886666"),
        ("010-62551234", "+861062551234"),
        ("010 6255 1234 转 801", "+861062551234"),
        ("400-800-1234", "+864008001234"),
        ("19912345678", "+8619912345678"),
        ("+852 2123 4567", "+85221234567"),
        ("00852-21234567", "+85221234567"),
        ("+1 (650) 253-0000", "+16502530000"),
    ],
)
def test_landlines_and_numbers_from_abroad(written: str, number: str):
    assert e164(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "电话",
        "none",
        "110",
        "10086",
        "12345",
        "62551234",  # a landline without its area code is anybody's
        "1380013800",
        "138001380000",
        "23800138000",
        "+86 23800138000",
        "0000000000",
        "13800138000/13900139000",
        "13800138000;13900139000",
        "٠" * 11,
        "1" * 5000,
        "+" * 300,
        "\x00",
    ],
)
def test_what_is_no_number_is_empty(written: str):
    assert e164(written) == ""


def test_the_country_of_numbers_without_a_code_is_a_setting():
    assert e164("020 7946 0018", "GB") == "+442079460018"
    assert e164("138 0013 8000", "GB") == ""
    assert e164("+86 138 0013 8000", "GB") == "+8613800138000"


@given(st.from_regex(r"1[38][0-9]{9}", fullmatch=True))
def test_the_short_way_for_old_prefixes_agrees_with_the_library(written: str):
    number = phonenumbers.parse(written, "CN")
    assert phonenumbers.is_valid_number(number)
    assert e164(written) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@given(st.text(max_size=40))
def test_any_text_gives_a_number_or_nothing(written: str):
    number = e164(written)
    assert number == "" or (number[0] == "+" and number[1:].isdigit() and number.isascii())


@given(st.text(max_size=40))
def test_a_normalised_number_stays_as_it_is(written: str):
    number = e164(written)
    assert e164(number) == number


@pytest.mark.parametrize(
    "written",
    [
        "0571-87654321-802", "0571-87654321转802", "0571-87654321分机802", "0571-87654321 ext. 802",
        "0571-87654321x802",
        "0571-87654321;ext=802", "0571-87654321,802", "0571-87654321#802", "0571-87654321*802", "0571-87654321(802)",
        "0571-87654321—802", "086-571-87654321", "+86 (0571) 8765 4321", "Tel: 0571-87654321", "0571-87654321 (home)",
    ],
)  # fmt: skip
def test_an_extension_or_a_remark_is_no_part_of_the_number(written: str):
    assert e164(written) == "+8657187654321"


@pytest.mark.parametrize("written", ["1380001OOOO", "138OOOO1O1O", "13800010000F", "1-800-FLOWERS", "l3800010000"])
@pytest.mark.parametrize("region", ["CN", "US"])
def test_letters_never_stand_for_digits(written: str, region: str):
    assert e164(written, region) == ""


@given(st.from_regex(r"1380001[0-9A-Z]{4}", fullmatch=True).filter(lambda text: not text.isdigit()))
def test_a_number_with_letters_in_it_is_nobodys(written: str):
    assert e164(written) == ""


@pytest.mark.parametrize("region", ["CN-0571", "CN-571"])
@pytest.mark.parametrize(
    "written",
    ["87654321", "8765-4321", "8765 4321", "87654321-802", "87654321转802", "0571-87654321", "+8657187654321"],
)
def test_a_number_without_its_area_code_is_of_the_area_that_is_set(written: str, region: str):
    assert e164(written, region) == "+8657187654321"
    assert e164("87654321", "CN") == ""


@pytest.mark.parametrize("written", ["110", "10086", "12345", "95588", "1380013800", "7654321", "17654321"])
def test_a_service_or_a_number_of_another_length_is_none_of_the_area(written: str):
    assert e164(written, "CN-0571") == ""


def test_an_area_code_leaves_mobiles_other_areas_and_other_countries_alone():
    assert e164("13800138000", "CN-0571") == "+8613800138000"
    assert e164("010-62551234", "CN-0571") == "+861062551234"
    assert e164("7946 0018", "GB-020") == "+442079460018"
