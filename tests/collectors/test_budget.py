"""One budget behind each CMTS: shared by sweeps and probes, kept to, given back, and equal questions asked once."""

import asyncio
from contextlib import aclosing

import numpy as np
import pytest
from snmp_agents import integer

from collectors.budget import Budget, Queue
from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.probing import Prober
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.sweep import Sweeper

UP = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}


class One:
    def __init__(self, key, behind="C1"):
        self.device = Device(key, "10.0.0.1", "ups", behind=behind)


@pytest.fixture
def sweeper(engine):
    return Sweeper(engine, load_profiles(), Roster(), AnchoredClock(), {"default": "public"}, budget=Budget(each=8))


def device(one, key, behind):
    return Device(key, one.address, "ups", port=one.port, behind=behind)


def test_level_sweeps_leave_a_quarter_to_what_is_urgent():
    budget = Budget(each=8)
    calm, urgent = Queue(budget, urgent=False), Queue(budget, urgent=True)
    calm.join(One(f"M{at}") for at in range(20))
    urgent.join([One("C1"), One("C2", behind="C2")])
    charge = budget.begin(calm.let_in())
    assert budget.busy("C1") == 6
    assert not calm.let_in()
    assert len(urgent.let_in()) == 2
    charge.settle(np.array([True, False, True, False, False, False]))
    charge.settle(np.array([True, True, True, False, False, False]))
    assert budget.busy("C1") == 3
    assert len(calm.let_in()) == 3
    charge.release()
    assert budget.busy("C1") == 0


def test_who_is_behind_no_cmts_waits_for_none():
    queue = Queue(Budget(each=4), urgent=False)
    queue.join(One(f"S{at}", behind="") for at in range(100))
    assert len(queue.let_in()) == 100
    assert not queue


async def test_a_sweep_never_has_more_under_way_behind_a_cmts_than_its_budget(agent, sweeper):
    silent = [await agent(silent=True) for _ in range(20)]
    there = [await agent(UP) for _ in range(10)]
    devices = [device(one, f"D{at}", "C1") for at, one in enumerate(silent)]
    devices += [device(one, f"U{at}", "C2") for at, one in enumerate(there)]
    most, done = 0, asyncio.Event()

    async def look() -> None:
        nonlocal most
        while not done.is_set():
            most = max(most, sweeper.budget.busy("C1"))
            await asyncio.sleep(0)

    looking = asyncio.create_task(look())
    batches = [batch async for batch in sweeper.sweep("level:x", devices, Cadence.LEVEL)]
    done.set()
    await looking
    assert most == 6
    assert sum(len(batch.contacts) for batch in batches) == 30, "who has to wait is asked all the same"
    assert sweeper.budget.busy("C1") == sweeper.budget.busy("C2") == 0
    last = {bool(batch.contacts.answered.any()): batch.ended_ms for batch in batches if len(batch.contacts)}
    assert last[True] < last[False], "dead modems behind one CMTS hold up nobody behind another"


async def test_a_sweep_given_up_gives_its_budget_back(agent, sweeper):
    dead, there = await agent(silent=True), await agent(UP)
    asking = sweeper.sweep("x", [device(there, "U", "C1"), device(dead, "D", "C1")], Cadence.STATE)
    async with aclosing(asking):
        await anext(asking)
        assert sweeper.budget.busy("C1") == 1
    assert sweeper.budget.busy("C1") == 0


async def test_probes_wait_for_room_behind_the_cmts(agent, engine, sweeper):
    prober = Prober(engine, sweeper, AnchoredClock())
    agents = [await agent(silent=True) for _ in range(10)]
    asking = asyncio.create_task(prober.ask([device(one, f"D{at}", "C1") for at, one in enumerate(agents)]))
    contacts = await asking
    assert len(contacts) == 10
    assert not contacts.answered.any()
    times = np.sort(contacts.time_ms)
    assert times[8] - times[7] >= 300, "the last two are asked when the first eight are given up"
    assert sweeper.budget.busy("C1") == 0


async def test_two_who_ask_the_same_at_once_share_one_get(agent, engine, sweeper):
    prober, there, other = Prober(engine, sweeper, AnchoredClock()), await agent(UP), await agent(UP)
    both = device(there, "U1", "C1")
    first, second = await asyncio.gather(prober.ask([both]), prober.ask([both, device(other, "U2", "C1")]))
    assert first.answered.tolist() == [True]
    assert second.answered.tolist() == [True, True]
    assert len(there.asked) == len(other.asked) == 1
    await prober.ask([both])
    assert len(there.asked) == 1, "the answer of a moment ago will do"


async def test_an_answer_grows_stale(agent, engine, sweeper, monkeypatch):
    monkeypatch.setattr("collectors.probing.FRESH_S", 0.0)
    prober, there = Prober(engine, sweeper, AnchoredClock()), await agent(UP)
    for _ in range(2):
        await prober.ask([device(there, "U1", "C1")])
    assert len(there.asked) == 2


async def test_one_who_gives_up_waiting_takes_no_answer_from_another(agent, engine, sweeper):
    prober, gone = Prober(engine, sweeper, AnchoredClock()), await agent(silent=True)
    impatient = asyncio.create_task(prober.ask([device(gone, "D1", "C1")]))
    patient = asyncio.create_task(prober.ask([device(gone, "D1", "C1")]))
    await asyncio.sleep(0)
    impatient.cancel()
    contacts = await patient
    assert contacts.answered.tolist() == [False]


async def test_a_silent_group_keeps_nobody_waiting_longer_than_a_time_out_at_a_time(agent, engine):
    budget = Budget(each=8, patience_s=0.1)
    sweeper = Sweeper(engine, load_profiles(), Roster(), AnchoredClock(), {"default": "public"}, budget=budget)
    silent = [await agent(silent=True) for _ in range(18)]
    there = await agent(UP)
    devices = [device(one, f"D{at}", "C1") for at, one in enumerate(silent)]
    batches = [b async for b in sweeper.sweep("level:x", [*devices, device(there, "U", "C1")], Cadence.LEVEL)]
    contacts = [b.contacts for b in batches if len(b.contacts)]
    answered_ms = max(c.time_ms[c.answered].max() for c in contacts if c.answered.any())
    given_up_ms = min(c.time_ms[~c.answered].min() for c in contacts if not c.answered.all())
    began_ms = min(b.started_ms for b in batches)
    assert answered_ms - began_ms < 3 * (given_up_ms - began_ms), "three lots go before it, none to its very end"
    assert sum(len(c) for c in contacts) == 19
    assert budget.busy("C1") == 0
