"""Dumps of real equipment, served by snmpsim: what a person reads in the file is what is polled."""

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import poll_once, walk
from collectors.profiles.loading import load_profiles
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import target


@pytest.fixture
async def poll(real_equipment):
    """Return a function: dump, profile → family → metric → instance → value, without what was not read."""
    engine = BatchEngine(AnchoredClock(), timeout_ms=3000, retries=3)

    async def read(dump, profile):
        device = Device("it", real_equipment.address, profile, port=real_equipment.port)
        polled = await poll_once(engine, load_profiles()[profile], device, dump, AnchoredClock())
        assert polled.answered
        found = {}
        for batch in polled.batches:
            for part in batch.readings:
                assert {polled.roster.key(slot) for slot in part.slot} == {"it"}
                for metric, values in part.values.items():
                    for instance, value in zip(part.instance.tolist(), values.tolist(), strict=True):
                        if not np.isnan(value):
                            found.setdefault(part.family, {}).setdefault(metric, {})[instance] = value
        assert not engine.complaints.count
        return found

    yield read
    engine.close()


async def test_the_arris_c3_cmts(poll):
    found = await poll("arris-c3-cmts", "docsis-cmts")
    assert found["system"] == {"uptime_s": {0: 7096224.94}}
    channels = found["us_channel"]
    assert channels["us_snr_db"] == {11: 26.9, 13: 28.1}, "0 means that no modem is there"
    # Channel 13: the 32-bit counter says 840426744, having wrapped once.
    assert channels["codewords_unerrored"] == {11: 3814909390, 12: 0, 13: 5135394041, 14: 0, 15: 0, 16: 0}
    assert channels["codewords_corrected"] == {11: 42627, 12: 0, 13: 12752, 14: 0, 15: 0, 16: 0}
    assert channels["codewords_uncorrectable"] == {11: 1646, 12: 0, 13: 2110, 14: 0, 15: 0, 16: 0}
    interfaces = found["interface"]
    up = {1, 3, 4, 5, 7, 11, 13, 35, 37, 39}
    assert {index for index, state in interfaces["oper_status_code"].items() if state == 1} == up
    assert len(interfaces["oper_status_code"]) == 22
    assert interfaces["in_octets"][1] == 14725186571800
    assert interfaces["in_errors"][7] == 48531679
    assert "cmts_cm" not in found, "the dump holds no modems"


async def test_the_cisco_gs7000_node(poll):
    found = await poll("cisco-gs7000-node", "hms-node")
    assert found["system"] == {"uptime_s": {0: 1269552.0}}
    assert found["optical_node"] == {"reset_cause_code": {0: 2}, "craft_status_code": {0: 1}}
    interfaces = found["interface"]
    assert interfaces["oper_status_code"] == {1: 5, 2: 1, 3: 1, 4: 1, 5: 1, 16: 1}
    assert interfaces["in_octets"] == {2: 17413245273, 3: 19778078303}
    assert interfaces["out_octets"] == {2: 5752216, 4: 7843397}
    assert interfaces["speed_mbps"] == {1: 10, 3: 43, 4: 20}


async def test_the_eaton_93e_ups(poll):
    found = await poll("ups-eaton-93e", "ups")
    assert found["system"] == {"uptime_s": {0: 674237.32}}
    assert found["ups"] == {
        "battery_status_code": {0: 2},
        "on_battery_s": {0: 0},
        "output_source_code": {0: 3},
        "battery_remaining_min": {0: 1092},
        "battery_charge_percent": {0: 100},
        "battery_voltage_v": {0: 521.0},
        "battery_current_a": {0: 0},
        "battery_temperature_c": {0: 25},
        "output_frequency_hz": {0: 49.0},
        "alarms_present": {0: 0},
        "input_frequency_hz": {1: 50.0, 2: 50.0, 3: 50.0},
        "input_voltage_v": {1: 227, 2: 227, 3: 233},
        "input_current_a": {1: 21.0, 2: 21.0, 3: 21.0},
        "output_voltage_v": {1: 220, 2: 220, 3: 220},
        "output_current_a": {1: 27.0, 2: 18.0, 3: 15.0},
        "output_power_w": {1: 5100, 2: 3600, 3: 2700},
        "output_load_percent": {1: 21, 2: 16, 3: 12},
    }


async def test_the_huawei_ups5000_whose_units_are_its_own(poll):
    found = await poll("ups-huawei-ups5000", "ups")
    assert found["system"] == {"uptime_s": {0: 20030119.98}}
    # Minutes, charge and temperature say -1: this unit does not know them.
    assert found["ups"] == {
        "battery_status_code": {0: 2},
        "on_battery_s": {0: 0},
        "output_source_code": {0: 3},
        "battery_voltage_v": {0: 538.5},
        "battery_current_a": {0: 0},
        "output_frequency_hz": {0: 49.99},
        "alarms_present": {0: 0},
        "input_frequency_hz": {1: 50.0},
        "input_voltage_v": {1: 236.9},
        "input_current_a": {1: 15.2},
        "output_voltage_v": {1: 219.9},
        "output_current_a": {1: 18.3},
        "output_power_w": {1: 3400},
        "output_load_percent": {1: 8},
    }


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_walk_gives_the_file_back(real_equipment, real_data, version):
    lines = (real_data / "cisco-gs7000-node.snmprec").read_text().splitlines()
    expected = [line.split("|")[0] for line in lines if version == "2c" or line.split("|")[1] != "70"]
    engine = BatchEngine(AnchoredClock(), timeout_ms=3000, retries=3)
    whom = target(*real_equipment, version, "cisco-gs7000-node")
    walked = await walk(engine, whom, "1.3.6.1")
    engine.close()
    assert [oid for oid, _, _ in walked] == expected
    values = {oid: (kind, value) for oid, kind, value in walked}
    assert values["1.3.6.1.2.1.1.3.0"] == ("TimeTicks", 126955200)
    assert values["1.3.6.1.2.1.1.2.0"] == ("OBJECT IDENTIFIER", "1.3.6.1.4.1.2082.7.1.302.3612")
    assert values["1.3.6.1.4.1.5591.1.3.1.3.0"] == ("OCTET STRING", b"Cisco GS7000")
