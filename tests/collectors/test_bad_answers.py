"""Answers nobody should believe: each is dropped and counted, and the true answer still counts."""

import asyncio
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snmp_agents import integer, respond

from collectors.snmp import ber, message
from collectors.snmp.engine import Question, TableQuestion, target
from collectors.snmp.get import BatchGet
from collectors.snmp.repetitions import Repetitions
from collectors.snmp.walk import BatchWalk

OIDS = ("1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.10.1.0")
OBJECTS = {OIDS[0]: integer(4711, ber.TIMETICKS), OIDS[1]: integer(-3)}


def forged(request, value=99, request_id=None, kind=message.RESPONSE):
    values = [(oid, integer(value)) for oid in request.oids]
    number = request.opened.request_id if request_id is None else request_id
    return respond(request.version, request.community, number, values, kind=kind)


async def ask(engine, one):
    job = engine.get([target(one.address, one.port)], Question(OIDS))
    await job.wait(5.0)
    return job.values[0].tolist()


BEFORE_THE_TRUTH = {
    "malformed": lambda _, answer: [answer[:-3], answer],
    "wrong id": lambda request, answer: [forged(request, request_id=5), answer],
    "late": lambda _, answer: [answer, answer],
}


@pytest.mark.parametrize("kind", BEFORE_THE_TRUTH)
async def test_what_is_wrong_is_dropped_and_counted_and_the_answer_is_read(agent, engine, kind, wait_until_async):
    one = await agent(OBJECTS, spoil=BEFORE_THE_TRUTH[kind])
    assert await ask(engine, one) == [4711, -3]
    await wait_until_async(lambda: engine.complaints.count)
    assert engine.complaints.count == {kind: 1}
    assert engine.complaints.last[kind].startswith(f"{one.address}:{one.port}: answer dropped: ")


async def test_an_answer_from_another_address_is_dropped(agent, engine):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.77.255.1", 0))

        def both(request, answer):
            stranger.sendto(forged(request), ("127.0.0.1", request.source[1]))
            return [answer]

        one = await agent(OBJECTS, spoil=both)
        assert await ask(engine, one) == [4711, -3]
        assert engine.complaints.count["wrong source"] == 1
        assert engine.complaints.last["wrong source"].endswith(f"answer dropped: {one.address}:{one.port} was asked")


async def test_an_answer_from_another_port_is_dropped(agent, engine):
    other = await agent(OBJECTS)
    one = await agent(
        OBJECTS, spoil=lambda request, answer: other.transport.sendto(forged(request), request.source) or [answer]
    )
    assert await ask(engine, one) == [4711, -3]
    assert engine.complaints.count == {"wrong source": 1}


async def test_a_request_sent_back_is_no_answer(agent, engine):
    one = await agent(OBJECTS, spoil=lambda request, answer: [forged(request, kind=message.GET), answer])
    assert await ask(engine, one) == [4711, -3]
    assert engine.complaints.last["malformed"].endswith("PDU 0xa0 is no response")


async def test_an_answer_with_an_object_nobody_asked_for_is_dropped(agent, engine):
    def other(request, answer):
        return [respond(1, b"public", request.opened.request_id, [("1.3.6.1.2.1.1.7.0", integer(1))]), answer]

    one = await agent(OBJECTS, spoil=other)
    assert await ask(engine, one) == [4711, -3]
    assert "1.3.6.1.2.1.1.7.0 was not asked for" in engine.complaints.last["malformed"]


async def test_a_number_of_more_than_64_bits_is_dropped(agent, engine):
    huge = ber.encode_tlv(ber.COUNTER64, b"\x01" + bytes(8))

    def swollen(request, answer):
        values = [(OIDS[0], huge), (OIDS[1], integer(-3))]
        return [respond(1, b"public", request.opened.request_id, values), answer]

    one = await agent(OBJECTS, spoil=swollen)
    assert await ask(engine, one) == [4711, -3]
    assert engine.complaints.count == {"malformed": 1}


async def test_an_id_of_more_octets_than_ours_is_dropped_like_any_that_was_never_sent(agent, engine):
    ids = (2**31, 2**40, 2**63 - 1, -1)
    one = await agent(
        OBJECTS, spoil=lambda request, answer: [*(forged(request, request_id=number) for number in ids), answer]
    )
    assert await ask(engine, one) == [4711, -3]
    assert engine.complaints.count == {"wrong id": len(ids)}


