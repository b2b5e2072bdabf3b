"""Sweeps over small agents: what becomes of rows, silences, identities and what devices lack."""

import numpy as np
import pytest
from snmp_agents import counter64, integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.states import TerminalState
from collectors.sweep import Sweeper

UPTIME = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
OLD = "1.3.6.1.2.1.10.127.1.3.3.1"
NEW = "1.3.6.1.4.1.4491.2.1.20.1.3.1"


def mac(number):
    return octets(b"\x00\x1c\xea\x00\x00" + bytes([number]))


def key(number):
    return f"00:1c:ea:00:00:{number:02x}"


def old_table(states):
    """Rows of docsIfCmtsCmStatusTable: modem number → state."""
    rows = {}
    for number, state in states.items():
        rows |= {
            f"{OLD}.2.{number * 5}": mac(number),
            f"{OLD}.3.{number * 5}": ber.encode_tlv(ber.IP_ADDRESS, bytes([10, 0, 0, number])),
            f"{OLD}.6.{number * 5}": integer(-5),
            f"{OLD}.9.{number * 5}": integer(state),
            f"{OLD}.10.{number * 5}": integer(100 + number, ber.COUNTER32),
            f"{OLD}.13.{number * 5}": integer(0 if state == 1 else 333),
        }
    return rows


def new_table(states):
    """Rows of docsIf3CmtsCmRegStatusTable."""
    rows = {}
    for number, state in states.items():
        rows |= {
            f"{NEW}.2.{number}": mac(number),
            f"{NEW}.3.{number}": octets(b"\x20\x01" + b"\0" * 13 + bytes([number])),
            f"{NEW}.5.{number}": octets(b"\0\0\0\0"),
            f"{NEW}.6.{number}": integer(state),
        }
    return rows


@pytest.fixture
def sweeper(engine):
    return sweeper_with(engine)


def sweeper_with(engine):
    return Sweeper(engine, load_profiles(), Roster(), AnchoredClock(), {"default": "public", "field": "secret"})


def device(one, profile, name="device-1", **how):
    return Device(name, one.address, profile, port=one.port, **how)


async def sweep(sweeper, devices, cadence):
    return [batch async for batch in sweeper.sweep("sweep", devices, cadence)]


def states_of(sweeper, batches):
    return {
        sweeper._roster.key(slot): TerminalState(int(state))
        for batch in batches
        for slot, state in zip(batch.states.slot, batch.states.state, strict=True)
    }


def contacts_of(sweeper, batches):
    pairs = [
        (sweeper._roster.key(slot), bool(answered))
        for batch in batches
        for slot, answered in zip(batch.contacts.slot, batch.contacts.answered, strict=True)
    ]
    assert len(dict(pairs)) == len(pairs), "one contact per device and sweep"
    return dict(pairs)


def reading(batches, family, metric, sweeper=None):
    return {
        (int(slot) if sweeper is None else sweeper._roster.key(slot), int(instance)): float(value)
        for batch in batches
        for part in batch.readings
        if part.family == family
        for slot, instance, value in zip(part.slot, part.instance, part.values[metric], strict=True)
    }


async def test_states_of_terminals_come_from_their_cmts_by_mac(agent, sweeper):
    cmts = await agent(UPTIME | old_table({1: 8, 2: 6, 3: 1, 4: 3, 5: 5, 6: 7, 7: 77}))
    batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
    assert states_of(sweeper, batches) == {
        key(1): TerminalState.REGISTERED,
        key(2): TerminalState.REGISTERED,
        key(3): TerminalState.DARK,
        key(4): TerminalState.RANGING,
        key(5): TerminalState.UNREGISTERED,
        key(6): TerminalState.BARRED,
    }
    assert contacts_of(sweeper, batches) == {"device-1": True}
    assert not any(len(batch.addresses) for batch in batches)


async def test_the_table_of_docsis_3_is_preferred_where_it_has_rows(agent, sweeper):
    cmts = await agent(UPTIME | old_table({1: 1}) | new_table({1: 8, 2: 17}))
    for _ in range(2):
        batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
        assert states_of(sweeper, batches) == {key(1): TerminalState.REGISTERED, key(2): TerminalState.BARRED}


async def test_a_cmts_without_the_newer_table_is_not_asked_for_it_again(agent, sweeper):
    cmts = await agent(UPTIME | old_table({1: 8}))
    await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
    cmts.asked.clear()
    batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
    assert states_of(sweeper, batches) == {key(1): TerminalState.REGISTERED}
    assert not any(oid.startswith(NEW) for request in cmts.asked for oid in request.oids)


async def test_a_row_that_is_missing_says_nothing(agent, sweeper):
    cmts = await agent(UPTIME | old_table({1: 8, 2: 8}))
    await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
    cmts.objects = UPTIME | old_table({1: 8})
    batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
    assert states_of(sweeper, batches) == {key(1): TerminalState.REGISTERED}


