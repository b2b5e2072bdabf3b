"""A CMTS that falls silent, dead or not: what its modems say for themselves, over real packets."""

import asyncio
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "collectors"))

from snmp_agents import Agent, integer, octets

from bench.day.clock import HandClock
from bench.day.hotline import Hotline
from bench.day.watcher import Watcher
from collectors.model import Addresses, Contacts, States
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.states import TerminalState as S
from maps.model import Account, DeviceRow, Element, Kind, Plant, Service, ServiceRow
from monitor.incidents.evidence import EvidenceBook
from monitor.incidents.model import IncidentState
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.service import assemble
from monitor.settings import Settings
from monitor.watch import schedule
from monitor.watch.asking.directory import Directory
from monitor.watch.asking.sampling import MOST, MOST_EACH, Sampling
from monitor.watch.schedule import Watch

T0 = 1_800_000_000_000
REG = "1.3.6.1.4.1.4491.2.1.20.1.3.1"
UP = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
ONLINE = 8
HOMES = {"C1": range(40), "C2": range(40, 50)}


def key(home: int) -> str:
    return f"02:00:00:00:00:{home:02x}"


def address(home: int) -> str:
    return f"127.79.1.{home + 1}"


def cmts_plant(ports: dict[str, int]) -> Plant:
    """Two CMTSs, on each two nodes with taps of five homes."""
    elements = [Element("H1", Kind.HUB)]
    for cmts, homes in HOMES.items():
        elements.append(Element(cmts, Kind.CMTS, parent="H1"))
        elements += [Element(f"{cmts}N{n}", Kind.OPTICAL_NODE, parent=cmts) for n in range(2)]
        taps = [f"{cmts}T{n}" for n in range(len(homes) // 5)]
        elements += [Element(tap, Kind.TAP, parent=f"{cmts}N{n % 2}") for n, tap in enumerate(taps)]
        elements += [Element(key(home), Kind.CABLE_MODEM, parent=taps[n // 5]) for n, home in enumerate(homes)]
    everybody = [home for homes in HOMES.values() for home in homes]
    return Plant(
        elements=tuple(elements),
        devices=tuple(DeviceRow(cmts, "127.79.0.1", port=port) for cmts, port in ports.items()),
        accounts=tuple(Account(f"acc{home}", lon=120.0 + home / 1000, lat=30.0) for home in everybody),
        services=tuple(ServiceRow(f"acc{home}", Service.BROADBAND, key(home)) for home in everybody),
    )


def table(homes, *, addresses=True) -> dict:
    """Return what a CMTS says that has these modems online."""
    objects = dict(UP)
    for home in homes:
        objects[f"{REG}.2.{home + 1}"] = octets(bytes([2, 0, 0, 0, 0, home]))
        objects[f"{REG}.6.{home + 1}"] = integer(ONLINE)
        if addresses:
            objects[f"{REG}.5.{home + 1}"] = octets(bytes([127, 79, 1, home + 1]))
    return objects


class Town:
    """Agents of two CMTSs and their modems, and the product that asks them."""

    def __init__(self, agents: dict[str | int, Agent], watcher: Watcher, clock: HandClock) -> None:
        self.agents, self.watcher, self.clock = agents, watcher, clock
        self.ledger = watcher.ledger
        self.evidence = watcher._parts.pipeline._evidence
        self.roster = watcher._parts.pipeline._roster

    def silence(self, *whom: str | int, silent=True) -> None:
        for one in whom:
            self.agents[one].silent = silent

    async def sweep(self, times=1) -> None:
        for _ in range(times):
            self.clock.advance(20)
            await self.watcher.states()

    async def settle(self) -> None:
        """Two good sweeps, and a round in which all are asked for their levels."""
        await self.sweep()
        await self.watcher.levels()
        await self.sweep()
        assert self.open() == []
        self.forget()

    def forget(self) -> None:
        for one in self.agents.values():
            one.asked.clear()

    def asked(self) -> set[int]:
        """Modems that were asked since `forget`."""
        return {home for home, one in self.agents.items() if isinstance(home, int) and one.asked}

    def open(self) -> list[tuple[str, str, int]]:
        return [
            (view.element, view.cause, view.subscribers)
            for view in self.watcher.incidents()
            if view.state is IncidentState.OPEN
        ]

    def state(self, homes) -> list[int]:
        return self.evidence.state[self.roster.slots(map(key, homes))].tolist()


@pytest.fixture
async def town(tmp_path, free_port):
    port, loop = free_port(), asyncio.get_running_loop()
    agents = {}
    for name, host, where, objects in (
        *((cmts, "127.79.0.1", 0, table(homes)) for cmts, homes in HOMES.items()),
        *((home, address(home), port, UP) for homes in HOMES.values() for home in homes),
    ):
        made = Agent(objects)
        await loop.create_datagram_endpoint(lambda made=made: made, local_addr=(host, where))
        agents[name] = made
    clock = HandClock(T0)
    ports = {cmts: agents[cmts].transport.get_extra_info("sockname")[1] for cmts in HOMES}
    plant = cmts_plant(ports)
    snmp = {"timeout_ms": 200, "retries": 1, "terminal_port": port}
    settings = Settings.model_validate({"data": {"directory": tmp_path}, "snmp": snmp})
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite", clock)
    replace_plant(ledger, plant, "test")
    hotline = Hotline(ledger, settings, clock)
    watcher = Watcher(ledger, assemble(settings, clock, ledger), plant, clock, hotline, settings)
    yield Town(agents, watcher, clock)
    watcher.close()
    for one in agents.values():
        one.transport.close()


async def test_a_dead_cmts_is_an_outage_of_everybody_behind_it_until_it_is_back(town):
    await town.settle()
    town.silence("C1", *HOMES["C1"])
    await town.sweep()
    assert town.open() == [("C1", "element", 40)]
    assert town.state(HOMES["C1"]).count(S.DARK) == MOST_EACH
    assert len(town.asked()) == MOST_EACH
    await town.sweep(5)
    assert town.open() == [("C1", "element", 40)]
    assert set(town.state(HOMES["C1"])) == {S.DARK}, "where nobody answers, more are asked"
    town.silence("C1", *HOMES["C1"], silent=False)
    town.forget()
    await town.sweep(3)
    assert town.open() == []
    assert set(town.state(HOMES["C1"])) == {S.REGISTERED}
    assert not town.asked(), "its own word counts again"


async def test_those_who_did_not_answer_were_last_seen_when_their_cmts_last_told_of_them(town):
    await town.settle()
    told_ms = town.clock.at_ms
    town.silence("C1", *HOMES["C1"])
    await town.sweep()
    dark = np.flatnonzero(town.evidence.state == S.DARK)
    assert set(town.evidence.last_seen_ms[dark].tolist()) == {told_ms}
    assert set(town.evidence.first_missed_ms[dark].tolist()) == {told_ms + 20_000}


async def test_an_agent_that_falls_silent_cuts_nobody_off(town):
    await town.settle()
    town.silence("C1")
    await town.sweep(6)
    assert town.open() == [("C1", "no_answer", 0)]
    assert town.state(HOMES["C1"]).count(S.REGISTERED) == MOST_EACH
    assert town.state(HOMES["C1"]).count(S.UNKNOWN) == len(HOMES["C1"]) - MOST_EACH
    assert len(town.asked()) == MOST_EACH, "the same ones every time"
    town.silence("C1", silent=False)
    await town.sweep(3)
    assert town.open() == []


async def test_modems_back_behind_an_agent_that_stays_silent_end_the_outage(town):
    await town.settle()
    town.silence("C1", *HOMES["C1"])
    await town.sweep(2)
    assert town.open() == [("C1", "element", 40)]
    town.silence(*HOMES["C1"], silent=False)
    await town.sweep()
    assert [subscribers for *_, subscribers in town.open()] == [0], "what they did not answer 20 s ago is no answer now"


async def test_when_nobody_at_all_answers_no_modem_is_called_dark(town):
    await town.settle()
    town.silence(*town.agents)
    await town.sweep(5)
    assert S.DARK not in town.state([*HOMES["C1"], *HOMES["C2"]])
    assert all(subscribers == 0 for *_, subscribers in town.open())


async def test_an_agent_silent_from_the_first_start_has_nobody_asked(town):
    town.silence("C1")
    await town.sweep(2)
    await town.watcher.levels()
    town.forget()
    await town.sweep(3)
    assert not town.asked()
    assert all(subscribers == 0 for *_, subscribers in town.open())


async def test_modems_whose_address_nobody_knows_are_not_asked(town):
    town.agents["C1"].objects = table(HOMES["C1"], addresses=False)
    await town.settle()
    town.silence("C1")
    await town.sweep(3)
    assert not town.asked()


async def test_modems_that_never_answer_us_are_no_witnesses_of_their_cmts(town):
    deaf = list(HOMES["C1"])[:30]
    town.silence(*deaf)
    await town.settle()
    town.silence("C1")
    await town.sweep(3)
    assert town.asked() == set(HOMES["C1"]) - set(deaf)
    assert all(subscribers == 0 for *_, subscribers in town.open())


class NoStore:
    """Keeps nothing."""

    def append(self, readings) -> None:
        pass

    def waiting_bytes(self):
        return 0


async def test_the_schedule_asks_them_beside_its_sweeps(town, monkeypatch, wait_until_async):
    monkeypatch.setattr(schedule, "FIRST_LEVELS_AFTER_S", 0.0)
    monkeypatch.setattr(schedule, "FIRST_TERMINALS_AFTER_S", 1.5)
    parts, stop = town.watcher._parts, asyncio.Event()
    settings = Settings.model_validate({"sweeps": {"state_interval_s": 0.5}, "series": {"flush_s": 600}})
    watch = Watch(parts.pipeline, parts.sweeper, NoStore(), town.ledger, settings, town.clock, parts.prober)
    running = asyncio.create_task(watch.run(parts.inventory.directory, {}, stop))
    await wait_until_async(
        lambda: all(len(one.asked) > 1 for home, one in town.agents.items() if isinstance(home, int)),
        what="all were asked what they are, and for their levels",
    )
    town.clock.advance(20)
    town.silence("C1", *HOMES["C1"])
    await wait_until_async(town.open, what="the outage is known")
    assert town.open() == [("C1", "element", 40)]
    stop.set()
    await asyncio.wait_for(running, 20)


def many(cmtss: int, homes: int) -> Plant:
    names = [f"C{n}" for n in range(cmtss)]
    modems = [Element(f"{name}-{home:03}", Kind.CABLE_MODEM, parent=name) for name in names for home in range(homes)]
    return Plant(
        elements=(*(Element(name, Kind.CMTS) for name in names), *modems),
        devices=tuple(DeviceRow(name, f"127.0.0.{n + 1}") for n, name in enumerate(names)),
    )


class Silent:
    """CMTSs that told of all their modems, which answered for themselves, and then fell silent."""

    def __init__(self, cmtss: int, homes: int) -> None:
        plant = many(cmtss, homes)
        roster = Roster([element.id for element in plant.elements])
        self.observers = roster.slots(element.id for element in plant.elements if element.kind is Kind.CMTS)
        modems = np.arange(cmtss, cmtss * (homes + 1), dtype=np.int32)
        self.observer = np.repeat(self.observers, homes)
        self.sampling, self.evidence = Sampling(Settings()), EvidenceBook()
        self.directory = Directory(plant, roster, Settings())
        packed = np.zeros((len(modems), 16), dtype=np.uint8)
        packed[:, 10:12], packed[:, 12], packed[:, 14:] = 255, 10, modems.astype(">u2").view(np.uint8).reshape(-1, 2)
        self.directory.learn(Addresses(modems, packed))
        self.evidence.grow(len(roster))
        self.meet(self.observers, T0, answered=True)
        self.sampling.meet(Contacts(modems, np.ones(len(modems), np.bool_), np.full(len(modems), T0)))
        up = np.full(len(modems), S.REGISTERED, np.uint8)
        self.sampling.hear(States(modems, up, np.full(len(modems), T0), self.observer))
        self.meet(self.observers, T0 + 30_000, answered=False)

    def meet(self, slots, at_ms: int, *, answered: bool) -> None:
        self.evidence.contact(Contacts(slots, np.full(len(slots), answered), np.full(len(slots), at_ms)))

    def sample(self):
        return self.sampling.sample(self.evidence, self.directory)


@pytest.mark.parametrize(("cmtss", "each"), [(1, 24), (20, 24), (100, 5), (600, 1)])
def test_however_many_are_silent_no_more_than_so_many_are_asked_in_one_go(cmtss, each):
    sample = Silent(cmtss, 60).sample()
    assert len(sample.devices) == len(sample.terminals) <= MOST
    assert set(np.bincount(sample.observer)[np.unique(sample.observer)].tolist()) == {each}
    assert len(np.unique(sample.observer)) == min(cmtss, MOST)


def test_where_nobody_answers_more_are_asked_within_the_bound():
    town = Silent(4, 300)
    first = town.sample()
    there = np.isin(first.observer, town.observers[1:])
    town.sampling.learnt(first, Contacts(first.terminals, there, np.full(len(there), T0 + 32_000)), town.evidence)
    again = town.sample()
    assert np.bincount(again.observer)[town.observers].tolist() == [300, 24, 24, 24]
    assert np.isin(first.terminals, again.terminals).all()
    one = again.terminals == again.terminals[-1]
    town.sampling.learnt(again, Contacts(again.terminals, one, np.full(len(one), T0 + 62_000)), town.evidence)
    assert len(town.sample().terminals) <= MOST, "and stay asked, until their observer speaks"


def test_a_sample_is_spread_over_the_tree():
    sample = Silent(1, 480).sample()
    gaps = np.diff(sample.terminals, prepend=0, append=481)
    assert gaps.max() <= 2 * 480 / MOST_EACH


def test_what_was_asked_counts_only_while_the_observer_is_silent():
    town = Silent(2, 10)
    sample = town.sample()
    there = np.arange(len(sample.terminals)) % 2 == 0
    contacts = Contacts(sample.terminals, there, np.full(len(there), T0 + 32_000))
    assert len(town.sampling.learnt(sample, contacts, town.evidence)) == 20
    town.meet(town.observers[:1], T0 + 60_000, answered=True)
    later = town.sampling.learnt(sample, contacts, town.evidence)
    assert set(town.observer[later.slot - len(town.observers)].tolist()) == {int(town.observers[1])}
    assert set(town.sample().observer.tolist()) == {int(town.observers[1])}
