"""Table indexes as agents write them."""

import pytest

from collectors.snmp.engine import INDEX_WIDTHS
from collectors.snmp.walk import decode_index


@pytest.mark.parametrize(
    ("suffix", "parts", "index"),
    [
        (b"\x05", 1, 5),
        (b"\x81\x00", 1, 128),
        (b"\x05\x00", 1, 5),
        (b"\x00", 1, 0),
        (b"\x05\x07", 1, -1),
        (b"\x05\x00\x00", 1, -1),
        (b"\x02\x03", 2, (2 << 32) | 3),
        (b"\x02\x03\x00", 2, (2 << 32) | 3),
        (b"\x02", 2, -1),
        (b"\x85", 1, -1),
    ],
)
def test_an_index_is_one_number_and_a_zero_too_many_is_forgiven(suffix, parts, index):
    assert decode_index(suffix, INDEX_WIDTHS[parts]) == index
