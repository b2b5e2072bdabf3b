"""What the C core takes from an answer is what Python takes from it; what it is unsure of it leaves to Python."""

import asyncio
import socket
import struct

import numpy as np
import pytest
from ber_strategies import MUTATIONS, STANDARD, spoil
from hypothesis import given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder
from pyasn1.type import univ
from pysnmp.proto.api import v2c

from collectors.snmp import ber, message
from collectors.snmp.engine import Question, target
from collectors.snmp.get import BatchGet

pytest.importorskip("collectors.snmp._native")

from collectors.snmp import _native
from collectors.snmp.fast_get import FastGet

OIDS = tuple(f"1.3.6.1.2.1.10.{column}.{2**column}" for column in range(1, 9))
TEXT = frozenset({1, 2, 5})
PLAIN, BACK = "stored by the core", "left to Python"


class Wire:
    """A core that has asked one agent one question, and a socket that speaks as the agent."""

    def __init__(self) -> None:
        self.agent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.ours = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        for sock in (self.agent, self.stranger, self.ours):
            sock.bind(("127.0.0.1", 0))
        self.whom = target(*self.agent.getsockname())
        self.question = Question(OIDS, TEXT)
        self.ask()

    def ask(self) -> None:
        self.lane = _native.Lane(self.ours.fileno(), 4, message.FIRST_ID)
        number, _ = self.lane.device(*self.whom.sockaddr)
        self.job = FastGet([self.whom], self.question, lambda _: number)
        self.lane.add(self.job.columns, 7)
        assert self.lane.send(1, 10.0) == (1, False, [])
        self.id = message.open_message(self.agent.recv(65535)).request_id

    def hear(self, data: bytes, by: socket.socket | None = None) -> str:
        """Let the core read one datagram; return what became of it."""
        (by or self.agent).sendto(data, self.ours.getsockname())
        datagrams, state, error = self.lane.receive(5)
        assert (state, error) == (_native.DRAINED, 0)
        assert [got for got, _ in datagrams] in ([], [data])
        return BACK if datagrams else PLAIN

    def untouched(self) -> bool:
        return bool(np.isnan(self.job.values).all() and not self.job.text and not self.job.answered.any())

    def close(self) -> None:
        for sock in (self.agent, self.stranger, self.ours):
            sock.close()


@pytest.fixture(scope="module")
def wire():
    with asyncio.Runner() as runner:
        runner.get_loop()
        made = Wire()
        yield made
        made.close()


def fresh(wire):
    wire.ask()
    return wire


def by_python(wire, data):
    """Return the job as Python alone fills it, None where it takes the answer for malformed."""
    job = BatchGet([wire.whom], wire.question)
    request = job.next_ask()
    try:
        opened = message.open_message(data)
        if opened.request_id != wire.id or opened.kind != message.RESPONSE:
            return None
        job.on_answer(request, data, opened, 5)
    except ber.Malformed:
        return None
    return job


def same(one, other):
    return np.array_equal(one.values, other.values, equal_nan=True) and one.text == other.text


def respond(request_id, values, oids=OIDS, version=1):
    bindings = b"".join(
        ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OID, ber.encode_oid(oid)) + value)
        for oid, value in zip(oids, values, strict=True)
    )
    pdu = ber.encode_integer(request_id) + b"\x02\x01\x00\x02\x01\x00" + ber.encode_tlv(ber.SEQUENCE, bindings)
    inside = ber.encode_integer(version) + ber.encode_tlv(ber.OCTETS, b"public") + ber.encode_tlv(message.RESPONSE, pdu)
    return ber.encode_tlv(ber.SEQUENCE, inside)


ANSWERS = st.lists(STANDARD, min_size=len(OIDS), max_size=len(OIDS))


def by_pysnmp(data):
    """Return the values and the texts as pysnmp decodes them."""
    whole, rest = decoder.decode(data, asn1Spec=v2c.Message())
    assert not rest
    values, text = np.full((1, len(OIDS)), np.nan), {}
    for column, (_, value) in enumerate(v2c.apiPDU.get_varbinds(v2c.apiMessage.get_pdu(whole))):
        if isinstance(value, univ.Null):
            continue
        if isinstance(value, v2c.Opaque):
            octets = value.asOctets()
            form = {(b"\x9f\x78\x04", 7): ">f", (b"\x9f\x79\x08", 11): ">d"}.get((octets[:3], len(octets)))
            if form:
                values[0, column] = struct.unpack(form, octets[3:])[0]
            elif column in TEXT:
                text[0, column] = octets
        elif isinstance(value, univ.ObjectIdentifier):
            if column in TEXT:
                text[0, column] = ber.encode_oid(str(value))
        elif isinstance(value, univ.OctetString):
            if column in TEXT:
                text[0, column] = value.asOctets()
        elif isinstance(value, univ.Integer):
            values[0, column] = int(value)
    return values, text


