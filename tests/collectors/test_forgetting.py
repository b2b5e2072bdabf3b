"""Who has not been asked for a day is a stranger again, in Python and in the C core; nothing grows with the months."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snmp_agents import integer

from collectors.clock import AnchoredClock
from collectors.snmp import message
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import Question, TableQuestion, target
from collectors.snmp.recent import Recent
from collectors.snmp.repetitions import Repetitions

OID = "1.3.6.1.2.1.1.3.0"
TABLE = "1.3.6.1.2.1.2.2.1.1"
AGENTS = 30


@pytest.fixture
async def forgetful(engine_kind, monkeypatch):
    """An engine for which a day passes with every job."""
    monkeypatch.setattr("collectors.snmp.batch.DAY_S", 0.0)
    made = engine_kind(AnchoredClock(), timeout_ms=1000, retries=2)
    yield made
    made.close()


def known(engine):
    """Return how many devices an engine remembers."""
    if type(engine) is BatchEngine:
        return len(engine._patience._devices)
    assert len(engine._devices.addresses) == len(engine._devices._served)
    return len(engine._devices._numbers)


def whom(*agents):
    return [target(one.address, one.port) for one in agents]


async def get(engine, *agents):
    job = engine.get(whom(*agents), Question((OID,)))
    await job.wait(20.0)
    return job


def test_what_is_looked_up_within_a_day_stays_and_the_rest_is_forgotten_after_one():
    recent = Recent()
    recent["a"], recent["b"], recent["c"] = 0, 1, 2
    assert recent.begin_day() == {}
    assert recent.get("a") == 0
    recent["b"] = 7
    assert len(recent) == 3
    assert recent.begin_day() == {"c": 2}
    assert recent.get("c") is None
    del recent["b"]
    assert recent.get("b") is None
    assert recent.begin_day() == {"a": 0}
    assert not recent


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", "day", "del"]), max_size=40))
def test_nobody_is_forgotten_who_was_looked_up_a_day_ago_and_nobody_is_known_for_two(steps):
    recent, looked = Recent(), {}
    for day, step in enumerate(steps):
        if step == "day":
            recent.begin_day()
            looked = {key: age + 1 for key, age in looked.items() if age == 0}
        elif step == "del":
            if looked:
                key = next(iter(looked))
                del recent[key], looked[key]
        else:
            assert (recent.get(step) is not None) == (step in looked)
            recent[step] = day
            looked[step] = 0
    assert len(recent) == len(looked)


async def test_addresses_that_are_asked_no_more_are_forgotten_and_their_numbers_used_again(agent, forgetful):
    agents = [await agent({OID: integer(7)}) for _ in range(AGENTS)]
    for one in agents:
        assert (await get(forgetful, one)).values.tolist() == [[7.0]]
        assert known(forgetful) <= 3
    if type(forgetful) is not BatchEngine:
        assert len(forgetful._devices.addresses) <= 4, "the core's table is as long as those known at a time"
    assert (await get(forgetful, *agents)).values.ravel().tolist() == [7.0] * AGENTS


async def test_what_was_learnt_is_forgotten_with_the_address(agent, forgetful):
    quick, other = await agent({OID: integer(7)}), await agent({OID: integer(8)})
    patience, where = forgetful._patience, (quick.address, quick.port)
    await get(forgetful, quick)
    assert patience.rank(where) == 0
    await get(forgetful, other)
    assert patience.rank(where) == 0, "looked up within a day"
    for _ in range(3):
        await get(forgetful, other)
    assert patience.rank(where) == patience.longest


async def test_who_is_being_asked_is_not_forgotten_however_long_that_takes(agent, forgetful, wait_until_async):
    late, others = await agent({OID: integer(7)}, silent=True), [await agent({OID: integer(8)}) for _ in range(8)]
    job = forgetful.get(whom(*[late] * 12), Question((OID,)))  # more than are on the wire at a time
    await wait_until_async(lambda: len(late.asked) == 4)
    for one in others:
        assert (await get(forgetful, one)).values.tolist() == [[8.0]]
    late.silent = False
    await job.wait(20.0)
    assert job.values.ravel().tolist() == [7.0] * 12
    assert job.answered.all()


async def test_a_walk_goes_on_while_days_pass(agent, forgetful):
    rows = await agent({f"{TABLE}.{index}": integer(index) for index in range(1, 200)})
    other = await agent({OID: integer(8)})
    walk = forgetful.walk(whom(rows), TableQuestion((TABLE,)))
    while not walk.finished:
        await get(forgetful, other)
    assert len(walk.rows()) == 199
    assert walk.complete.all()


async def test_cancelled_questions_keep_no_device_known(agent, forgetful):
    gone, other = await agent(silent=True), await agent({OID: integer(8)})
    for _ in range(3):
        forgetful.get(whom(*[gone] * 10), Question((OID,))).cancel()
        await forgetful.walk(whom(gone), TableQuestion((TABLE,))).wait(0.0)
    for _ in range(3):
        await get(forgetful, other)
    await asyncio.wait_for(forgetful.ask(*whom(other), message.GET, [OID]), 20)


def test_fewer_rows_are_asked_for_as_long_as_the_device_is_walked():
    repetitions, here, there = Repetitions(25), ("192.0.2.1", 161), ("192.0.2.2", 161)
    for where in (here, there):
        repetitions.lower(where, 25, 2)
    for _ in range(3):
        repetitions.begin_day()
        assert repetitions.of(here) == 12
    assert repetitions.of(there) == 25


def test_a_device_of_the_core_is_forgotten_once_and_only_when_nothing_comes_back_to_it():
    native = pytest.importorskip("collectors.snmp._native")
    lane = native.Lane(0, 2, message.FIRST_ID)
    first, _ = lane.device("192.0.2.1", 161)
    second, served = lane.device("::1", 161)
    assert not served
    lane.take(first)
    assert not lane.forget_device(first), "a request is on the wire"
    lane.free(first)
    waits = True
    lane.watch(first, waits)
    assert not lane.forget_device(first), "Python waits for a place"
    lane.watch(first, not waits)
    assert lane.forget_device(first)
    for call in (lane.forget_device, lane.take, lane.free, lane.rank):
        with pytest.raises(IndexError):
            call(first)
    assert lane.forget_device(second)
    numbers = {lane.device(f"192.0.2.{host}", 161)[0] for host in (3, 4, 5)}
    assert numbers == {first, second, 2}
    assert lane.take(first), "nothing of its predecessor is left"
