import asyncio
import gc
import time

import numpy as np
from snmp_agents import integer

from collectors.clock import AnchoredClock
from collectors.snmp.engine import Question, TableQuestion, target

OID = "1.3.6.1.2.1.1.3.0"


async def test_a_fifth_of_the_devices_silent_delays_no_live_one(agent, engine_kind):
    live = [await agent({OID: integer(row)}) for row in range(20)]
    dead = [await agent(silent=True) for _ in range(5)]
    targets = [target(one.address, one.port) for one in (live + dead) * 20]
    timeout_s = 1.5
    engine = engine_kind(
        AnchoredClock(), timeout_ms=int(timeout_s * 1000), retries=2, rate_per_s=4000.0, outstanding_per_device=4
    )
    loop = asyncio.get_running_loop()
    began = loop.time()
    job = engine.get(targets, Question((OID,)))
    live_rows = np.array([row % 25 < 20 for row in range(len(targets))])
    while not job.answered[live_rows].all():
        assert loop.time() - began < timeout_s, "live devices waited for dead ones"
        await job.wait(0.01)
    job.cancel()
    engine.close()


async def test_answers_that_came_while_the_loop_was_held_up_are_read_before_anybody_is_given_up(agent, engine_kind):
    timeout_s = 0.2
    engine = engine_kind(AnchoredClock(), timeout_ms=int(timeout_s * 1000), retries=0, rate_per_s=20_000.0)

    def hold_up(_request, answer):
        time.sleep(2 * timeout_s)
        return [answer]

    agents = [await agent({OID: integer(row)}) for row in range(200)]
    agents.append(await agent({OID: integer(200)}, spoil=hold_up))
    job = engine.get([target(one.address, one.port) for one in agents], Question((OID,)))
    await job.wait(5.0)
    assert job.answered.all()
    engine.close()


async def test_silence_is_told_after_every_retry_and_not_before(agent, engine):
    one = await agent(silent=True)
    loop = asyncio.get_running_loop()
    began = loop.time()
    job = engine.get([target(one.address, one.port)], Question((OID,)))
    await job.wait(5.0)
    took = loop.time() - began
    assert not job.answered[0]
    assert len(one.asked) == 2
    assert 0.6 <= took < 4.0


async def test_a_walk_goes_on_while_thousands_of_gets_wait(agent, engine_kind):
    table = "1.3.6.1.2.1.10.7.1.1"
    cmts = await agent({f"{table}.{row}": integer(row) for row in range(1, 400)})
    one = await agent({OID: integer(1)})
    engine = engine_kind(AnchoredClock(), rate_per_s=1000.0, outstanding_per_device=64)
    gets = engine.get([target(one.address, one.port)] * 5000, Question((OID,)))
    walk = engine.walk([target(cmts.address, cmts.port)], TableQuestion((table,)))
    await walk.wait(3.0)
    assert walk.complete.all()
    assert not gets.finished
    gets.cancel()
    engine.close()


async def test_the_loop_is_never_held_long_by_a_large_sweep(agent, engine_kind):
    one = await agent({OID: integer(1)})
    engine = engine_kind(AnchoredClock(), rate_per_s=20_000.0, outstanding_per_device=64)
    longest, last = 0.0, time.thread_time()  # of processor: other processes' turns are not ours to answer for
    gc.freeze()  # nor is what the tests before have left behind, for the collector to look through

    async def watch():
        nonlocal longest, last
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            longest, last = max(longest, now - last), now

    watcher = asyncio.create_task(watch())
    job = engine.get([target(one.address, one.port)] * 5000, Question((OID,)))
    last = time.thread_time()
    await job.wait(20.0)
    watcher.cancel()
    engine.close()
    gc.unfreeze()
    assert job.answered.all()
    assert longest < 0.05
