"""Which profile is chosen for a device that names none, and what the reason says."""

import asyncio
import itertools

import pytest
from snmp_agents import integer, octets, respond

from collectors.budget import Budget
from collectors.choosing import SYS_DESCR, SYS_OBJECT_ID, SaysItIs, choose, identify
from collectors.errands.run import Run
from collectors.model import Cadence, Device
from collectors.ping.pinger import Pinger
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.snmp.engine import target
from collectors.sweep import LEARN_AGAIN_S, Sweeper

PROFILES = load_profiles()
NET_SNMP = "its sysObjectID 1.3.6.1.4.1.8072.3.2.10 is at or below 1.3.6.1.4.1.8072"


@pytest.mark.parametrize(
    ("object_id", "description", "profile", "why"),
    [
        (
            *("1.3.6.1.4.1.4115.1.4.3", "Cadant C3 CMTS <<HW_REV: 04; VENDOR: ARRIS>>", "docsis-cmts"),
            "its sysObjectID 1.3.6.1.4.1.4115.1.4.3 is at or below 1.3.6.1.4.1.4115.1.4",
        ),
        ("1.3.6.1.4.1.4413.2", "Modem <<HW_REV: 3; VENDOR: X>>", "docsis-modem", "its sysDescr contains '<<HW_REV:'"),
        (
            *("1.3.6.1.4.1.8072.3.2.10", "GSE200M", "ups"),
            f"{NET_SNMP} and its sysDescr contains 'GSE200M'",
        ),
        (
            *("1.3.6.1.4.1.8072.3.2.10", "Linux nas 6.1", "switch"),
            NET_SNMP,
        ),
        (
            *("1.3.6.1.4.1.80720.1", "x", "interfaces"),
            "no profile is for its sysObjectID (1.3.6.1.4.1.80720.1) or its sysDescr",
        ),
        ("", "", "interfaces", "no profile is for its sysObjectID (none) or its sysDescr"),
    ],
)
def test_the_most_specific_rule_wins_and_says_why(object_id, description, profile, why):
    choice = choose(PROFILES, SaysItIs(object_id, description))
    assert (choice.profile, choice.why) == (profile, why)


def test_no_two_profiles_have_the_same_rule():
    rules = [(rule, name) for name, profile in PROFILES.items() for rule in profile.matches]
    assert [(a, b) for a, b in itertools.combinations(rules, 2) if a[0] == b[0]] == []


async def test_a_device_is_asked_what_it_is(agent, engine):
    made = await agent(
        {SYS_DESCR: octets(b"Box"), SYS_OBJECT_ID: ber.encode_tlv(ber.OID, ber.encode_oid("1.3.6.1.4.1.5591.1.5"))}
    )
    assert await identify(engine, target(made.address, made.port)) == SaysItIs("1.3.6.1.4.1.5591.1.5", "Box")


async def test_a_device_of_snmpv1_that_lacks_one_of_the_two_says_the_other(agent, engine):
    made = await agent({SYS_OBJECT_ID: ber.encode_tlv(ber.OID, ber.encode_oid("1.3.6.1.4.1.17409.1.10"))})
    said = await identify(engine, target(made.address, made.port, "1"))
    assert said == SaysItIs("1.3.6.1.4.1.17409.1.10", "")
    assert choose(PROFILES, said).profile == "nscrtv-node"


async def test_a_silent_device_says_nothing(agent, engine):
    gone = await agent({})
    gone.transport.close()
    assert await identify(engine, target(gone.address, gone.port)) is None


UPTIME = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
RECEIVED = "1.3.6.1.4.1.17409.1.10.5.1.2"
NODES = ("hms-node", "nscrtv-node")


def says(object_id):
    return {SYS_OBJECT_ID: ber.encode_tlv(ber.OID, ber.encode_oid(object_id)), SYS_DESCR: octets(b"Box")}


class Plant:
    """A sweeper over a few devices that name no profile, and its clock."""

    def __init__(self, engine):
        self.clock = SetClock()
        self.sweeper = Sweeper(engine, PROFILES, Roster(), self.clock, {"default": "public"})

    async def sweep(self, *devices):
        """Return what was read, as family.metric, and who answered, by key."""
        batches = [batch async for batch in self.sweeper.sweep("level", devices, Cadence.LEVEL)]
        key = self.sweeper._roster.key
        read = {f"{part.family}.{metric}" for batch in batches for part in batch.readings for metric in part.values}
        told = [
            (key(slot), bool(answered))
            for batch in batches
            for slot, answered in zip(batch.contacts.slot, batch.contacts.answered, strict=True)
        ]
        assert len(dict(told)) == len(told), "one contact per device and sweep"
        return read, dict(told)


class SetClock:
    """A clock that stands where it was put."""

    at_ms = 1_000_000

    def now_ms(self):
        return self.at_ms


@pytest.fixture
def plant(engine):
    return Plant(engine)


def unnamed(one, key="N1", **how):
    return Device(key, one.address, NODES[0], port=one.port, candidates=NODES, **how)


