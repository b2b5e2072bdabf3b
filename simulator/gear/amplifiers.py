"""What the rare transponder in an amplifier answers, in either family.

Source: SCTE-HMS-RFAMPLIFIER-MIB (units as in the fibre node's: 0.1 dBmV, 0.1 VDC, V, 0.1 A, 0.1 V);
NSCRTV-HFCEMS-HFCEMS-AMPLIFIER (dBµV, and the input level beside the output).
"""

from __future__ import annotations

from functools import partial

from simulator import ber
from simulator.ber import Oid
from simulator.context import Context, Views
from simulator.gear.alarms import Analog, Reading
from simulator.gear.device import Device, devices
from simulator.gear.family import HMS, NSCRTV, Family
from simulator.gear.nodes import level_limits, shown_level
from simulator.gear.powering import rail_limits, rail_reading, tenths_ampere, volts_limits, volts_reading
from simulator.gear.readings import SILENT_DBMV, Gear
from simulator.gear.tables import counted, indexes, measured
from simulator.levels.design import OUTPUTS_DBMV
from simulator.mib import Object, View
from simulator.system import fixed

AGC, NONE = 3, 4
"""How an output is controlled, as NSCRTV numbers it."""


def hms_amplifier_views(context: Context) -> Views:
    """Return the views of amplifiers that speak SCTE-HMS."""
    return devices(context, _hms)


def nscrtv_amplifier_views(context: Context) -> Views:
    """Return the views of amplifiers that speak NSCRTV-HFCEMS."""
    return devices(context, _nscrtv)


def _hms(device: Device) -> View:
    """Return the view of an amplifier whose input shows only in what its gain control does."""
    group, gear, amplifier = (*HMS.root, 10), device.gear, device.element
    output = partial(shown_level, HMS, gear, amplifier)
    control = partial(_control, gear, amplifier)
    one, builder = counted(1), device.builder
    held = fixed(ber.octets("AGC" if gear.has_agc(amplifier) else "none"))
    active = {
        "rfAmpRFActiveIndex": (1, indexes(1)),
        "rfAmpRFActiveControlType": (2, held),
        "rfAmpRFActiveOutputLevel": (3, measured(output)),
        "rfAmpRFActiveCurrent": (4, measured(lambda now_ms: round(520 + 5 * gear.noise(amplifier, 97, now_ms)))),
        "rfAmpRFActiveControlLevel": (5, measured(control)),
    }
    port = {
        "rfAmpRFPortIndex": (1, indexes(1)),
        "rfAmpRFPortControlType": (2, held),
        "rfAmpRFPortControlLevel": (3, measured(control)),
        "rfAmpRFPortOutputRFLevel": (4, measured(output)),
        "rfAmpRFPortRFActive": (5, fixed(ber.number(1))),
        "rfAmpRFPortName": (6, fixed(ber.octets("Main"))),
        "rfAmpRFPortReverseAttenuationControl": (7, fixed(ber.number(1))),
    }
    scalars = {
        "rfAmpNumberRFActives": (2, fixed(ber.number(1))),
        "rfAmpNumberRFPort": (4, fixed(ber.number(1))),
        "rfAmpRFPortMasterAttenuationControl": (5, fixed(ber.number(1))),
    }
    names = {
        "rfAmpVendorOID": (1, fixed(ber.oid(device.model.object_id))),
        "rfAmpDeviceId": (2, fixed(ber.octets(device.model.name))),
    }
    objects = [
        *builder.scalars((*group, 1), names),
        *builder.scalars(group, scalars),
        *builder.table((*group, 3, 1), one, active),
        *builder.table((*group, 6, 1), one, port),
        *_power(device, group, "rfAmp", (8, 9, 10, 11, 13, 14)),
    ]
    return device.view(HMS, objects, _analog(HMS, device, (*group, 6, 1, 4, 1), output, group, (8, 14)))


