"""A sweep spread over its interval: evenly, each device at its own place, what is behind one CMTS in order."""

import asyncio
from itertools import pairwise

import pytest
from snmp_agents import integer

from collectors import pacing
from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.pacing import places, span_s, spread_s, turns
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.sweep import Sweeper

UP = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}


def plant(cmtss, modems):
    return [
        Device(f"M{cmts}-{at}", "10.0.0.1", "docsis-modem", behind=f"C{cmts}")
        for at in range(modems)
        for cmts in range(cmtss)
    ]


def test_in_any_part_of_a_sweep_about_as_many_are_asked_as_in_any_other():
    asked = {due_s: len(devices) for due_s, devices in turns(plant(8, 2500), 240)}
    assert len(asked) == 480
    assert min(asked.values()) >= 33, "20 000 over 480 turns are 41 each"
    assert max(asked.values()) <= 50


def test_behind_each_cmts_questions_are_spread_too_and_neighbours_follow_each_other():
    devices = plant(3, 100)
    for cmts in ("C0", "C1", "C2"):
        mine = [place for device, place in zip(devices, places(devices), strict=True) if device.behind == cmts]
        assert all((after - before) % 1.0 == pytest.approx(0.01) for before, after in pairwise(mine))


def test_places_stay_when_somebody_comes_or_goes():
    devices = plant(2, 2000)
    before = dict(zip((device.key for device in devices), places(devices), strict=True))
    fewer = devices[:1000] + devices[1001:]
    moved = [abs(before[device.key] - place) for device, place in zip(fewer, places(fewer), strict=True)]
    assert max(min(one, 1.0 - one) for one in moved) <= 1 / 1999


def test_a_sweep_of_few_is_over_soon_and_one_that_need_not_be_spread_is_not():
    assert span_s(100, 240) == 2
    assert span_s(100_000, 240) == 240
    assert [due_s for due_s, _ in turns(plant(2, 500), 0.0)] == [0.0]


@pytest.fixture
def quick_turns(monkeypatch):
    monkeypatch.setattr(pacing, "TURN_S", 0.1)


async def test_a_spread_sweep_asks_each_in_its_place_sweep_after_sweep(agent, engine, quick_turns):
    agents = [await agent(UP) for _ in range(40)]
    devices = [Device(f"U{at}", one.address, "ups", port=one.port, behind="C1") for at, one in enumerate(agents)]
    sweeper = Sweeper(engine, load_profiles(), Roster(), AnchoredClock(), {"default": "public"})
    loop = asyncio.get_running_loop()
    order = []
    for _ in range(2):
        began = loop.time()
        batches = [batch async for batch in sweeper.sweep("level", devices, Cadence.STATE, 60.0)]
        assert loop.time() - began >= 0.6, "40 devices at 50 a second"
        order.append([slot for batch in batches for slot in batch.contacts.slot.tolist()])
        assert len(batches) > 1, "what has come is handed over before the sweep ends"
    first = {slot: at for at, slot in enumerate(order[0])}
    assert all(abs(first[slot] - at) <= 6 for at, slot in enumerate(order[1])), "six are asked in one turn"
    assert all(len(one.asked) == 2 for one in agents)


@pytest.mark.parametrize(
    ("interval_s", "give_up_s", "expected_s"), [(300, 6.6, 240), (60, 6.6, 48), (40, 6.6, 31.4), (20, 6.6, 12.4)]
)
def test_a_sweep_ends_before_the_next_is_due_though_the_last_of_it_never_answer(interval_s, give_up_s, expected_s):
    assert spread_s(interval_s, 0.8, give_up_s) == pytest.approx(expected_s)
    assert expected_s + give_up_s < interval_s


def test_where_that_cannot_be_it_is_no_burst_either():
    assert spread_s(5, 0.8, 6.6) == pytest.approx(1)
    assert spread_s(5, 0.0, 6.6) == 0