def asked_what_it_is(one):
    return sum(SYS_OBJECT_ID in request.oids for request in one.asked)


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_sweep_reads_each_device_by_what_it_says_it_is_and_asks_once(agent, plant, caplog, version):
    caplog.set_level("INFO", "collectors")
    one = await agent(UPTIME | says("1.3.6.1.4.1.17409.1.10") | {f"{RECEIVED}.1": integer(-14)})
    for _ in range(2):
        read, told = await plant.sweep(unnamed(one, snmp_version=version))
        assert "optical_node.optical_rx_state_code" in read, "what only the other family tells"
        assert told == {"N1": True}
    assert asked_what_it_is(one) == 1
    why = "its sysObjectID 1.3.6.1.4.1.17409.1.10 is at or below 1.3.6.1.4.1.17409.1.10"
    assert caplog.messages == [f"N1 is asked by profile nscrtv-node: {why}"]


async def test_what_fits_no_profile_of_its_kind_is_read_as_its_kind_is(agent, plant, caplog):
    caplog.set_level("INFO", "collectors")
    router = await agent(UPTIME | says("1.3.6.1.4.1.9.1.516") | {"1.3.6.1.4.1.5591.1.5.14.0": integer(58)})
    read, _ = await plant.sweep(unnamed(router))
    assert "optical_node.line_power_1_v" in read
    why = "its kind's, for 1.3.6.1.4.1.9.1.516 is none of hms-node, nscrtv-node"
    assert caplog.messages == [f"N1 is asked by profile hms-node: {why}"]


async def test_a_silent_device_costs_one_question_and_is_asked_again_what_it_is(agent, plant, engine):
    one = await agent(UPTIME | says("1.3.6.1.4.1.17409.1.10") | {f"{RECEIVED}.1": integer(-14)}, silent=True)
    assert await plant.sweep(unnamed(one)) == (set(), {"N1": False})
    assert {tuple(request.oids) for request in one.asked} == {(SYS_DESCR, SYS_OBJECT_ID)}
    one.silent = False
    read, told = await plant.sweep(unnamed(one))
    assert "optical_node.optical_rx_state_code" in read
    assert told == {"N1": True}


async def test_a_device_with_other_firmware_is_looked_at_anew_within_the_hour(agent, plant, caplog):
    caplog.set_level("INFO", "collectors")
    one = await agent(UPTIME | says("1.3.6.1.4.1.17409.1.10"))
    await plant.sweep(unnamed(one))
    one.objects |= says("1.3.6.1.4.1.5591.1.5")
    plant.clock.at_ms += (LEARN_AGAIN_S + 1) * 1000
    for _ in range(2):
        await plant.sweep(unnamed(one))
    assert asked_what_it_is(one) == 2
    assert [message.split(":")[0] for message in caplog.messages] == [
        "N1 is asked by profile nscrtv-node",
        "N1 is asked by profile hms-node",
    ]


async def test_a_device_that_says_it_cannot_be_asked_is_there(agent, plant):
    one = await agent(
        spoil=lambda request, _: [respond(request.version, request.community, request.opened.request_id, [], status=16)]
    )
    assert (await plant.sweep(unnamed(one)))[1] == {"N1": True}


async def test_sweeps_at_the_same_time_may_both_ask_a_device_what_it_is(agent, plant):
    one = await agent(UPTIME | says("1.3.6.1.4.1.17409.1.10") | {f"{RECEIVED}.1": integer(-14)})

    async def sweep(name, cadence):
        return [batch async for batch in plant.sweeper.sweep(name, [unnamed(one)], cadence)]

    _, levels = await asyncio.gather(sweep("state", Cadence.STATE), sweep("level:x", Cadence.LEVEL))
    assert asked_what_it_is(one) == 2
    assert any("optical_rx_state_code" in part.values for batch in levels for part in batch.readings)


async def test_a_herd_of_which_some_said_meanwhile_what_they_are_is_asked_by_what_each_is(agent, plant):
    """The next herd stands ready before its turn comes, and another sweep is no slower for that."""
    nodes = [
        await agent(UPTIME | says(oid) | {f"{RECEIVED}.1": integer(-14), "1.3.6.1.4.1.5591.1.5.14.0": integer(58)})
        for oid in ("1.3.6.1.4.1.17409.1.10", "1.3.6.1.4.1.5591.1.5")
    ]
    devices = [unnamed(one, key=f"N{at}") for at, one in enumerate(nodes)]
    herds = plant.sweeper._herds(devices, 0.0, Cadence.LEVEL)
    _, herd = next(herds)
    await plant.sweep(devices[0])
    assert [bool(asked.candidates) for asked in herd] == [False, True]
    run = Run(
        plant.sweeper._engine, Pinger(plant.clock), plant.sweeper._census, Cadence.LEVEL, plant.clock, Budget(), {}
    )
    run.begin(herd)
    while run.is_busy:
        await run.wait(1.0)
        run.collect()
    enterprises = [
        {oid.split(".")[6] for request in one.asked for oid in request.oids if oid.startswith("1.3.6.1.4.1.")}
        for one in nodes
    ]
    assert enterprises == [{"17409"}, {"5591"}]
