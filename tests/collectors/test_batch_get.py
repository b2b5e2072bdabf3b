import asyncio

import numpy as np
import pytest
import uvloop
from snmp_agents import Agent, counter64, integer, octets, respond

from collectors.clock import AnchoredClock
from collectors.snmp import ber, message
from collectors.snmp.engine import Question, TableQuestion, TargetError, target

ROOT = "1.3.6.1.2.1.10.1"
OIDS = tuple(f"{ROOT}.{number}.0" for number in range(1, 13))
OBJECTS = {oid: integer(number * 1000 - 5) for number, oid in enumerate(OIDS, start=1)}
EXPECTED = [number * 1000.0 - 5 for number in range(1, 13)]


async def get(engine, targets, question):
    job = engine.get(targets, question)
    await job.wait(10.0)
    assert job.finished
    return job


async def test_every_device_answers_into_its_own_row(agent, engine):
    agents = [await agent({oid: integer(row * 100 + at) for at, oid in enumerate(OIDS)}) for row in range(20)]
    job = await get(engine, [target(one.address, one.port) for one in agents], Question(OIDS))
    assert job.answered.all()
    assert np.array_equal(job.values, np.add.outer(np.arange(20) * 100.0, np.arange(12)))
    assert sorted(job.closed().tolist()) == list(range(20))
    assert (job.time_ms > 0).all()


async def test_every_type_that_is_a_number_is_read_and_what_is_none_is_no_zero(agent, engine):
    one = await agent(
        {
            f"{ROOT}.1.0": integer(-7),
            f"{ROOT}.2.0": integer(2**32 - 1, ber.COUNTER32),
            f"{ROOT}.3.0": counter64(5135394041),
            f"{ROOT}.4.0": integer(0),
            f"{ROOT}.5.0": octets(b"text"),
            f"{ROOT}.6.0": ber.encode_tlv(ber.OPAQUE, b"\x9f\x78\x04\x40\x20\x00\x00"),
        }
    )
    job = await get(engine, [target(one.address, one.port)], Question(tuple(f"{ROOT}.{at}.0" for at in range(1, 8))))
    values = job.values[0].tolist()
    assert values[:4] == [-7, 4294967295, 5135394041, 0]
    assert np.isnan(values[4])
    assert values[5] == 2.5
    assert np.isnan(values[6])


async def test_text_is_kept_only_where_it_was_asked_for(agent, engine):
    one = await agent({f"{ROOT}.1.0": octets(b"HUAWEI"), f"{ROOT}.2.0": octets(b"x"), f"{ROOT}.3.0": integer(5)})
    question = Question((f"{ROOT}.1.0", f"{ROOT}.2.0", f"{ROOT}.3.0"), text=frozenset({0}))
    job = await get(engine, [target(one.address, one.port)], question)
    assert job.text == {(0, 0): b"HUAWEI"}
    assert job.values[0, 2] == 5


async def test_version_1_gets_all_there_is_when_objects_are_missing(agent, engine):
    objects = {oid: tlv for oid, tlv in OBJECTS.items() if oid not in {OIDS[0], OIDS[7]}}
    one = await agent(objects)
    job = await get(engine, [target(one.address, one.port, "1")], Question(OIDS))
    assert np.flatnonzero(np.isnan(job.values[0])).tolist() == [0, 7]
    assert job.values[0, 11] == EXPECTED[11]
    assert job.answered[0]
    assert not job.errors


async def test_a_question_too_big_for_an_agent_is_asked_in_halves(agent, engine):
    one = await agent(OBJECTS, most_bindings=4)
    job = await get(engine, [target(one.address, one.port)], Question(OIDS))
    assert job.values[0].tolist() == EXPECTED
    assert [len(request.oids) for request in one.asked] == [12, 6, 6, 3, 3, 3, 3]


async def test_a_small_transponder_is_never_asked_for_more_than_it_can_take(agent, engine):
    one = await agent(OBJECTS)
    job = await get(engine, [target(one.address, one.port)], Question(OIDS, most=5))
    assert job.values[0].tolist() == EXPECTED
    assert sorted(len(request.oids) for request in one.asked) == [2, 5, 5]