def pdu(request, values, behind_values=b"", behind_binding=b""):
    """Encode a response with something where nothing belongs."""
    binds = b"".join(
        ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OID, ber.encode_oid(oid)) + value + behind_binding)
        for oid, value in values
    )
    head = ber.encode_integer(request.opened.request_id) + b"\x02\x01\x00\x02\x01\x00"
    inside = head + ber.encode_tlv(ber.SEQUENCE, binds) + behind_values
    return ber.encode_tlv(message.RESPONSE, inside)


WRONG = [(OIDS[0], integer(99)), (OIDS[1], integer(99))]
NULL = b"\x05\x00"
BEHIND = {
    "the PDU": lambda request: pdu(request, WRONG) + NULL,
    "the bindings": lambda request: pdu(request, WRONG, behind_values=NULL),
    "the value": lambda request: pdu(request, WRONG, behind_binding=NULL),
}


@pytest.mark.parametrize("where", BEHIND)
async def test_an_answer_that_goes_on_where_it_should_end_is_dropped(agent, engine, where):
    def going_on(request, answer):
        head = b"\x02\x01\x01" + ber.encode_tlv(ber.OCTETS, b"public")
        return [ber.encode_tlv(ber.SEQUENCE, head + BEHIND[where](request)), answer]

    one = await agent(OBJECTS, spoil=going_on)
    assert await ask(engine, one) == [4711, -3]
    assert engine.complaints.count == {"malformed": 1}


async def test_the_answer_to_the_first_try_counts_though_it_came_after_the_second_was_sent(agent, engine):
    loop = asyncio.get_running_loop()

    def slow(request, answer):
        loop.call_later(0.45, one.transport.sendto, answer, request.source)
        return []

    one = await agent(OBJECTS, spoil=slow)
    assert await ask(engine, one) == [4711, -3]
    assert len(one.asked) == 2


async def test_a_loud_stranger_is_counted_but_logged_once(agent, engine, caplog):
    one = await agent(OBJECTS, spoil=lambda _, answer: [b"\x30\x00"] * 50 + [answer])
    assert await ask(engine, one) == [4711, -3]
    assert engine.complaints.count == {"malformed": 50}
    assert len(caplog.messages) == 1


def answers_of(job, data):
    """Hand a job one datagram as the engine would; return whether it was taken."""
    request = job.next_ask()
    try:
        opened = message.open_message(data)
        job.on_answer(request, data, opened, 1)
    except ber.Malformed:
        return False
    return True


def changed(data, places):
    spoilt = bytearray(data)
    for place, octet in places:
        spoilt[place % len(spoilt)] = octet
    return bytes(spoilt)


PLACES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=4)
GET_ANSWER = respond(1, b"public", message.FIRST_ID, list(OBJECTS.items()))
WALK_ANSWER = respond(
    1,
    b"public",
    message.FIRST_ID,
    [(f"1.3.6.1.2.1.9.{column}.{row}", integer(row)) for row in (1, 2, 3) for column in (1, 2)],
)


@pytest.fixture(scope="module", autouse=True)
def loop_for_jobs():
    with asyncio.Runner() as runner:
        runner.get_loop()
        yield


@settings(max_examples=400)
@given(PLACES, st.integers(0, len(GET_ANSWER)))
def test_no_datagram_breaks_a_get(places, cut):
    job = BatchGet([target("127.0.0.1")], Question(OIDS, frozenset({1})))
    answers_of(job, changed(GET_ANSWER, places)[: cut or None])


@settings(max_examples=400)
@given(PLACES, st.integers(0, len(WALK_ANSWER)))
def test_no_datagram_breaks_a_walk_or_leaves_half_a_row_of_it(places, cut):
    job = BatchWalk([target("127.0.0.1")], TableQuestion(("1.3.6.1.2.1.9.1", "1.3.6.1.2.1.9.2")), Repetitions(25))
    taken = answers_of(job, changed(WALK_ANSWER, places)[: cut or None])
    rows = job.rows()
    assert taken or not len(rows)
