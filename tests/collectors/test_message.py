import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api, rfc1905

from collectors.snmp import ber, message
from collectors.snmp.ber import Malformed

OIDS = ["1.3.6.1.2.1.1.3.0", "1.3.6.1.4.1.5591.1.3.1.13.0"]


def request(kind, request_id, repetitions=None, version=message.V2C, community=b"public"):
    before, after = message.template(version, community, kind, message.bind(map(ber.encode_oid, OIDS)), repetitions)
    return before + request_id.to_bytes(4, "big") + after


@pytest.mark.parametrize("version", [message.V1, message.V2C])
@pytest.mark.parametrize("community", [b"public", b"x" * 200])
def test_pysnmp_reads_a_request_as_it_was_meant(version, community):
    module = api.PROTOCOL_MODULES[version]
    data = request(message.GET, 0x12345678, version=version, community=community)
    read, rest = decoder.decode(data, asn1Spec=module.Message())
    assert not rest
    assert bytes(module.apiMessage.get_community(read)) == community
    pdu = module.apiMessage.get_pdu(read)
    assert int(module.apiPDU.get_request_id(pdu)) == 0x12345678
    assert [str(oid) for oid, _ in module.apiPDU.get_varbinds(pdu)] == OIDS


def test_pysnmp_reads_a_bulk_request_with_its_repetitions():
    module = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
    read, _ = decoder.decode(request(message.GETBULK, message.FIRST_ID, 25), asn1Spec=module.Message())
    pdu = module.apiMessage.get_pdu(read)
    assert pdu.isSameTypeWith(rfc1905.GetBulkRequestPDU())
    assert (int(pdu[1]), int(pdu[2])) == (0, 25)


def pysnmp_answer(request_id=0x12345678, status=0, index=0):
    module = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
    pdu = module.ResponsePDU()
    module.apiPDU.set_defaults(pdu)
    module.apiPDU.set_request_id(pdu, request_id)
    module.apiPDU.set_error_status(pdu, status)
    module.apiPDU.set_error_index(pdu, index)
    module.apiPDU.set_varbinds(pdu, [(OIDS[0], module.TimeTicks(4711)), (OIDS[1], module.Integer(-40))])
    answer = module.Message()
    module.apiMessage.set_defaults(answer)
    module.apiMessage.set_community(answer, "public")
    module.apiMessage.set_pdu(answer, pdu)
    return encoder.encode(answer)


def test_an_answer_of_pysnmp_is_read():
    data = pysnmp_answer(status=5, index=2)
    opened = message.open_message(data)
    assert (opened.kind, opened.request_id, opened.status, opened.error_index) == (message.RESPONSE, 0x12345678, 5, 2)
    assert [(one.oid, one.value) for one in message.bindings(data, opened)] == [(OIDS[0], 4711), (OIDS[1], -40)]


def read_whole(data):
    return message.bindings(data, message.open_message(data))


@pytest.mark.parametrize("cut", range(len(pysnmp_answer())))
def test_an_answer_cut_off_anywhere_is_malformed(cut):
    with pytest.raises(Malformed):
        read_whole(pysnmp_answer()[:cut])


@settings(max_examples=500)
@given(
    st.integers(0, len(pysnmp_answer()) - 1),
    st.integers(0, 255),
    st.integers(0, len(pysnmp_answer()) - 1),
    st.integers(0, 255),
)
def test_an_answer_with_octets_changed_is_read_or_malformed_and_nothing_else(first, one, second, other):
    data = bytearray(pysnmp_answer())
    data[first], data[second] = one, other
    try:
        read_whole(bytes(data))
    except Malformed:
        return


@given(st.binary(max_size=200))
def test_any_octets_are_read_or_malformed_and_nothing_else(data):
    try:
        read_whole(data)
    except Malformed:
        return


def test_an_unknown_error_status_keeps_its_number():
    assert message.status_name(1) == "tooBig"
    assert message.status_name(99) == "error-status 99"
