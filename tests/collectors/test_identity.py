import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.identity import as_mac, normalise_terminal


@pytest.mark.parametrize(
    "written",
    [
        "00:1C:EA:0B:2d:9f",
        "00-1c-ea-0b-2d-9f",
        "001c.ea0b.2d9f",
        "001CEA0B2D9F",
        " 0:1c:ea:b:2d:9f ",
        "00:1c:ea:0b:2d:9f",
    ],
)
def test_a_mac_has_one_spelling_however_it_was_written(written):
    assert normalise_terminal(written) == "00:1c:ea:0b:2d:9f"


@pytest.mark.parametrize("card", ["8512003344556677", "123456789012", "SN-4711/A", "JH0012"])
def test_a_card_or_serial_number_stays_as_it_is(card):
    assert normalise_terminal(f" {card} ") == card


@given(st.text(max_size=30))
def test_what_is_normal_stays_normal(text):
    once = normalise_terminal(text)
    assert normalise_terminal(once) == once


OCTETS = st.binary(min_size=6, max_size=6)


@given(OCTETS, st.sampled_from("-.:"), st.sampled_from([2, 4, 6]), st.booleans())
def test_every_grouping_of_a_mac_is_the_same_terminal(octets, separator, size, capitals):
    digits = octets.hex()
    written = separator.join(digits[i : i + size] for i in range(0, 12, size))
    assert normalise_terminal(written.upper() if capitals else written) == octets.hex(":")


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_twelve_plain_digits_stay_a_card_number_but_may_be_asked_for_as_a_mac(digits):
    assert normalise_terminal(digits) == digits
    assert as_mac(digits).replace(":", "") == digits


@pytest.mark.parametrize(
    "written", ["0200-0000.0100", "0200-0000-010", "02000000-0100", "02.0.0.0.1.0", "1.2.3.4.5.6", "", "02:00"]
)
def test_what_is_grouped_like_no_mac_is_none(written):
    assert as_mac(written) == ""
