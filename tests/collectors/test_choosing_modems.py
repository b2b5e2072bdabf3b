"""Which profile reads a modem: what it says it can do decides, and that is asked once."""

import pytest
from snmp_agents import integer, octets

from collectors.choosing import SYS_DESCR, SYS_OBJECT_ID, SaysItIs, choose
from collectors.model import Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.sweep import CHOOSE_AGAIN_S, LEARN_AGAIN_S, Sweeper

PROFILES = load_profiles()
MODEM, OTHER = "02:00:00:00:00:05", "02:00:00:00:00:06"
HARDWARE = "1.3.6.1.2.1.2.2.1.6.2"
CAPABILITY = "1.3.6.1.4.1.4491.2.1.28.1.1.0"
OFDM = {"1.3.6.1.4.1.4491.2.1.28.1.9.1.10.48": integer(722_000_000)}
OFDMA = {"1.3.6.1.4.1.4491.2.1.28.1.13.1.10.81": integer(163)}
DOCSIS_30, DOCSIS_31, DOCSIS_40 = 4, 5, 6


def modem(other=()):
    """Return what a modem of DOCSIS 3.1 answers, OFDM tables and all."""
    said = {
        SYS_DESCR: octets(b"<<HW_REV: 3; VENDOR: X; BOOTR: 1; SW_REV: 9; MODEL: Y>>"),
        SYS_OBJECT_ID: ber.encode_tlv(ber.OID, ber.encode_oid("1.3.6.1.4.1.4413.2")),
        "1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS),
        HARDWARE: octets(bytes.fromhex(MODEM.replace(":", ""))),
        "1.3.6.1.2.1.10.127.1.1.1.1.6.3": integer(-31),
        CAPABILITY: integer(DOCSIS_31),
    }
    return said | OFDM | OFDMA | dict(other)


class SetClock:
    """A clock that stands where it was put."""

    at_ms = 1_000_000

    def now_ms(self):
        return self.at_ms


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def sweeper(engine, clock):
    return Sweeper(engine, PROFILES, Roster(), clock, {"default": "public"})


def learnt(one, key=MODEM):
    """Return a modem as it is asked at an address that its CMTS gave."""
    return Device(key, one.address, "docsis-modem", port=one.port, candidates=("docsis-modem", "docsis31-modem"))


async def read(sweeper, device):
    """Return what one level sweep read, as family.metric."""
    batches = [batch async for batch in sweeper.sweep("level:terminals", [device], Cadence.LEVEL)]
    return {f"{part.family}.{metric}" for batch in batches for part in batch.readings for metric in part.values}


def introductions(one):
    return [request for request in one.asked if CAPABILITY in request.oids]


async def test_a_modem_of_docsis_31_gives_its_ofdm_and_ofdma_values(agent, sweeper):
    found = await read(sweeper, learnt(await agent(modem())))
    assert {"cm_downstream.ds_power_dbmv", "cm_ofdm.plc_frequency_hz", "cm_ofdma.us_ofdma_tx_power_dbmv"} <= found


@pytest.mark.parametrize("said", [{CAPABILITY: integer(DOCSIS_30)}, {}])
async def test_an_older_modem_is_not_asked_for_tables_it_has_not(agent, sweeper, said):
    one = await agent({oid: value for oid, value in modem().items() if oid != CAPABILITY} | said)
    assert "cm_downstream.ds_power_dbmv" in await read(sweeper, learnt(one))
    asked = {oid for request in one.asked for oid in request.oids if oid != CAPABILITY}
    assert not any(oid.startswith("1.3.6.1.4.1.4491.2.1.28.") for oid in asked)


async def test_what_a_modem_is_costs_one_question_however_often_it_moves_and_is_read(agent, sweeper, clock):
    here, there = await agent(modem()), await agent(modem())
    await read(sweeper, learnt(here))
    once = len(here.asked)
    await read(sweeper, learnt(here))
    every_sweep = len(here.asked) - once
    clock.at_ms += (LEARN_AGAIN_S + 1) * 1000
    before = len(here.asked)
    assert "cm_ofdm.plc_frequency_hz" in await read(sweeper, learnt(here))
    assert "cm_ofdm.plc_frequency_hz" in await read(sweeper, learnt(there))
    assert (len(introductions(here)), len(introductions(there))) == (1, 0)
    assert every_sweep == once - 1
    assert len(here.asked) - before == len(there.asked)


async def test_a_modem_with_other_firmware_is_looked_at_anew_within_the_day(agent, sweeper, clock):
    one = await agent(modem({CAPABILITY: integer(DOCSIS_30)}))
    assert "cm_ofdm.plc_frequency_hz" not in await read(sweeper, learnt(one))
    one.objects[CAPABILITY] = integer(DOCSIS_40)
    clock.at_ms += (CHOOSE_AGAIN_S + 1) * 1000
    assert "cm_ofdm.plc_frequency_hz" in await read(sweeper, learnt(one))


async def test_what_another_modem_says_at_an_old_address_chooses_nothing(agent, sweeper):
    taken, own = await agent(modem({HARDWARE: octets(bytes.fromhex(OTHER.replace(":", "")))})), await agent(modem())
    own.objects[CAPABILITY] = integer(DOCSIS_30)
    assert await read(sweeper, learnt(taken)) == set()
    assert "cm_ofdm.plc_frequency_hz" not in await read(sweeper, learnt(own))
    assert len(introductions(own)) == 1, "it was asked itself"


def test_the_reason_names_what_decided():
    said = SaysItIs("1.3.6.1.4.1.4413.2", "<<HW_REV: 3; VENDOR: X>>", {CAPABILITY: DOCSIS_31})
    choice = choose(PROFILES, said)
    assert choice.profile == "docsis31-modem"
    assert choice.why == "its sysDescr contains '<<HW_REV:' and its docsIf31DocsisBaseCapability is 5"
