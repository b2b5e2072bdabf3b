"""Devices asked out of turn: one GET each."""

import pytest
from snmp_agents import integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.probing import Prober
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.snmp.message import GET
from collectors.sweep import Sweeper

UPTIME, MAC = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.2.2.1.6.2"
UP = {UPTIME: integer(4711, ber.TIMETICKS)}
KEY = "02:00:00:00:00:{:02x}".format


@pytest.fixture
def roster() -> Roster:
    return Roster()


@pytest.fixture
def ask(engine, roster):
    """Return a function: devices → key → whether it answered."""
    clock = AnchoredClock()
    prober = Prober(engine, Sweeper(engine, load_profiles(), roster, clock, {"default": "public"}), clock)

    async def once(*devices):
        contacts = await prober.ask(devices)
        return {roster.key(slot): bool(there) for slot, there in zip(contacts.slot, contacts.answered, strict=True)}

    return once


def modem(number, agent) -> Device:
    return Device(KEY(number), agent.address, "docsis-modem", port=agent.port)


async def test_who_answers_is_told_from_who_does_not(agent, ask):
    there, gone = await agent(UP), await agent(silent=True)
    assert await ask(modem(1, there), modem(2, gone)) == {KEY(1): True, KEY(2): False}
    assert len(gone.asked) == 2, "the engine's one retry"


async def test_a_cmts_is_asked_once_and_not_walked(agent, ask):
    cmts = await agent(UP)
    assert await ask(Device("C1", cmts.address, "docsis-cmts", port=cmts.port)) == {"C1": True}
    assert [request.opened.kind for request in cmts.asked] == [GET]


async def test_who_has_the_address_now_says_nothing_of_who_had_it(agent, ask):
    other = await agent({**UP, MAC: octets(bytes.fromhex("020000000009"))})
    assert await ask(modem(1, other)) == {}


async def test_a_device_that_cannot_be_asked_keeps_no_other_from_it(agent, ask):
    there = await agent(UP)
    nowhere = Device(KEY(2), "no address", "docsis-modem")
    assert await ask(nowhere, modem(1, there)) == {KEY(1): True}
    assert await ask() == {}
