"""Gear that speaks SNMPv1 and nothing else, swept as any other: Net-SNMP's agent so restricted, and a CMTS of old."""

import pytest
import snmpd_agent
from snmp_agents import integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber, message
from collectors.snmp.batch import BatchEngine
from collectors.states import TerminalState
from collectors.sweep import Sweeper

ONLY_V1 = """
com2sec ours default public
group readers v1 ours
view everything included .1
access readers "" v1 noauth exact everything none none
"""
STATUS = "1.3.6.1.2.1.10.127.1.3.3.1"
CMTS = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
for row, state in ((1, 6), (2, 1)):
    CMTS |= {
        f"{STATUS}.2.{row}": octets(bytes((2, 0, 0, 0, 0, row))),
        f"{STATUS}.3.{row}": ber.encode_tlv(ber.IP_ADDRESS, bytes((10, 0, 0, row))),
        f"{STATUS}.5.{row}": integer(-5),
        f"{STATUS}.9.{row}": integer(state),
        f"{STATUS}.10.{row}": integer(2**32 - row, ber.COUNTER32),
        f"{STATUS}.11.{row}": integer(11, ber.COUNTER32),
        f"{STATUS}.12.{row}": integer(12, ber.COUNTER32),
    }


@pytest.fixture(scope="module")
def old_snmpd(free_port, tmp_path_factory):
    """Run an snmpd that answers SNMPv1 only; yields the port."""
    port = free_port()
    with snmpd_agent.snmpd(tmp_path_factory.mktemp("snmpd"), port, ONLY_V1, version="1"):
        yield port


async def sweep(engine, device, cadence, roster):
    sweeper = Sweeper(engine, load_profiles(), roster, AnchoredClock(), {"default": "public"})
    return [batch async for batch in sweeper.sweep("level", [device], cadence)]


async def test_an_snmpd_that_is_restricted_to_v1_is_read_whole(old_snmpd):
    engine = BatchEngine(AnchoredClock(), timeout_ms=3000)
    device = Device("here", "127.0.0.1", "interfaces", port=old_snmpd, snmp_version="1")
    batches = await sweep(engine, device, Cadence.LEVEL, Roster())
    engine.close()
    parts = {part.family: part for batch in batches for part in batch.readings}
    assert parts["system"].values["uptime_s"][0] >= 0
    assert (parts["interface"].values["in_octets"] >= 0).all()
    assert not engine.complaints.count


async def test_it_is_silent_to_whoever_asks_in_v2c(old_snmpd):
    engine = BatchEngine(AnchoredClock(), timeout_ms=200, retries=0)
    batches = await sweep(engine, Device("here", "127.0.0.1", "interfaces", port=old_snmpd), Cadence.STATE, Roster())
    engine.close()
    assert [one for batch in batches for one in batch.contacts.answered.tolist()] == [False]


async def test_a_cmts_that_hears_only_v1_tells_of_its_modems(agent, engine):
    one = await agent(CMTS, spoil=lambda request, answer: [answer] if request.version == message.V1 else [])
    roster = Roster()
    device = Device("C1", one.address, "docsis-cmts", port=one.port, snmp_version="1")
    batches = await sweep(engine, device, Cadence.LEVEL, roster)
    states = {
        roster.key(slot): TerminalState(int(state))
        for batch in batches
        for slot, state in zip(batch.states.slot, batch.states.state, strict=True)
    }
    assert states == {"02:00:00:00:00:01": TerminalState.REGISTERED, "02:00:00:00:00:02": TerminalState.DARK}
    good = {
        roster.key(slot): value
        for batch in batches
        for part in batch.readings
        if part.family == "cmts_cm"
        for slot, value in zip(part.slot, part.values["codewords_unerrored"], strict=True)
    }
    assert good == {"02:00:00:00:00:01": 2**32 - 1, "02:00:00:00:00:02": 2**32 - 2}
    assert sum(len(batch.addresses) for batch in batches) == 2
    assert {request.opened.kind for request in one.asked} == {message.GET, message.GETNEXT}
