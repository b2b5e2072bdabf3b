"""Test now, over real packets: a terminal and its neighbours asked through core, within what the CMTS bears."""

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "collectors"))

from snmp_agents import Agent, integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Cadence
from collectors.snmp import ber
from maps.model import DeviceRow, Element, Kind, Plant
from monitor.care.tested import Finding, finding
from monitor.ledger import terminal_tests
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.ledger.terminal_tests import COMMAND, Progress
from monitor.service import assemble
from monitor.settings import Settings
from monitor.watch.asking.testing import TerminalTester, beside
from monitor.watch.schedule import Watch

UPTIME, POWER = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.10.127.1.1.1.1.6"
REG = "1.3.6.1.4.1.4491.2.1.20.1.3.1"
ONLINE = 8
MODEMS = [f"02:00:00:00:00:{number:02x}" for number in range(6)]
OWN = MODEMS[0]


class Store:
    """Keeps nothing."""

    def append(self, readings):
        pass

    def waiting_bytes(self):
        return 0


def cmts():
    objects = {UPTIME: integer(4711, ber.TIMETICKS)}
    for number in range(len(MODEMS)):
        objects[f"{REG}.2.{number + 1}"] = octets(bytes([2, 0, 0, 0, 0, number]))
        objects[f"{REG}.6.{number + 1}"] = integer(ONLINE)
        objects[f"{REG}.5.{number + 1}"] = octets(bytes([127, 81, 2, number + 1]))
    return objects


@pytest.fixture
def core(tmp_path, free_port):
    """Return a context manager: who is silent → (ledger, agents by key), with core's part of testing at work."""

    @asynccontextmanager
    async def at_work(silent=(), **attention):
        port, loop, agents = free_port(), asyncio.get_running_loop(), {}
        modem = {UPTIME: integer(1, ber.TIMETICKS), f"{POWER}.3": integer(-21), f"{POWER}.4": integer(-19)}
        for number, (key, objects) in enumerate([("C1", cmts()), *((key, modem) for key in MODEMS)]):
            if key in silent:
                continue
            made = agents[key] = Agent(dict(objects))
            where = ("127.81.2.99", 0) if key == "C1" else (f"127.81.2.{number}", port)
            await loop.create_datagram_endpoint(lambda made=made: made, local_addr=where)
        settings = Settings.model_validate(
            {
                "data": {"directory": tmp_path},
                "snmp": {"timeout_ms": 300, "retries": 1, "terminal_port": port},
                "sweeps": {"state_interval_s": 3600, "level_interval_s": 3600},
                "attention": attention,
            }
        )
        clock = AnchoredClock()
        ledger = Ledger.open(settings.ledger_url(), clock)
        elements = (Element("C1", Kind.CMTS), *(Element(key, Kind.CABLE_MODEM, parent="C1") for key in MODEMS))
        own = agents["C1"].transport.get_extra_info("sockname")[1]
        replace_plant(ledger, Plant(elements=elements, devices=(DeviceRow("C1", "127.81.2.99", port=own),)), "test")
        parts = assemble(settings, clock, ledger)
        async for batch in parts.sweeper.sweep("level:1h", parts.inventory.directory().devices, Cadence.LEVEL):
            parts.pipeline.take(batch)  # it tells where the modems are
        watch, stop = Watch(parts.pipeline, parts.sweeper, Store(), ledger, settings, clock), asyncio.Event()
        testing = TerminalTester(
            ledger, clock, parts.roster, parts.sweeper, parts.prober, parts.inventory.directory, watch
        )
        task = asyncio.create_task(watch.run(parts.inventory.directory, {COMMAND: testing.order}, stop))
        try:
            yield ledger, agents
        finally:
            stop.set()
            await asyncio.wait_for(task, 20)
            await testing.close()
            for one in (
                parts.engine,
                parts.prober,
                parts.pinger,
                ledger,
                *(each.transport for each in agents.values()),
            ):
                one.close()

    return at_work


