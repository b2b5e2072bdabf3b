"""A modem with a bad level is asked again and again, over real packets, within what its CMTS can bear."""

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "collectors"))

from snmp_agents import Agent, integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Cadence
from collectors.snmp import ber
from maps.model import Account, DeviceRow, Element, Kind, Plant, Service, ServiceRow
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.rules.versions import save_rules
from monitor.service import assemble
from monitor.settings import Settings
from monitor.watch import schedule
from monitor.watch.schedule import Watch
from thresholds.model import Rule, RuleType

UPTIME, POWER = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.10.127.1.1.1.1.6"
REG, LOAD = "1.3.6.1.4.1.4491.2.1.20.1.3.1", "1.3.6.1.2.1.25.3.3.1.2"
ONLINE = 8
MODEMS = {"02:00:00:00:00:00": -200, "02:00:00:00:00:01": 10, "02:00:00:00:00:02": -5}
BAD, *HEALTHY = MODEMS
RULE = Rule("ds-power", RuleType.LIMIT, "ds_power_dbmv", frozenset({"cable_modem"}), lolo=-15.0)


class Store:
    """Keeps nothing."""

    def append(self, readings):
        pass

    def waiting_bytes(self):
        return 0


def cmts(load_percent):
    objects = {UPTIME: integer(4711, ber.TIMETICKS), f"{LOAD}.1": integer(load_percent)}
    for number in range(len(MODEMS)):
        objects[f"{REG}.2.{number + 1}"] = octets(bytes([2, 0, 0, 0, 0, number]))
        objects[f"{REG}.6.{number + 1}"] = integer(ONLINE)
        objects[f"{REG}.5.{number + 1}"] = octets(bytes([127, 79, 2, number + 1]))
    return objects


@pytest.fixture
def watching(tmp_path, free_port, monkeypatch):
    """Return a context manager: load of the CMTS, attention's settings → agents by key, watched by the product."""
    monkeypatch.setattr(schedule, "FIRST_TERMINALS_AFTER_S", 0.1)

    @asynccontextmanager
    async def watch_it(load_percent, **attention):
        port, loop, agents = free_port(), asyncio.get_running_loop(), {}
        levels = {key: {UPTIME: integer(1, ber.TIMETICKS), f"{POWER}.3": integer(dbmv)} for key, dbmv in MODEMS.items()}
        for number, (key, objects) in enumerate([("C1", cmts(load_percent)), *levels.items()]):
            made = agents[key] = Agent(objects)
            where = ("127.79.2.99", 0) if key == "C1" else (f"127.79.2.{number}", port)
            await loop.create_datagram_endpoint(lambda made=made: made, local_addr=where)
        settings = Settings.model_validate(
            {
                "data": {"directory": tmp_path},
                "snmp": {"timeout_ms": 500, "terminal_port": port},
                "sweeps": {"state_interval_s": 0.3, "level_interval_s": 3600},
                "attention": {
                    "suspect_interval_s": 0.2,
                    "hot_interval_s": 0.1,
                    "priority_interval_s": 3600,
                    **attention,
                },
            }
        )
        clock = AnchoredClock()
        ledger = Ledger.open(settings.ledger_url(), clock)
        elements = (Element("C1", Kind.CMTS), *(Element(key, Kind.CABLE_MODEM, parent="C1") for key in MODEMS))
        homes = {"accounts": (Account("1", cls="hospital"), Account("2", cls="residential"))}
        homes["services"] = tuple(
            ServiceRow(account, Service.BROADBAND, key) for account, key in zip("12", HEALTHY, strict=True)
        )
        own = agents["C1"].transport.get_extra_info("sockname")[1]
        row = DeviceRow("C1", "127.79.2.99", port=own)
        replace_plant(ledger, Plant(elements=elements, devices=(row,), **homes), "test")
        with ledger.write("test") as connection:
            save_rules(connection, [RULE], 1, "test")
        parts = assemble(settings, clock, ledger)
        devices = parts.inventory.directory().devices
        async for batch in parts.sweeper.sweep("level:3600s", devices, Cadence.LEVEL):  # it tells where the modems are
            parts.pipeline.take(batch)
        watch, stop = Watch(parts.pipeline, parts.sweeper, Store(), ledger, settings, clock), asyncio.Event()
        task = asyncio.create_task(watch.run(parts.inventory.directory, {}, stop))
        try:
            yield agents
        finally:
            stop.set()
            await asyncio.wait_for(task, 20)
            for one in (
                parts.engine,
                parts.prober,
                parts.pinger,
                ledger,
                *(agent.transport for agent in agents.values()),
            ):
                one.close()

    return watch_it