async def test_an_index_given_to_another_modem_follows_the_mac(agent, sweeper):
    cmts = await agent(UPTIME | old_table({1: 8}))
    await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
    cmts.objects = UPTIME | old_table({1: 3}) | {f"{OLD}.2.5": mac(9)}
    cmts.ordered.clear()
    batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
    assert states_of(sweeper, batches) == {key(9): TerminalState.RANGING}


async def test_levels_addresses_and_codewords_come_with_the_level_sweep(agent, sweeper):
    cmts = await agent(UPTIME | old_table({1: 8, 2: 1}))
    batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.LEVEL)
    assert reading(batches, "cmts_cm", "us_rx_power_dbmv", sweeper) == {(key(1), 0): -0.5, (key(2), 0): -0.5}
    snr = reading(batches, "cmts_cm", "us_snr_db", sweeper)
    assert snr[key(1), 0] == 33.3
    assert np.isnan(snr[key(2), 0])
    assert reading(batches, "cmts_cm", "codewords_unerrored", sweeper) == {(key(1), 0): 101, (key(2), 0): 102}
    packed = {
        sweeper._roster.key(slot): bytes(address)
        for batch in batches
        for slot, address in zip(batch.addresses.slot, batch.addresses.packed, strict=True)
    }
    assert packed == {key(number): b"\0" * 10 + b"\xff\xff\x0a\0\0" + bytes([number]) for number in (1, 2)}


async def test_ipv6_only_modems_are_given_by_their_ipv6_address(agent, sweeper):
    cmts = await agent(UPTIME | new_table({7: 8}))
    batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.LEVEL)
    assert [bytes(batch.addresses.packed[0]) for batch in batches if len(batch.addresses)] == [
        b"\x20\x01" + b"\0" * 13 + b"\x07"
    ]


async def test_the_64_bit_counter_is_taken_where_there_is_one_and_the_32_bit_one_is_not_asked_again(agent, sweeper):
    quality = "1.3.6.1.2.1.10.127.1.1.4.1"
    cmts = await agent(
        UPTIME
        | {f"{quality}.5.11": integer(269), f"{quality}.8.11": counter64(5135394041)}
        | {f"{quality}.2.11": integer(840426744, ber.COUNTER32), f"{quality}.3.11": integer(12, ber.COUNTER32)}
    )
    for _ in range(2):
        batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.LEVEL)
        assert list(reading(batches, "us_channel", "codewords_unerrored").values()) == [5135394041]
        assert list(reading(batches, "us_channel", "codewords_corrected").values()) == [12]
        asked, cmts.asked[:] = list(cmts.asked), []
    assert not any(oid.startswith(f"{quality}.2.") or oid == f"{quality}.2" for one in asked for oid in one.oids)


async def test_silence_is_a_contact_and_not_a_state(agent, sweeper):
    cmts = await agent(UPTIME | old_table({1: 8}))
    dead = await agent(silent=True)
    devices = [device(cmts, "docsis-cmts"), device(dead, "docsis-cmts", "device-2"), device(dead, "ups", "ups-1")]
    batches = await sweep(sweeper, devices, Cadence.STATE)
    assert contacts_of(sweeper, batches) == {"device-1": True, "device-2": False, "ups-1": False}
    assert states_of(sweeper, batches) == {key(1): TerminalState.REGISTERED}
    asked = [oid for request in dead.asked for oid in request.oids]
    assert asked
    assert not any(oid.startswith(NEW) for oid in asked), "what is silent is not walked"


async def test_what_is_known_is_told_before_dead_devices_are_given_up(agent, engine_kind):
    engine = engine_kind(AnchoredClock(), timeout_ms=1000, retries=1, rate_per_s=20_000.0)
    sweeper = sweeper_with(engine)
    cmts = await agent(UPTIME | old_table({1: 8}))
    dead = await agent(silent=True)
    first_states = contact = None
    devices = [device(cmts, "docsis-cmts"), *(device(dead, "ups", f"ups-{at}") for at in range(3))]
    number = 0
    async for batch in sweeper.sweep("state", devices, Cadence.STATE):
        number += 1
        if len(batch.states) and first_states is None:
            first_states = number
        if len(batch.contacts) and not batch.contacts.answered.all():
            contact = number
        assert batch.ended_ms - batch.started_ms < 1500
    engine.close()
    assert first_states < contact


async def test_a_walk_that_breaks_off_tells_what_it_has_and_no_silence_for_the_rest(agent, sweeper):
    walked = 0

    def dying(request, answer):
        nonlocal walked
        walked += any(oid.startswith(OLD) for oid in request.oids)
        return [answer] if walked < 3 else []

    cmts = await agent(UPTIME | old_table(dict.fromkeys(range(1, 100), 8)), spoil=dying)
    batches = await sweep(sweeper, [device(cmts, "docsis-cmts")], Cadence.STATE)
    assert len(states_of(sweeper, batches)) == 50
    assert contacts_of(sweeper, batches) == {"device-1": True}