async def outcome(ledger, wait_until_async, terminal=OWN):
    """Ask for a test as a page does, and return it once it has ended."""
    number, _ = await asyncio.to_thread(terminal_tests.ask, ledger, terminal, "ann", ledger.clock.now_ms())

    def ended():
        with ledger.read() as connection:
            test = terminal_tests.load(connection, number)
        return test if test.state is not Progress.RUNNING else None

    await wait_until_async(lambda: ended() is not None, 10, "the test has ended")
    return ended()


async def test_a_terminal_and_its_neighbours_are_asked_and_say_how_they_are(core, wait_until_async):
    async with core() as (ledger, _):
        test = await outcome(ledger, wait_until_async)
        assert [answer.key for answer in test.answers if answer.own] == [OWN]
        assert {answer.key for answer in test.answers} == set(MODEMS)
        assert all(answer.answered for answer in test.answers)
        assert test.answers[0].readings["ds_power_dbmv"] == -2.0, "the mean of its channels"
        assert test.done_ms - test.at_ms < 5000
        assert finding(test, (), test.done_ms) is Finding.GOOD


@pytest.mark.parametrize(("silent", "said"), [({OWN}, Finding.ALONE), ({OWN, *MODEMS[2:]}, Finding.TOGETHER)])
async def test_a_silent_terminal_is_told_from_a_silent_street(core, wait_until_async, silent, said):
    async with core(silent) as (ledger, _):
        test = await outcome(ledger, wait_until_async)
        assert {answer.key for answer in test.answers if answer.answered is False} == silent
        assert finding(test, (), test.done_ms) is said
        assert test.done_ms - test.at_ms < 6000


async def test_forty_who_ask_the_same_at_once_share_one_test(core, wait_until_async):
    async with core() as (ledger, agents):
        asked = await asyncio.gather(
            *(
                asyncio.to_thread(terminal_tests.ask, ledger, OWN, f"agent {number}", ledger.clock.now_ms())
                for number in range(40)
            )
        )
        assert len({number for number, _ in asked}) == 1
        assert sorted(shared for _, shared in asked) == [False] + [True] * 39
        await outcome(ledger, wait_until_async)
        looks = sum(UPTIME in request.oids for request in agents[OWN].asked)
        assert looks <= 3, "once whether it is there, once for its levels; a repeated datagram at most"


async def test_a_storm_of_tests_stays_inside_the_budget_of_the_cmts_and_says_who_was_not_asked(core, wait_until_async):
    async with core(budget_per_hour=80) as (ledger, _):  # a tenth of it at once: 8 devices
        tests = [await outcome(ledger, wait_until_async, key) for key in MODEMS]
        asked = sum(answer.asked for test in tests for answer in test.answers)
        assert asked == 8
        assert [next(answer for answer in test.answers if answer.own).asked for test in tests].count(True) >= 2
        refused = [test for test in tests if not test.answers[0].asked]
        assert {finding(test, (), test.done_ms) for test in refused} == {Finding.NOT_ASKED}


async def test_a_terminal_whose_address_nobody_knows_ends_at_once(core, wait_until_async):
    async with core() as (ledger, _):
        test = await outcome(ledger, wait_until_async, "C1")  # no terminal, but an element: it is asked by its row
        assert test.answers[0].asked
        with pytest.raises(terminal_tests.UnknownTerminalError, match="no terminal nowhere"):
            terminal_tests.ask(ledger, "nowhere", "ann", 0)


def test_the_nearest_in_the_tree_are_asked_first_and_nobody_beyond_its_ends():
    in_tree = np.array([7, 3, 9, 1, 4], np.int32)
    assert beside(in_tree, 9, 2) == [3, 1]
    assert beside(in_tree, 7, 3) == [3, 9, 1]
    assert beside(in_tree, 5, 3) == []
