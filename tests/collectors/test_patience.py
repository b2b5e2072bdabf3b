"""How long an engine waits for whom: learned, bounded, and the same in Python and in the C core."""

import asyncio
import socket
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snmp_agents import integer

from collectors.clock import AnchoredClock
from collectors.snmp import message
from collectors.snmp.engine import Question, target
from collectors.snmp.patience import DelayQueues, Patience

WHERE = ("192.0.2.1", 161)
OID = "1.3.6.1.2.1.1.3.0"


@pytest.mark.parametrize(
    ("longest", "sends", "time_outs", "least"),
    [
        (2.0, 3, (0.5, 1.0, 2.0), 3.5),
        (5.0, 3, (0.625, 1.25, 2.5, 5.0), 6.875),
        (0.3, 2, (0.3,), 0.6),
        (2.0, 1, (2.0,), 2.0),
        (2.0, 5, (0.5, 1.0, 2.0), 7.5),
    ],
)
def test_time_outs_lie_between_the_shortest_and_the_one_that_was_set(longest, sends, time_outs, least):
    patience = Patience(longest, sends)
    assert patience.time_outs == time_outs
    assert patience.least_s == least


def test_a_device_never_measured_is_given_the_time_out_that_was_set():
    patience = Patience(2.0, 3)
    patience.timed_out(WHERE, patience.longest)
    assert patience.rank(WHERE) == patience.longest


def test_who_answers_quickly_is_waited_for_shortly_and_longer_once_it_timed_out():
    patience = Patience(2.0, 3)
    patience.answered(WHERE, 0.02)
    assert patience.rank(WHERE) == 0
    for _ in range(4):  # as many requests were on the wire, and were lost together
        patience.timed_out(WHERE, 0)
    assert patience.rank(WHERE) == 1
    patience.timed_out(WHERE, 1)
    patience.timed_out(WHERE, 2)
    assert patience.rank(WHERE) == 2
    patience.answered(WHERE, 0.02)
    assert patience.rank(WHERE) == 0


def test_who_answers_slowly_or_unsteadily_is_waited_for_longer():
    patience = Patience(2.0, 3)
    patience.answered(WHERE, 0.65)
    for _ in range(40):
        patience.answered(WHERE, 0.65)
    assert patience.rank(WHERE) == 1
    for round_trip in (0.1, 1.2) * 3:
        patience.answered(WHERE, round_trip)
    assert patience.rank(WHERE) == 2


EVENTS = st.lists(st.tuples(st.booleans(), st.floats(0.0, 4.0), st.integers(0, 2)), max_size=40)


@settings(max_examples=200, deadline=None)
@given(EVENTS)
def test_the_core_learns_what_python_learns(events):
    pytest.importorskip("collectors.snmp._native")
    from collectors.snmp import _native  # noqa: PLC0415 - only here may it be missing
    from collectors.snmp.fast import LanePatience, LanePlaces  # noqa: PLC0415 - as above

    python = Patience(2.0, 3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        lane = _native.Lane(sock.fileno(), 4, message.FIRST_ID, python.time_outs)
        core = LanePatience(2.0, 3, lane, LanePlaces(lane).any_number_of)
        for answered, seconds, rank in events:
            for patience in (python, core):
                if answered:
                    patience.answered(WHERE, seconds)
                else:
                    patience.timed_out(WHERE, rank)
            assert python.rank(WHERE) == core.rank(WHERE)


def test_what_comes_due_first_is_found_in_whichever_queue_it_stands():
    queues = DelayQueues()
    assert queues.next_due == inf
    for now, delay, item in ((0.0, 2.0, "late"), (0.1, 0.5, "early"), (0.2, 1.0, "between")):
        queues.push(now, delay, item)
    assert queues.next_due == pytest.approx(0.6)
    assert queues.pop(0.5) is None
    assert [queues.pop(9.0)[1] for _ in range(3)] == ["late", "early", "between"]
    assert queues.pop(9.0) is None


@pytest.fixture
async def patient(engine_kind):
    made = engine_kind(AnchoredClock(), timeout_ms=2000, retries=1)
    yield made
    made.close()


async def get(engine, one):
    """Ask for one object; return the job and the seconds it took."""
    began = asyncio.get_running_loop().time()
    job = engine.get([target(one.address, one.port)], Question((OID,)))
    await job.wait(10.0)
    return job, asyncio.get_running_loop().time() - began


async def test_what_a_quick_device_loses_is_asked_for_again_early(agent, patient):
    one = await agent({OID: integer(7)})
    for _ in range(3):
        await get(patient, one)
    one.spoil = lambda _, answer: [] if len(one.asked) == 4 else [answer]
    job, seconds = await get(patient, one)
    assert job.values.tolist() == [[7.0]]
    assert len(one.asked) == 5
    assert 0.5 <= seconds < 2.0


async def test_who_falls_silent_is_asked_as_often_as_ever_and_its_last_try_has_all_the_time(agent, patient):
    one = await agent({OID: integer(7)})
    await get(patient, one)
    one.silent = True
    job, seconds = await get(patient, one)
    assert not job.answered[0]
    assert len(one.asked) == 3
    assert 2.5 <= seconds < 4.0


async def test_a_slow_device_is_not_asked_twice(agent, patient):
    loop = asyncio.get_running_loop()

    def slowly(request, answer):
        loop.call_later(0.6, one.transport.sendto, answer, request.source)
        return []

    one = await agent({OID: integer(7)}, spoil=slowly)
    for number in (1, 2, 3):
        job, _ = await get(patient, one)
        assert job.answered[0]
        assert len(one.asked) == number


async def test_a_request_whose_job_is_cancelled_before_it_is_repeated_is_forgotten(
    agent, engine_kind, wait_until_async, monkeypatch
):
    monkeypatch.setattr("collectors.snmp.batch.JITTER", (1.0,))
    engine = engine_kind(AnchoredClock(), timeout_ms=100, retries=1)
    one = await agent(silent=True)
    job = engine.get([target(one.address, one.port)], Question((OID,)))
    await wait_until_async(lambda: engine._held.next_due < inf)
    job.cancel()
    await wait_until_async(lambda: not engine._pending)
    assert len(one.asked) == 1
    engine.close()
