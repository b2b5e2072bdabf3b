from hypothesis import given
from hypothesis import strategies as st

from collectors.snmp import ber
from collectors.snmp.layout import layout, read

signed = st.integers(-(2**63), 2**63 - 1).map(lambda value: (ber.INTEGER, value))
small = st.integers(-300, 300).map(lambda value: (ber.INTEGER, value))
unsigned = st.integers(0, 2**64 - 1).map(lambda value: (ber.COUNTER64, value))
counters = st.integers(0, 2**32 - 1).map(lambda value: (ber.COUNTER32, value))
numbers = st.lists(st.one_of(signed, small, unsigned, counters), min_size=1, max_size=12)


def answer(values):
    """Encode bindings; return them and where their numbers lie."""
    data, fields = b"", []
    for column, (tag, value) in enumerate(values):
        head = ber.encode_tlv(ber.OID, ber.encode_oid(f"1.3.6.1.2.1.10.{column}.1"))
        encoded = ber.encode_integer(value, tag)
        start = len(data) + 2 + len(head) + 2
        data += ber.encode_tlv(ber.SEQUENCE, head + encoded)
        fields.append((start, len(data), tag))
    return data, fields


@given(numbers)
def test_an_answer_is_read_by_its_own_layout(values):
    data, fields = answer(values)
    assert list(read(data, [layout(data, fields)])) == [value for _, value in values]


@given(numbers, st.data())
def test_an_answer_of_the_same_widths_is_read_by_the_layout_of_the_first(values, draw):
    data, fields = answer(values)
    again = bytearray(data)
    for start, end, tag in fields:
        fresh = draw.draw(st.binary(min_size=end - start, max_size=end - start))
        again[start:end] = b"\x00" + fresh[1:] if end - start == 9 else fresh
        del tag
    got = read(bytes(again), [layout(data, fields)])
    plain = [
        ber.decode_integer(bytes(again[start:end]))
        if tag == ber.INTEGER
        else ber.decode_unsigned(bytes(again[start:end]))
        for start, end, tag in fields
    ]
    assert got is None or list(got) == plain
    if all(end - start not in {5, 9} for start, end, _ in fields):
        assert got is not None


@given(numbers, st.data())
def test_an_answer_that_differs_outside_its_numbers_fits_no_layout(values, draw):
    data, fields = answer(values)
    inside = {place for start, end, _ in fields for place in range(start, end)}
    place = draw.draw(st.sampled_from([place for place in range(len(data)) if place not in inside]))
    changed = bytearray(data)
    changed[place] ^= draw.draw(st.integers(1, 255))
    assert read(bytes(changed), [layout(data, fields)]) is None
