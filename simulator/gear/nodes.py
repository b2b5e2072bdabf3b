"""What the transponder in an optical node answers, in either family.

Source: SCTE-HMS-FIBERNODE-MIB; NSCRTV-HFCEMS-FIBERNODE, whose optical power is 0.1 dBm and whose levels are dBµV.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from simulator import ber
from simulator.ber import Oid
from simulator.context import Context, Views
from simulator.gear.alarms import MAJOR, Analog, Discrete, Limits, Reading
from simulator.gear.device import Device, devices
from simulator.gear.family import HMS, NSCRTV, Family
from simulator.gear.powering import rail_limits, rail_reading, tenths_ampere, volts_limits, volts_reading
from simulator.gear.readings import SILENT_DBMV, Gear
from simulator.gear.tables import counted, indexes, measured, named
from simulator.levels.design import OUTPUTS_DBMV
from simulator.levels.units import ratio
from simulator.mib import Object, View
from simulator.system import fixed

NO_LIGHT_TENTHS_DBM = -400
"""What a receiver that counts in dBm says in the dark."""
NONE = 4
"""How an output is controlled that is not, as NSCRTV numbers it."""


def hms_node_views(context: Context) -> Views:
    """Return the views of nodes that speak SCTE-HMS."""
    return devices(context, partial(_node, HMS, (*HMS.root, 5)))


def nscrtv_node_views(context: Context) -> Views:
    """Return the views of nodes that speak NSCRTV-HFCEMS."""
    return devices(context, partial(_node, NSCRTV, (*NSCRTV.root, 10)))


def _node(family: Family, group: Oid, device: Device) -> View:
    city, gear, node = device.city, device.gear, device.element
    ports = [number for number in city.behind(node) if city.elements[number].kind == "node_port"]
    received: Reading = lambda now_ms: _shown_light(family, gear.optical_mw(node, now_ms))  # noqa: E731 - one line that has no use elsewhere
    outputs = [partial(shown_level, family, gear, port) for port in ports]
    volts, rail = volts_reading(gear, node), rail_reading(gear, node)
    laser_c = partial(_laser_c, gear, node)
    objects = [
        *_identity(family, group, device),
        *_optics(family, group, device, received, laser_c),
        *_actives(family, group, device, outputs),
        *_ports(family, group, device, ports, outputs),
        *_power(group, device, volts, rail),
    ]
    light = _shown_light(family, ratio(gear.commissioned_dbm(node)))
    level = family.level(10 * OUTPUTS_DBMV["node_port"])
    analog = [
        Analog((*group, 5, 1, 2, 1), received, _optical_limits(family, light)),
        *(
            Analog((*group, 11, 1, 4, row), output, level_limits(family, level))
            for row, output in enumerate(outputs, start=1)
        ),
        Analog((*group, 14, 0), volts, volts_limits(gear, node)),
        Analog((*group, 19, 1, 2, 1), rail, rail_limits()),
        device.case_alarm(family),
    ]
    if "fnReturnLaserTemp" not in device.model.lacks:
        analog.append(Analog((*group, 3, 1, 3, 1), laser_c, Limits(75, 65, -10, -20, 2)))
    state = partial(_receiver_state, gear, node)
    discrete = [Discrete((*group, 5, 1, 3, 1), state, 1, MAJOR)]
    return device.view(family, objects, analog, discrete)


def _identity(family: Family, group: Oid, device: Device) -> list[Object]:
    if family is NSCRTV:
        return device.builder.scalars(group, {"fnVendorOID": (1, fixed(ber.oid(device.model.object_id)))})
    return device.builder.scalars(
        (*group, 1),
        {
            "fnVendorOID": (1, fixed(ber.oid(device.model.object_id))),
            "fnDeviceId": (2, fixed(ber.octets(device.model.name))),
        },
    )


def _optics(family: Family, group: Oid, device: Device, received: Reading, laser_c: Reading) -> list[Object]:
    """Return the return laser and the receiver; wavelength is text in one family and a number in the other."""
    gear, node, one = device.gear, device.element, counted(1)
    hms = family is HMS
    laser = {
        "fnReturnLaserIndex": (1, indexes(1)),
        "fnReturnLaserCurrent": (2, measured(partial(_laser_ma, gear, node))),
        "fnReturnLaserTemp": (3, measured(laser_c)),
        "fnReturnLaserControl": (4, fixed(ber.number(2))),
        "fnReturnLaserType": (5, fixed(ber.octets("uncooled DFB"))),
        "fnReturnLaserWavelength": (6, fixed(ber.number(131_000) if hms else ber.octets("1310nm"))),
        "fnReturnLaserOpticalPower": (7, fixed(ber.number(20 if hms else 30))),
        "fnReturnLaserRFActive": (8, fixed(ber.number(1))),
    }
    receiver = {
        "fnOpticalReceiverIndex": (1, indexes(1)),
        "fnOpticalReceiverPower": (2, measured(received)),
        "fnOpticalReceiverState": (3, measured(partial(_receiver_state, gear, node))),
        "fnOpticalReceiverRFActive": (4, fixed(ber.number(1))),
    }
    if hms:
        receiver["fnOpticalReceiverCurrent"] = (5, fixed(ber.number(210)))
    counts = {
        "fnNumberReturnLaser": (2, fixed(ber.number(1))),
        "fnNumberOpticalReceiver": (4, fixed(ber.number(1))),
        "fnOpticalAmpPresent": (6, fixed(ber.number(1))),
    }
    return [
        *device.builder.scalars(group, counts),
        *device.builder.table((*group, 3, 1), one, laser),
        *device.builder.table((*group, 5, 1), one, receiver),
    ]


def _actives(family: Family, group: Oid, device: Device, outputs: Sequence[Reading]) -> list[Object]:
    """Return the RF actives, one for each port."""
    gear, count = device.gear, len(outputs)
    active = {
        "fnRFActiveIndex": (1, indexes(count)),
        "fnRFActiveControlType": (2, fixed(ber.octets("none") if family is HMS else ber.number(NONE))),
        "fnRFActiveOutputLevel": (3, measured(outputs)),
        "fnRFActiveCurrent": (4, measured(lambda now_ms: round(370 + 4 * gear.noise(device.element, 97, now_ms)))),
        "fnRFActiveControlLevel": (5, fixed(ber.number(0))),
    }
    return [
        *device.builder.scalars(group, {"fnNumberRFActives": (7, fixed(ber.number(count)))}),
        *device.builder.table((*group, 8, 1), counted(count), active),
    ]


def _ports(
    family: Family, group: Oid, device: Device, ports: Sequence[int], outputs: Sequence[Reading]
) -> list[Object]:
    """Return the RF ports; NSCRTV adds what feeds them, and attenuators and equalisers in tenths of dB."""
    count, none = len(ports), fixed(ber.number(1))
    port = {
        "fnRFPortIndex": (1, indexes(count)),
        "fnRFPortControlType": (2, fixed(ber.octets("none") if family is HMS else ber.number(NONE))),
        "fnRFPortControlLevel": (3, fixed(ber.number(0))),
        "fnRFPortOutputRFLevel": (4, measured(outputs)),
        "fnRFPortRFActive": (5, indexes(count)),
        "fnRFPortName": (6, named([device.city.elements[one].id for one in ports])),
        "fnRFPortReverseAttenuationControl": (7, none),
    }
    if family is NSCRTV:
        fed = [partial(_fed, device.gear, one) for one in ports]
        port |= {
            "fnRFPortPowerFeedStatus": (8, measured(fed)),
            "fnRFPortRFlevelatt": (9, fixed(ber.number(60))),
            "fnRFPortRFleveleq": (10, fixed(ber.number(80))),
            "fnRFPortReverseatt": (11, fixed(ber.number(40))),
            "fnRFPortReverseeq": (12, fixed(ber.number(0))),
        }
    counts = {
        "fnNumberRFPort": (9, fixed(ber.number(count))),
        "fnPortMasterAttenuationControl": (10, none),
        "fnNumberABSwitch": (12, fixed(ber.number(0))),
    }
    return [
        *device.builder.scalars(group, counts),
        *device.builder.table((*group, 11, 1), counted(count), port),
    ]


def _power(group: Oid, device: Device, volts: Reading, rail: Reading) -> list[Object]:
    columns = {
        "fnLinePowerVoltage1": (14, measured(volts)),
        "fnLinePowerVoltage2": (15, fixed(ber.number(0))),
        "fnLinePowerCurrent": (16, measured(tenths_ampere(device.gear, device.element))),
        "fnNumberDCPowerSupply": (17, fixed(ber.number(1))),
        "fnDCPowerSupplyMode": (18, fixed(ber.number(1))),
    }
    supply = {
        "fnDCPowerIndex": (1, indexes(1)),
        "fnDCPowerVoltage": (2, measured(rail)),
        "fnDCPowerCurrent": (3, fixed(ber.number(21))),
        "fnDCPowerName": (4, fixed(ber.octets("24 VDC Supply A"))),
    }
    return [
        *device.builder.scalars(group, columns),
        *device.builder.table((*group, 19, 1), counted(1), supply),
    ]


def _shown_light(family: Family, light_mw: float) -> int:
    """Return light as a family shows it: 0.1 mW, 0 below one step; or 0.1 dBm."""
    if family is HMS:
        return round(10 * light_mw)
    return max(round(100 * math.log10(light_mw)), NO_LIGHT_TENTHS_DBM) if light_mw > 0 else NO_LIGHT_TENTHS_DBM


def _optical_limits(family: Family, commissioned: int) -> Limits:
    """Return limits around the commissioning value: 3 dB down is low, 5 dB down too low, 3 dBm burns."""
    if family is NSCRTV:
        return Limits(30, 20, commissioned - 30, commissioned - 50, 3)
    return Limits(20, 15, max(commissioned // 2, 2), max(commissioned // 3, 1), 1)


def level_limits(family: Family, commissioned: int) -> Limits:
    """Return limits 3 and 5 dB around a commissioning value in the family's unit."""
    step = 10 if family is HMS else 1
    return Limits(commissioned + 5 * step, commissioned + 3 * step, commissioned - 3 * step, commissioned - 5 * step, 1)


def shown_level(family: Family, gear: Gear, element: int, now_ms: int) -> int:
    """Return the level a port or an amplifier puts out, in the family's unit, 0 where its detector sees nothing."""
    level = gear.output_dbmv(element, now_ms)
    return family.level(10 * level) if level > SILENT_DBMV else 0


def _receiver_state(gear: Gear, node: int, now_ms: int) -> int:
    """Return on(2) or off(1): off below -15 dBm."""
    return 2 if gear.optical_mw(node, now_ms) > 0.03 else 1


def _fed(gear: Gear, port: int, _now_ms: int) -> int:
    """Return on(1) while line current passes a port, off(2) behind its blown fuse."""
    return 1 if gear.power.passes(port) and gear.plant.powered(port) else 2


def _laser_c(gear: Gear, node: int, now_ms: int) -> int:
    return round(gear.case_c(node, now_ms) + 4)


def _laser_ma(gear: Gear, node: int, now_ms: int) -> int:
    """Return a laser's bias, which its power control raises as it warms."""
    return round(38 + 0.25 * (gear.case_c(node, now_ms) - 25) + 6 * gear.share(node, 23))