def questions(agent) -> int:
    """Return how often a modem was asked for its levels: each round begins with one GET of what it has once."""
    return sum(UPTIME in request.oids for request in agent.asked)


async def test_a_modem_out_of_limits_is_asked_at_the_hot_pace_and_healthy_ones_are_not(watching, wait_until_async):
    async with watching(20, budget_per_hour=1000) as agents:
        await wait_until_async(lambda: questions(agents[BAD]) > 8, 20, "the bad one is asked again and again")
        assert [questions(agents[key]) for key in HEALTHY] == [1, 1]


async def test_a_priority_subscribers_modem_is_asked_at_its_pace_and_the_neighbours_is_not(watching, wait_until_async):
    calm = {"suspect_interval_s": 3600, "hot_interval_s": 0.2}  # the bad one is none of this story
    async with watching(20, budget_per_hour=1000, priority_interval_s=0.2, **calm) as agents:
        first, other = HEALTHY
        await wait_until_async(lambda: questions(agents[first]) > 8, 20, "the hospital's is asked again and again")
        assert questions(agents[other]) == 1


async def test_priority_subscribers_have_half_of_the_budget(watching, wait_until_async):
    calm = {"suspect_interval_s": 3600, "hot_interval_s": 0.2}
    async with watching(20, budget_per_hour=100, priority_interval_s=0.1, **calm) as agents:
        first, _ = HEALTHY
        await wait_until_async(lambda: questions(agents[first]) == 1 + 5, 20, "what may be spent at once is spent")
        swept = questions(agents["C1"])
        await wait_until_async(lambda: questions(agents["C1"]) > swept + 5, 20, "some seconds later")
        assert questions(agents[first]) == 1 + 5


@pytest.mark.parametrize(("load_percent", "extra"), [(20, 6), (95, 3)])
async def test_no_more_than_the_budget_is_asked_and_half_of_it_while_the_cmts_is_busy(
    watching, wait_until_async, load_percent, extra
):
    async with watching(load_percent, budget_per_hour=60) as agents:
        await wait_until_async(lambda: questions(agents[BAD]) == 1 + extra, 20, "what may be spent at once is spent")
        swept = questions(agents["C1"])
        await wait_until_async(lambda: questions(agents["C1"]) > swept + 3, 20, "some seconds later")
        assert questions(agents[BAD]) == 1 + extra


async def test_modems_logs_are_off_the_budget_beyond_the_sweeps_and_the_cmts_own_is_not(tmp_path):
    settings = Settings.model_validate({"data": {"directory": tmp_path}, "attention": {"budget_per_hour": 20}})
    clock = AnchoredClock()
    ledger = Ledger.open(settings.ledger_url(), clock)
    elements = (Element("C1", Kind.CMTS), *(Element(key, Kind.CABLE_MODEM, parent="C1") for key in MODEMS))
    rows = tuple(DeviceRow(key, f"127.79.3.{at}") for at, key in enumerate(("C1", *MODEMS), start=1))
    replace_plant(ledger, Plant(elements=elements, devices=rows), "test")
    parts = assemble(settings, clock, ledger)
    watch = Watch(parts.pipeline, parts.sweeper, Store(), ledger, settings, clock)
    devices = parts.inventory.directory().devices
    keys = [[device.key for device in await watch.allowed(devices)] for _ in range(2)]
    assert keys == [["C1", *list(MODEMS)[:2]], ["C1"]]
    for one in (parts.engine, parts.prober, parts.pinger, ledger):
        one.close()
