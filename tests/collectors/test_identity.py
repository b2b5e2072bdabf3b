import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.identity import normalise_terminal


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