async def test_an_answer_of_another_modem_is_discarded(agent, sweeper):
    modem = {"1.3.6.1.2.1.2.2.1.6.2": mac(5), "1.3.6.1.2.1.10.127.1.1.1.1.6.3": integer(-31)}
    one = await agent(UPTIME | modem)
    mine, other = device(one, "docsis-modem", key(5)), device(one, "docsis-modem", key(6))
    batches = await sweep(sweeper, [mine, other], Cadence.LEVEL)
    assert reading(batches, "cm_downstream", "ds_power_dbmv", sweeper) == {(key(5), 3): -3.1}
    assert reading(batches, "system", "uptime_s", sweeper) == {(key(5), 0): 47.11}
    assert contacts_of(sweeper, batches) == {key(5): True}
    assert sweeper._engine.complaints.last["other identity"].endswith(f"{key(5)} answers where {key(6)} was")


async def test_every_upstream_of_a_modem_is_a_row_of_its_own(agent, sweeper):
    rows = {
        "1.3.6.1.2.1.10.127.1.2.2.1.3.2": integer(400),
        "1.3.6.1.2.1.10.127.1.2.2.1.12.2": integer(9, ber.COUNTER32),
    }
    for index, power in ((4, 401), (80, 445)):
        rows[f"1.3.6.1.4.1.4491.2.1.20.1.2.1.1.{index}"] = integer(power)
        rows[f"1.3.6.1.4.1.4491.2.1.20.1.2.1.2.{index}"] = integer(2, ber.COUNTER32)
    modern, old = await agent(UPTIME | rows), await agent(UPTIME | dict(list(rows.items())[:2]))
    devices = [device(modern, "docsis-modem", key(1)), device(old, "docsis-modem", key(2))]
    batches = await sweep(sweeper, devices, Cadence.LEVEL)
    power = reading(batches, "cm_upstream", "us_tx_power_dbmv", sweeper)
    assert power == {(key(1), 4): 40.1, (key(1), 80): 44.5, (key(2), 2): 40.0}
    assert reading(batches, "cm_upstream", "t3_timeouts", sweeper)[key(2), 2] == 9


async def test_a_node_gives_optical_power_in_dbm_and_no_level_below_one_step(agent, sweeper):
    receiver = "1.3.6.1.4.1.5591.1.5.5.1.2"
    one = await agent(
        UPTIME | {f"{receiver}.1": integer(8), f"{receiver}.2": integer(0), "1.3.6.1.4.1.5591.1.5.14.0": integer(58)}
    )
    batches = await sweep(sweeper, [device(one, "hms-node", snmp_version="1")], Cadence.LEVEL)
    power = reading(batches, "optical_node", "optical_rx_dbm")
    assert power[0, 1] == pytest.approx(-0.969, abs=1e-3)
    assert (0, 2) not in power
    assert reading(batches, "optical_node", "line_power_1_v")[0, 0] == 58


async def test_credentials_are_sent_by_name(agent, sweeper):
    one = await agent(UPTIME)
    await sweep(sweeper, [device(one, "ups", credential="field")], Cadence.STATE)
    assert {request.community for request in one.asked} == {b"secret"}


async def test_a_device_that_cannot_be_asked_is_named_once_and_holds_nobody_up(agent, sweeper, caplog):
    one = await agent(UPTIME)
    bad = [
        Device("A", "cmts.example", "ups"),
        Device("B", "10.0.0.1", "upss"),
        Device("C", "10.0.0.1", "ups", credential="nobody"),
    ]
    for _ in range(2):
        batches = await sweep(sweeper, [*bad, device(one, "ups")], Cadence.STATE)
        assert contacts_of(sweeper, batches) == {"device-1": True}
    assert caplog.messages == [
        "A: cmts.example: not an IP address",
        "C: no credential is called 'nobody'",
        "B: no profile is called 'upss'",
    ]


async def test_leaving_a_sweep_early_stops_asking(agent, sweeper):
    one, dead = await agent(UPTIME), await agent(silent=True)
    async for _ in sweeper.sweep("state", [device(one, "ups"), device(dead, "ups", "ups-2")], Cadence.STATE):
        break
    batches = await sweep(sweeper, [device(one, "ups")], Cadence.STATE)
    assert contacts_of(sweeper, batches) == {"device-1": True}


async def test_every_batch_of_a_family_has_the_same_columns(agent, sweeper):
    one = await agent(UPTIME | {"1.3.6.1.2.1.33.1.2.5.0": integer(521), "1.3.6.1.2.1.33.1.3.3.1.3.1": integer(227)})
    expected = load_profiles()["ups"].families["ups"]
    for cadence in Cadence:
        for batch in await sweep(sweeper, [device(one, "ups")], cadence):
            for part in batch.readings:
                if part.family == "ups":
                    assert tuple(part.values) == expected