def _nscrtv(device: Device) -> View:
    """Return the view of an amplifier that measures its input as well."""
    group, gear, amplifier = (*NSCRTV.root, 12), device.gear, device.element
    output, arriving = partial(shown_level, NSCRTV, gear, amplifier), partial(_input, gear, amplifier)
    port = {
        "addRFPortIndex": (1, indexes(1)),
        "addRFPortControlType": (2, fixed(ber.number(AGC if gear.has_agc(amplifier) else NONE))),
        "addRFPortControlLevel": (3, measured(partial(_control, gear, amplifier))),
        "addRFPortOutputRFLevel": (4, measured(output)),
        "addRFPortName": (5, fixed(ber.octets("主路输出"))),
        "addRFPortReverseAttenuationControl": (6, fixed(ber.number(1))),
        "addRFPortPowerFeedStatus": (7, fixed(ber.number(1))),
        "addRFPortInputRFLevel": (8, measured(arriving)),
        "addRFPortattenuation1": (9, fixed(ber.number(30))),
        "addRFPortattenuation2": (10, fixed(ber.number(0))),
        "addRFPorteq": (11, fixed(ber.number(60))),
    }
    scalars = {
        "addVendorOID": (1, fixed(ber.oid(device.model.object_id))),
        "addNumberRFPort": (2, fixed(ber.number(1))),
        "addPortMasterAttenuationControl": (3, fixed(ber.number(1))),
        "addChannelNumber": (11, fixed(ber.number(59))),
        "addFanControl": (12, fixed(ber.number(0))),
    }
    objects = [
        *device.builder.scalars(group, scalars),
        *device.builder.table((*group, 4, 1), counted(1), port),
        *_power(device, group, "add", (5, 6, 7, 8, 9, 10)),
    ]
    analog = _analog(NSCRTV, device, (*group, 4, 1, 4, 1), output, group, (5, 10))
    analog.append(
        Analog(
            (*group, 4, 1, 8, 1),
            arriving,
            level_limits(NSCRTV, NSCRTV.level(10 * float(gear.levels.design.arriving_dbmv[amplifier]))),
        )
    )
    return device.view(NSCRTV, objects, analog)


def _analog(
    family: Family, device: Device, output_oid: Oid, output: Reading, group: Oid, power: tuple[int, int]
) -> list[Analog]:
    """Return what both families watch; `power`: line voltage and the table of rails below the group."""
    gear, amplifier = device.gear, device.element
    return [
        Analog(output_oid, output, level_limits(family, family.level(10 * OUTPUTS_DBMV["amplifier"]))),
        Analog((*group, power[0], 0), volts_reading(gear, amplifier), volts_limits(gear, amplifier)),
        Analog((*group, power[1], 1, 2, 1), rail_reading(gear, amplifier), rail_limits()),
        device.case_alarm(family),
    ]


def _power(device: Device, group: Oid, prefix: str, columns: tuple[int, int, int, int, int, int]) -> list[Object]:
    """Return line voltages, current, number and mode of supplies, and the table of rails, by their columns."""
    gear, amplifier = device.gear, device.element
    volts_1, volts_2, current, count, mode, rails = columns
    scalars = {
        f"{prefix}LinePowerVoltage1": (volts_1, measured(volts_reading(gear, amplifier))),
        f"{prefix}LinePowerVoltage2": (volts_2, fixed(ber.number(0))),
        f"{prefix}LinePowerCurrent": (current, measured(tenths_ampere(gear, amplifier))),
        f"{prefix}NumberDCPowerSupply": (count, fixed(ber.number(1))),
        f"{prefix}DCPowerSupplyMode": (mode, fixed(ber.number(1))),
    }
    rail = {
        f"{prefix}DCPowerIndex": (1, indexes(1)),
        f"{prefix}DCPowerVoltage": (2, measured(rail_reading(gear, amplifier))),
        f"{prefix}DCPowerCurrent": (3, fixed(ber.number(9))),
        f"{prefix}DCPowerName": (4, fixed(ber.octets("24 VDC"))),
    }
    return [
        *device.builder.scalars(group, scalars),
        *device.builder.table((*group, rails, 1), counted(1), rail),
    ]


def _input(gear: Gear, amplifier: int, now_ms: int) -> int:
    """Return dBµV at the input, 0 where nothing arrives."""
    level = gear.input_dbmv(amplifier, now_ms)
    return NSCRTV.level(10 * level) if level > SILENT_DBMV else 0


def _control(gear: Gear, amplifier: int, now_ms: int) -> int:
    """Return the control voltage, tenths of a volt."""
    return round(10 * gear.control_v(amplifier, now_ms))
