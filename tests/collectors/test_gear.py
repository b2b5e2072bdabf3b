"""Outside-plant, PON and EoC gear as its MIBs write it, served by snmpsim: what stands in the file is what is read."""

from pathlib import Path

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.poll import poll_once
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp.batch import BatchEngine
from collectors.states import TerminalState
from collectors.sweep import Sweeper

GEAR = Path(__file__).parent / "gear"
PROFILES = load_profiles()


@pytest.fixture(scope="module")
def gear(serve_dumps):
    return serve_dumps(GEAR)


@pytest.fixture
async def poll(gear):
    """Return a function: dump, profile, version → family → metric → {instance or terminal: value}."""
    engine = BatchEngine(AnchoredClock(), timeout_ms=3000, retries=3)

    async def read(dump, profile, version="2c"):
        device = Device("it", gear.address, profile, port=gear.port, snmp_version=version)
        polled = await poll_once(engine, PROFILES[profile], device, dump, AnchoredClock())
        assert polled.answered
        found = {}
        for batch in polled.batches:
            for part in batch.readings:
                for metric, values in part.values.items():
                    for slot, instance, value in zip(part.slot, part.instance, values.tolist(), strict=True):
                        key = polled.roster.key(slot)
                        if not np.isnan(value):
                            found.setdefault(part.family, {}).setdefault(metric, {})[
                                int(instance) if key == "it" else key
                            ] = value
            for slot, state in zip(batch.states.slot, batch.states.state, strict=True):
                found.setdefault("states", {})[polled.roster.key(slot)] = TerminalState(int(state)).name
        assert not engine.complaints.count
        return found

    yield read
    engine.close()


BOTH = pytest.mark.parametrize("version", ["1", "2c"])


@BOTH
async def test_an_nscrtv_node_counts_light_in_dbm_and_levels_in_dbuv(poll, version):
    found = await poll("nscrtv-node-four-ports", "nscrtv-node", version)
    assert found["system"] == {"uptime_s": {0: 900.0}}
    assert found["optical_node"] == {
        "temperature_c": {0: 41},
        "tamper_status_code": {0: 1},
        "reset_cause_code": {0: 3},
        "craft_status_code": {0: 1},
        "line_power_1_v": {0: 61},
        "line_power_current_a": {0: 0.9},
        "optical_rx_dbm": {1: -1.4, 2: -40.0},
        "optical_rx_state_code": {1: 2, 2: 1},
        "optical_tx_dbm": {1: 3.0},
        "laser_current_a": {1: 0.043},
        "laser_temperature_c": {1: 38},
        "rf_output_dbmv": {1: 46, 2: 47, 3: 46},
        "power_feed_code": {1: 1, 2: 1, 3: 1, 4: 2},
        "dc_supply_v": {1: 24.1, 2: 5.0},
        "dc_supply_a": {1: 2.0, 2: 3.1},
    }


@BOTH
async def test_amplifiers_of_both_families_read_alike(poll, version):
    assert (await poll("nscrtv-amplifier-line-extender", "nscrtv-amplifier", version))["amplifier"] == {
        "temperature_c": {0: -7},
        "tamper_status_code": {0: 1},
        "reset_cause_code": {0: 2},
        "line_power_1_v": {0: 58},
        "line_power_current_a": {0: 0.5},
        "rf_output_dbmv": {1: 44},
        "rf_input_dbmv": {1: 18},
        "power_feed_code": {1: 1},
        "dc_supply_v": {1: 23.9},
        "dc_supply_a": {1: 0.9},
    }
    assert (await poll("hms-amplifier-two-ports", "hms-amplifier", version))["amplifier"] == {
        "temperature_c": {0: 35},
        "tamper_status_code": {0: 1},
        "reset_cause_code": {0: 2},
        "line_power_1_v": {0: 54},
        "line_power_current_a": {0: 0.6},
        "rf_output_dbmv": {1: 46.2},
        "rf_active_output_dbmv": {1: 45.6, 2: 45.7},
        "rf_active_current_a": {1: 0.38, 2: 0.38},
        "dc_supply_v": {1: 23.8},
        "dc_supply_a": {1: 1.1},
    }


@BOTH
async def test_a_line_power_supply_on_its_mains(poll, version):
    found = (await poll("hms-supply-on-mains", "hms-supply", version))["power_supply"]
    assert found == {
        "temperature_c": {0: 29},
        "inverter_status_code": {1: 1},
        "output_voltage_v": {1: 61.05},
        "input_voltage_v": {1: 228.7},
        "major_alarm_code": {1: 1},
        "minor_alarm_code": {1: 1},
        "tamper_status_code": {1: 1},
        "string_voltage_v": {1: 40.68},
        "string_batteries_present": {1: 3},
        "output_power_w": {1: 540},
        "charge_current_a": {101: 0.12},
        "discharge_current_a": {101: 0},
        "output_current_a": {101: 5.12, 102: 3.71},
        "battery_temperature_c": {101: 24},
        "battery_block_v": {10101: 13.56, 10102: 13.55, 10103: 13.57},
    }


