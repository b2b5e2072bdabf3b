"""BER: what is written reads back, and nonsense is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import rfc1902

from simulator import ber
from simulator.answering import answer
from simulator.mib import View
from simulator.snmp import Reader

OIDS = st.lists(st.integers(0, 2**32 - 1), max_size=20).flatmap(
    lambda rest: st.tuples(st.integers(0, 1), st.integers(0, 39)).map(lambda head: (*head, *rest))
)


@given(OIDS)
def test_object_identifiers_read_back_and_agree_with_another_encoder(oid: ber.Oid) -> None:
    assert ber.read_oid(ber.oid_content(oid)) == oid
    assert ber.oid(oid) == encoder.encode(rfc1902.ObjectIdentifier(oid))


@given(st.integers(-(2**31), 2**31 - 1))
def test_integers_are_read_by_another_decoder_and_are_no_longer_than_its_own(value: int) -> None:
    assert decoder.decode(ber.number(value), rfc1902.Integer32())[0] == value
    assert len(ber.number(value)) <= len(encoder.encode(rfc1902.Integer32(value)))
    assert ber.read_integer(ber.number(value), 0, 7) == (value, len(ber.number(value)))


@given(st.integers(0, 2**64 - 1))
def test_counters_agree_with_another_encoder_and_wrap(value: int) -> None:
    assert ber.counter64(value) == encoder.encode(rfc1902.Counter64(value))
    assert ber.counter32(value) == encoder.encode(rfc1902.Counter32(value % 2**32))


@given(st.binary(max_size=70_000 // 100).map(lambda text: text * 100))
def test_lengths_of_every_form_agree_with_another_encoder(text: bytes) -> None:
    assert ber.octets(text) == encoder.encode(rfc1902.OctetString(text))
    assert bytes(decoder.decode(ber.octets(text), rfc1902.OctetString())[0]) == text


@given(st.binary(max_size=80))
def test_no_datagram_does_more_than_be_refused(data: bytes) -> None:
    try:
        request = Reader().read(data)
    except ber.MalformedError:
        return
    assert answer(request, View([]), 0, 0, 1472)


@given(st.integers(0, 45), st.integers(0, 255))
def test_a_request_with_one_wrong_octet_is_refused_or_answered(at: int, octet: int) -> None:
    good = bytes.fromhex("302902010104067075626c6963a01c02047fffffff020100020100300e300c06082b060102010101000500")
    Reader().read(good)
    bad = good[:at] + bytes((octet,)) + good[at + 1 :]
    try:
        request = Reader().read(bad)
    except ber.MalformedError:
        return
    assert answer(request, View([]), 0, 0, 1472)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x2b\x86", b"\x2b\x90\x80\x80\x80\x00", b"\x2b" + b"\x01" * 128],
    ids=["empty", "cut short", "beyond 32 bits", "too many"],
)
def test_impossible_object_identifiers_are_refused(content: bytes) -> None:
    with pytest.raises(ber.MalformedError):
        ber.read_oid(content)