@settings(max_examples=400)
@given(ANSWERS)
def test_an_honest_answer_is_read_alike_by_the_core_by_python_and_by_pysnmp(wire, tlvs):
    data = respond(fresh(wire).id, tlvs)
    assert wire.hear(data) == PLAIN
    wire.job.settle()
    assert wire.job.closed().tolist() == [0]
    assert wire.job.finished
    assert wire.job.answered[0]
    assert wire.job.time_ms[0] == 5
    assert same(wire.job, by_python(wire, data))
    values, text = by_pysnmp(data)
    assert np.array_equal(wire.job.values, values, equal_nan=True)
    assert wire.job.text == text


ODD = st.one_of(
    STANDARD,
    st.tuples(
        st.sampled_from(sorted({*ber.UNSIGNED, ber.INTEGER, *ber.ABSENT, ber.IP_ADDRESS, ber.OID})),
        st.one_of(st.binary(max_size=11), st.binary(min_size=7, max_size=8).map(lambda octets: b"\0\0" + octets)),
    ).map(lambda both: ber.encode_tlv(*both)),
)


@settings(max_examples=400)
@given(st.lists(ODD, min_size=len(OIDS), max_size=len(OIDS)), st.permutations(OIDS), st.booleans())
def test_what_the_core_takes_of_an_odd_answer_is_what_python_takes(wire, tlvs, order, in_order):
    data = respond(fresh(wire).id, tlvs, OIDS if in_order else order)
    judge(wire, data)


def judge(wire, data, by=None):
    """Check the one rule: stored means stored as Python stores it; left means nothing was touched."""
    if wire.hear(data, by) == BACK:
        assert wire.untouched()
        assert wire.lane.find(wire.id) == (7, 0, 0)
        return
    expected = by_python(wire, data)
    assert expected is not None
    assert same(wire.job, expected)
    assert wire.lane.find(wire.id) is None


@settings(max_examples=800)
@given(ANSWERS, st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3), st.data())
def test_no_mutated_answer_breaks_the_core_or_makes_it_take_what_python_would_not(wire, tlvs, mutations, data):
    spoilt = spoil(respond(fresh(wire).id, tlvs), mutations, data.draw)
    judge(wire, spoilt)


@settings(max_examples=100)
@given(ANSWERS)
def test_an_answer_from_somebody_else_is_never_taken(wire, tlvs):
    data = respond(fresh(wire).id, tlvs)
    assert wire.hear(data, wire.stranger) == BACK
    assert wire.untouched()
    assert wire.hear(data) == PLAIN


@settings(max_examples=100)
@given(ANSWERS, st.integers(-(2**31), 2**31 - 1))
def test_an_answer_with_another_id_is_never_taken(wire, tlvs, number):
    data = respond(number, tlvs)
    assert fresh(wire).id == number or wire.hear(data) == BACK
    assert wire.untouched()


def test_an_answer_counts_once(wire):
    data = respond(fresh(wire).id, [ber.encode_integer(1)] * len(OIDS))
    assert [wire.hear(data), wire.hear(data)] == [PLAIN, BACK]
    assert wire.lane.retire() == [7]


def test_what_python_must_judge_first_holds_up_what_came_behind_it(wire):
    """A forged answer and the true one in the same breath: the first is told of as forged, not as late."""
    fresh(wire)
    forged, true = (respond(wire.id, [ber.encode_integer(value)] * len(OIDS)) for value in (2, 1))
    wire.stranger.sendto(forged, wire.ours.getsockname())
    wire.agent.sendto(true, wire.ours.getsockname())
    datagrams, state, _ = wire.lane.receive(5)
    assert [source for _, source in datagrams] == [wire.stranger.getsockname()]
    assert state == _native.UNREAD
    assert wire.lane.receive(5) == ([], _native.DRAINED, 0)
    assert (wire.job.values == 1).all()