async def test_what_a_supply_cannot_measure_is_not_read_as_nothing(poll):
    found = (await poll("hms-supply-that-measures-little", "hms-supply"))["power_supply"]
    assert found.keys() == {
        *("temperature_c", "inverter_status_code", "input_presence_code", "string_batteries_present"),
        *("charge_current_a", "discharge_current_a", "output_current_a", "battery_temperature_c"),
    }
    assert found["input_presence_code"] == {1: 2}


@BOTH
async def test_onus_are_named_by_their_mac_in_every_table_of_an_olt(poll, version):
    found = await poll("olt-epon-three-ports", "olt-epon", version)
    one, gone, weak = (f"02:00:5e:0a:00:0{number}" for number in (1, 2, 3))
    assert found["states"] == {one: "REGISTERED", gone: "DARK", weak: "REGISTERED"}, "testing(3) says nothing"
    assert found["onu"]["onu_rx_dbm"] == {one: -18.52, weak: -27.12}
    assert found["onu"]["onu_tx_dbm"] == {one: 2.31, weak: 1.98}
    assert found["onu"]["onu_temperature_c"] == {one: 42.1, gone: 0, weak: 38.75}
    assert found["onu"]["onu_supply_v"] == {one: pytest.approx(3.3), weak: pytest.approx(3.29)}
    assert found["onu"]["onu_bias_current_a"][one] == pytest.approx(0.0135)
    assert found["pon_port"] == {
        "admin_status_code": {10301: 1, 10302: 1, 10312: 2},
        "oper_status_code": {10301: 1, 10302: 2, 10312: 2},
        "onus_present": {10301: 2, 10302: 0, 10312: 0},
    }


@BOTH
async def test_gpon_onus_are_named_by_their_serial_number(poll, version):
    found = await poll("olt-gpon-three-onus", "olt-gpon", version)
    assert found["states"] == {"HWTCA6652B0B": "REGISTERED", "ZTEG01020304": "DARK"}, "3 is no state of the MIB"
    assert found["onu"] == {
        "onu_rx_dbm": {"HWTCA6652B0B": -18.52, "HWTCA6652B0C": -27.12},
        "onu_temperature_c": {"HWTCA6652B0B": 42.1},
    }


@BOTH
async def test_optics_indexed_by_more_than_the_serial_number_are_their_onus(poll, version):
    found = await poll("olt-gpon-zte-three-onus", "olt-gpon-zte", version)
    near, gone, far = "ZTEG01020304", "HWTCA6652B0B", "ZTEG01020305"
    assert found["states"] == {near: "REGISTERED", gone: "DARK", far: "REGISTERED"}
    assert found["onu"]["onu_rx_dbm"] == pytest.approx({near: -22.52, far: -18.52})
    assert found["onu"]["onu_tx_dbm"] == pytest.approx({near: 2.34, far: 2.0})


@BOTH
async def test_an_eoc_head_lists_who_is_online_and_who_may_not_use_it(poll, version):
    found = await poll("eoc-head-three-online", "eoc-head", version)
    one, barred, near = (f"02:00:5e:0b:00:0{number}" for number in (1, 2, 3))
    assert found["states"] == {one: "REGISTERED", barred: "BARRED", near: "REGISTERED"}
    assert found["eoc_head"] == {
        "temperature_c": {0: 38},
        "tamper_status_code": {0: 1},
        "reset_cause_code": {0: 2},
        "units_present": {0: 3},
        "rf_output_dbmv": {1: 52},
    }
    assert found["eoc_unit"] == {
        "ds_attenuation_db": {one: 38, barred: 52},
        "us_attenuation_db": {one: 41, barred: 55},
        "ds_quality_percent": {one: 92, barred: 60, near: 100},
        "us_quality_percent": {one: 88, barred: 51, near: 100},
        "ds_rate_mbps": {one: 310, barred: 95},
        "us_rate_mbps": {one: 245, barred: 70},
    }


async def test_a_switch_is_read_with_64_bits(poll):
    found = (await poll("switch-one-port-empty", "interfaces"))["interface"]
    assert found["in_octets"] == {1: 2**40 + 7, 2: 0, 3: 12}
    assert found["out_octets"] == {1: 2**41, 2: 0, 3: 9}
    assert found["oper_status_code"] == {1: 1, 2: 2, 3: 2}


async def test_the_inverter_is_looked_at_with_every_state_sweep(gear):
    engine = BatchEngine(AnchoredClock(), timeout_ms=3000, retries=3)
    sweeper = Sweeper(engine, PROFILES, Roster(), AnchoredClock(), {"default": "hms-supply-on-battery"})
    device = Device("PS1", gear.address, "hms-supply", port=gear.port)
    status = [
        part.values["inverter_status_code"].tolist()
        async for batch in sweeper.sweep("state", [device], Cadence.STATE)
        for part in batch.readings
        if part.family == "power_supply"
    ]
    engine.close()
    assert status == [[2.0]]
