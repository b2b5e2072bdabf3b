"""What is on the wire at a time to a CMTS and what is behind it, counted by the agents themselves."""

import asyncio
from collections import Counter

import pytest
from snmp_agents import integer, octets

from collectors.budget import Budget
from collectors.clock import AnchoredClock
from collectors.conversing import converse
from collectors.listening import event_log
from collectors.model import Cadence, Device
from collectors.probing import Prober
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.surveying import Surveyor
from collectors.sweep import Sweeper

REG, LOG = "1.3.6.1.4.1.4491.2.1.20.1.3.1", event_log.ENTRY
UP = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
ONLINE = 8
EACH = 8
CALM = 6
"""What level sweeps and all that is not urgent may take of that."""
ANSWERS_AFTER_S = 0.02


def cmts(number, modems=30):
    objects = dict(UP)
    for index in range(1, modems + 1):
        objects[f"{REG}.2.{index}"] = octets(bytes((0, 0x1C, 0xEA, 0, number, index)))
        objects[f"{REG}.6.{index}"] = integer(ONLINE)
        objects[f"{REG}.7.{index}"] = integer(100)
        objects[f"{REG}.8.{index}"] = integer(1, ber.GAUGE32)
    return objects


def log(number):
    date = octets((2026).to_bytes(2, "big") + bytes((11, 22, 10, number, 5, 0)))
    columns = {3: date, 4: integer(1, ber.COUNTER32), 5: integer(3), 6: integer(84_000_500, ber.GAUGE32)}
    return {f"{LOG}.{column}.1": value for column, value in columns.items()} | {f"{LOG}.7.1": octets(b"Loss of Sync")}


class Wire:
    """Requests that agents were sent and have not answered yet, by device and by CMTS."""

    def __init__(self) -> None:
        self.open: dict[str, set] = {}
        self.most: Counter[str] = Counter()
        self.behind: dict[str, str] = {}

    def slow(self, key, behind):
        """Return what makes an agent answer late, and count meanwhile."""
        self.behind[key] = behind
        self.open[key] = set()

        def spoil(request, answer):
            mark = request.source, request.opened.request_id
            self.open[key].add(mark)
            self._count(key, behind)

            def done():
                self.open[key].discard(mark)
                if not self.agents[key].transport.is_closing():
                    self.agents[key].transport.sendto(answer, request.source)

            asyncio.get_running_loop().call_later(ANSWERS_AFTER_S, done)
            return []

        return spoil

    agents: dict

    def _count(self, key, behind) -> None:
        here = sum(len(marks) for one, marks in self.open.items() if self.behind[one] == behind)
        self.most[behind] = max(self.most[behind], here)
        self.most[key] = max(self.most[key], len(self.open[key]))


@pytest.fixture
async def wire(agent):
    """Return a function that puts a device on the wire."""
    wire = Wire()
    wire.agents = {}

    async def put(key, objects, behind, profile="docsis-modem"):
        one = wire.agents[key] = await agent(objects, spoil=wire.slow(key, behind))
        return Device(key, one.address, profile, port=one.port, behind=behind)

    wire.put = put
    return wire


@pytest.fixture
def sweeper(engine):
    return Sweeper(engine, load_profiles(), Roster(), AnchoredClock(), {"default": "public"}, budget=Budget(each=EACH))


async def swept(sweeper, devices, cadence):
    return [batch async for batch in sweeper.sweep("x", devices, cadence)]


async def test_a_survey_asks_no_more_at_a_time_than_level_sweeps_may(wire, engine, sweeper):
    """Heads behind one hub, say: more of them than its budget has room for."""
    heads = [await wire.put(f"C{at}", cmts(at), "H1", "docsis-cmts") for at in range(20)]
    others = [await wire.put(f"D{at}", cmts(100 + at), "H2", "docsis-cmts") for at in range(2)]
    found = await Surveyor(engine, sweeper, Roster()).survey([*heads, *others])
    assert len(found) == 22 * 30
    assert len(found.whole) == 22
    assert wire.most["H1"] == CALM
    assert wire.most["H2"] == 2
    assert {wire.most[device.key] for device in heads} == {1}, "one question at a time to each"
    assert sweeper.budget.busy("H1") == sweeper.budget.busy("H2") == 0


async def test_sweep_survey_logs_and_probes_share_one_budget(wire, engine, sweeper):
    head = await wire.put("C1", cmts(1), "C1", "docsis-cmts")
    modems = [await wire.put(f"M{at}", UP | log(at), "C1", "ups") for at in range(24)]
    keepers = [sweeper.check(modem) for modem in modems]
    logs = []

    async def read(one) -> None:
        logs.extend(await event_log.fetch(engine, one.target))

    prober, surveyor = Prober(engine, sweeper, AnchoredClock()), Surveyor(engine, sweeper, Roster())
    batches, found, _, contacts, asked_again = await asyncio.gather(
        swept(sweeper, modems, Cadence.LEVEL),
        surveyor.survey([head]),
        converse(sweeper.budget, keepers, read, at_once=100),
        prober.ask(modems),
        prober.ask(modems),
    )
    assert sum(len(batch.contacts) for batch in batches) == len(contacts) == len(asked_again) == len(logs) == 24
    assert len(found) == 30
    assert CALM <= wire.most["C1"] <= EACH
    assert max(wire.most[modem.key] for modem in modems) <= 3, "each of the three asks one thing at a time"
    assert sweeper.budget.busy("C1") == 0


async def test_a_survey_that_is_given_up_gives_its_room_back(wire, engine, sweeper, wait_until_async):
    heads = [await wire.put(f"C{at}", cmts(at), "H1", "docsis-cmts") for at in range(10)]
    surveying = asyncio.create_task(Surveyor(engine, sweeper, Roster()).survey(heads))
    await wait_until_async(lambda: sweeper.budget.busy("H1") == CALM)
    surveying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await surveying
    assert sweeper.budget.busy("H1") == 0


async def test_so_many_are_talked_to_at_a_time_and_everybody_in_the_end(sweeper, engine):
    devices = [Device(f"S{at}", "127.0.0.1", "ups", behind="C1" if at < 20 else "") for at in range(40)]
    keepers = [sweeper.check(device) for device in devices]
    now, most, talked = Counter(), Counter(), []

    async def talk(one) -> None:
        for what in (one.device.behind, "all"):
            now[what] += 1
            most[what] = max(most[what], now[what])
        for _ in range(3):
            await asyncio.sleep(0)
        now.subtract((one.device.behind, "all"))
        talked.append(one.device.key)

    await converse(sweeper.budget, keepers, talk, at_once=10)
    assert sorted(talked) == sorted(device.key for device in devices)
    assert (most["all"], most["C1"]) == (10, CALM)


async def test_what_goes_wrong_in_one_conversation_ends_them_all(sweeper, engine):
    keepers = [sweeper.check(Device(f"S{at}", "127.0.0.1", "ups", behind="C1")) for at in range(10)]
    ended = []

    async def talk(one) -> None:
        try:
            if one.device.key == "S3":
                raise ZeroDivisionError
            await asyncio.Event().wait()
        finally:
            ended.append(one.device.key)

    with pytest.raises(ZeroDivisionError):
        await converse(sweeper.budget, keepers, talk, at_once=100)
    assert len(ended) == CALM
    assert sweeper.budget.busy("C1") == 0
