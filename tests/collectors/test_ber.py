import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pyasn1.type import univ
from pysnmp.proto import rfc1902

from collectors.snmp import ber
from collectors.snmp.ber import Malformed

sub_ids = st.integers(0, 2**32 - 1)
oids = st.builds(
    lambda first, second, rest: (first, second, *rest),
    st.integers(0, 2),
    st.integers(0, 39),
    st.lists(sub_ids, max_size=20),
)


@given(oids)
def test_an_oid_is_encoded_as_pyasn1_encodes_it_and_decoded_back(parts):
    dotted = ".".join(map(str, parts))
    content = ber.encode_oid(dotted)
    assert ber.encode_tlv(ber.OID, content) == encoder.encode(univ.ObjectIdentifier(parts))
    assert ber.decode_oid(content) == dotted


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_number_is_encoded_as_pyasn1_reads_it_and_decoded_back(value):
    encoded = ber.encode_integer(value)
    assert decoder.decode(encoded) == (univ.Integer(value), b"")
    assert len(encoded) <= len(encoder.encode(univ.Integer(value)))
    assert ber.decode_value(encoded[0], encoded[2:]) == value


@pytest.mark.parametrize(
    ("kind", "largest"),
    [
        (rfc1902.Counter32, 2**32 - 1),
        (rfc1902.Gauge32, 2**32 - 1),
        (rfc1902.TimeTicks, 2**32 - 1),
        (rfc1902.Counter64, 2**64 - 1),
    ],
)
def test_the_largest_number_of_every_unsigned_type_is_read(kind, largest):
    encoded = encoder.encode(kind(largest))
    tag, start, stop = ber.header(encoded, 0, len(encoded))
    assert ber.decode_value(tag, encoded[start:stop]) == largest


def test_a_gauge_without_its_leading_zero_is_not_negative():
    assert ber.decode_value(ber.GAUGE32, b"\xff\xff\xff\xff") == 4294967295


@pytest.mark.parametrize("tag", [ber.NULL, ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW])
def test_absence_is_none_and_not_zero(tag):
    assert ber.decode_value(tag, b"") is None


def test_addresses_and_net_snmp_floats_are_read():
    assert ber.decode_value(ber.IP_ADDRESS, b"\x0a\x00\x00\x01") == b"\x0a\x00\x00\x01"
    assert ber.decode_value(ber.OPAQUE, b"\x9f\x78\x04\x40\x48\xf5\xc3") == pytest.approx(3.14)


@pytest.mark.parametrize("dotted", ["", "1", "1.x.3", "3.1", "1.40", "1.3.-1", "1.3.4294967296", "1.3" + ".1" * 127])
def test_what_is_no_oid_is_refused_by_name(dotted):
    with pytest.raises(Malformed, match="is no object identifier"):
        ber.encode_oid(dotted)


@pytest.mark.parametrize(
    ("tag", "content"),
    [
        (ber.INTEGER, b""),
        (ber.INTEGER, b"\x01" * 9),
        (ber.COUNTER64, b"\x01" * 9),
        (ber.COUNTER32, b""),
        (ber.IP_ADDRESS, b"\x01\x02\x03"),
        (ber.OID, b""),
        (ber.OID, b"\x2b\x86"),
        (ber.OID, b"\x2b" + b"\xff" * 6 + b"\x7f"),
        (ber.OID, b"\x2b" * 129),
        (0x99, b""),
    ],
)
def test_a_value_that_breaks_its_type_is_malformed(tag, content):
    with pytest.raises(Malformed):
        ber.decode_value(tag, content)


@given(st.binary(max_size=64))
def test_no_octets_make_the_decoder_raise_anything_but_malformed(data):
    try:
        tag, start, stop = ber.header(data, 0, len(data))
        assert 0 < start <= stop <= len(data)
        ber.decode_value(tag, data[start:stop])
    except Malformed:
        return


@given(st.binary(max_size=300))
def test_a_length_is_read_as_it_was_written(content):
    encoded = ber.encode_tlv(ber.OCTETS, content)
    _, start, stop = ber.header(encoded, 0, len(encoded))
    assert encoded[start:stop] == content
    assert bytes(decoder.decode(encoded)[0]) == content


@pytest.mark.parametrize(
    "content", [b"\x2b\x80\x01", b"\x80\x2b", b"\x2b\x90\x80\x80\x80\x00", b"\x2b\x90\x80\x80\x80\x4f"]
)
def test_an_oid_has_one_form_and_32_bits_to_a_component(content):
    with pytest.raises(Malformed, match="component of an object identifier"):
        ber.decode_oid(content)


def test_the_first_component_of_an_oid_joins_two():
    assert ber.decode_oid(b"\x90\x80\x80\x80\x4f") == "2.4294967295"
