"""GETBULK asks a device for as many rows as it can send in time, and remembers from walk to walk how many."""

import pytest
from snmp_agents import integer, respond

from collectors.snmp import message
from collectors.snmp.engine import TableQuestion, target
from collectors.snmp.repetitions import GOOD_WALKS, Repetitions

COLUMN = "1.3.6.1.2.1.10.7.1.1"
WHERE = ("10.0.0.1", 161)
ROWS = {f"{COLUMN}.{row}": integer(row) for row in range(1, 61)}


async def walk(engine, one, version="2c"):
    """Walk the table; return (whether to its end, rows asked for by each request)."""
    before = len(one.asked)
    job = engine.walk([target(one.address, one.port, version)], TableQuestion((COLUMN,)))
    while not job.finished:
        await job.wait(1)
    return bool(job.complete[0]), [request.opened.error_index for request in one.asked[before:]]


def too_big(most):
    """Refuse to send more than so many rows."""

    def spoil(request, answer):
        if request.opened.error_index <= most:
            return [answer]
        nothing = [(oid, b"\x05\x00") for oid in request.oids]
        return [respond(request.version, request.community, request.opened.request_id, nothing, status=1)]

    return spoil


async def test_what_was_too_big_once_is_not_asked_for_again(agent, engine):
    one = await agent(ROWS, spoil=too_big(10))
    whole, first = await walk(engine, one)
    assert whole
    assert first[:3] == [25, 12, 6]
    whole, second = await walk(engine, one)
    assert whole
    assert set(second) == {6}


async def test_who_gave_no_answer_to_a_large_question_is_asked_a_smaller_one_next_time(agent, engine):
    def slow(request, answer):
        return [answer] if request.opened.error_index <= 6 else []

    one = await agent(ROWS, spoil=slow)
    assert await walk(engine, one) == (False, [25, 25]), "no more questions than to anybody who is silent"
    whole, asked = await walk(engine, one)
    assert whole
    assert set(asked) == {6}


async def test_who_needed_a_second_question_is_asked_for_half(agent, engine):
    def sluggish(_request, answer):
        return [answer] if len(one.asked) > 1 else []

    one = await agent(ROWS, spoil=sluggish)
    assert await walk(engine, one) == (True, [25, 25, 12, 12, 12])


async def test_others_are_asked_for_as_much_as_before(agent, engine):
    weak, strong = await agent(ROWS, spoil=too_big(1)), await agent(ROWS)
    await walk(engine, weak)
    assert (await walk(engine, strong))[1] == [25, 25, 25]


async def test_snmpv1_has_no_getbulk_to_adapt(agent, engine):
    one = await agent(ROWS)
    whole, asked = await walk(engine, one, "1")
    assert whole
    assert set(asked) == {0}
    assert {request.opened.kind for request in one.asked} == {message.GETNEXT}


def test_after_some_walks_without_trouble_more_is_tried():
    repetitions = Repetitions(24)
    assert repetitions.lower(WHERE, 24, 4) == 6
    for _ in range(GOOD_WALKS - 1):
        repetitions.went_well(WHERE)
    assert repetitions.of(WHERE) == 6
    repetitions.went_well(WHERE)
    assert repetitions.of(WHERE) == 12
    for _ in range(GOOD_WALKS):
        repetitions.went_well(WHERE)
    assert repetitions.of(WHERE) == 24


@pytest.mark.parametrize("most", [1, 2, 25])
def test_at_least_one_row_is_asked_for(most):
    repetitions = Repetitions(most)
    for _ in range(6):
        repetitions.lower(WHERE, repetitions.of(WHERE), 4)
    assert repetitions.of(WHERE) == 1