async def test_an_object_that_fails_costs_itself_alone_and_is_named(agent, engine):
    def fail(request, answer):
        if OIDS[2] not in request.oids:
            return [answer]
        return [refusal(request, message.ErrorStatus.genErr, request.oids.index(OIDS[2]) + 1)]

    one = await agent(OBJECTS, spoil=fail)
    job = await get(engine, [target(one.address, one.port)], Question(OIDS))
    assert np.flatnonzero(np.isnan(job.values[0])).tolist() == [2]
    assert job.errors == {0: f"{one.address}:{one.port}: genErr at {OIDS[2]}"}


def refusal(request, status, index=0):
    null = [(oid, b"\x05\x00") for oid in request.oids]
    return respond(request.version, request.community, request.opened.request_id, null, int(status), index)


async def test_a_device_that_refuses_everything_answered_all_the_same(agent, engine):
    one = await agent(OBJECTS, spoil=lambda request, _: [refusal(request, message.ErrorStatus.authorizationError)])
    job = await get(engine, [target(one.address, one.port)], Question(OIDS))
    assert job.answered.tolist() == [True]
    assert np.isnan(job.values).all()
    assert job.errors == {0: f"{one.address}:{one.port}: authorizationError"}


async def test_an_answer_in_another_order_is_sorted_into_its_columns(agent, engine):
    def turned(request, _):
        values = [(oid, OBJECTS[oid]) for oid in reversed(request.oids)]
        return [respond(request.version, request.community, request.opened.request_id, values)]

    one = await agent(OBJECTS, spoil=turned)
    job = await get(engine, [target(one.address, one.port)], Question(OIDS))
    assert job.values[0].tolist() == EXPECTED


async def test_ipv6_devices_are_asked_too(agent, engine):
    one = await agent(OBJECTS, address="::1")
    job = await get(engine, [target("0:0:0:0:0:0:0:1", one.port)], Question(OIDS))
    assert job.values[0].tolist() == EXPECTED


async def test_a_device_is_never_left_with_more_unanswered_than_agreed(agent, engine_kind):
    unanswered, most = 0, 0
    loop = asyncio.get_running_loop()
    one: Agent

    def later(request, answer):
        nonlocal unanswered, most
        unanswered += 1
        most = max(most, unanswered)

        def reply():
            nonlocal unanswered
            unanswered -= 1
            one.transport.sendto(answer, request.source)

        loop.call_later(0.01, reply)
        return []

    one = await agent(OBJECTS, spoil=later)
    engine = engine_kind(AnchoredClock(), outstanding_per_device=3, rate_per_s=50_000.0)
    whom = target(one.address, one.port)
    walk = engine.walk([whom] * 10, TableQuestion((ROOT,), index_parts=2))
    job = await get(engine, [whom] * 30, Question(OIDS))
    await walk.wait(10.0)
    engine.close()
    assert job.answered.all()
    assert walk.complete.all()
    assert most == 3


async def test_requests_are_paced(agent, engine_kind):
    one = await agent(OBJECTS)
    engine = engine_kind(AnchoredClock(), rate_per_s=200.0, outstanding_per_device=64)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await get(engine, [target(one.address, one.port)] * 60, Question(OIDS))
    took = loop.time() - began
    engine.close()
    assert took > 0.9 * (60 - 200 * 0.02) / 200


async def test_a_cancelled_job_asks_no_more(agent, engine, wait_until_async):
    one = await agent(OBJECTS, silent=True)
    job = engine.get([target(one.address, one.port)] * 50, Question(OIDS))
    await wait_until_async(lambda: one.asked)
    job.cancel()
    await get(engine, [target(one.address, one.port)], Question(OIDS))
    assert len(one.asked) <= 4 + 2, "what one device may have unanswered, and both tries of the other job"


def test_it_runs_on_uvloop(engine_kind):
    async def story():
        _, made = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Agent(OBJECTS), local_addr=("127.0.0.1", 0)
        )
        engine = engine_kind(AnchoredClock())
        whom = target("127.0.0.1", made.transport.get_extra_info("sockname")[1])
        first, job = engine.get([whom], Question(OIDS)), engine.get([whom] * 10, Question(OIDS))
        await first.wait(10.0)
        await job.wait(10.0)
        engine.close()
        made.transport.close()
        return job.values.tolist()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(story()) == [EXPECTED] * 10


@pytest.mark.parametrize(("address", "version"), [("cmts.example", "2c"), ("10.0.0.256", "2c"), ("10.0.0.1", "3")])
def test_a_target_that_cannot_be_asked_is_refused_by_its_address(address, version):
    with pytest.raises(TargetError, match=address):
        target(address, 161, version)
