"""What the status monitor of a line power supply answers: 1/100 V, 1/100 A, W, °C. Source: SCTE-HMS-PS-MIB."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from simulator import ber
from simulator.context import Context, Views
from simulator.gear.alarms import MAJOR, MINOR, Analog, Discrete, Limits, Reading
from simulator.gear.device import Device, devices
from simulator.gear.family import HMS
from simulator.gear.tables import counted, measured
from simulator.mib import Object, Rows, Value, View
from simulator.system import fixed

PS = (*HMS.root, 4)
OFF, LINE_FAIL, TEST_CYCLE, TEST_STARTED, TEST_FAILED = 1, 2, 3, 4, 5
"""psInverterStatus; testCycle and testStarted are the supply trying itself out, the mains are there."""
MAINS_V, EFFICIENCY = 221.0, 0.87
BATTERIES = 3
FLOAT_V, RESTING_V, CUT_V = 40.5, 38.2, 31.5
"""Of a string of three: charged and floating, under load while full, and when the inverter gives up."""
CHARGER_A = 8.0
TEST_HOURS, FIRST_TEST_HOUR = 1 / 6, 9.0
"""A test takes ten minutes, once a day, at an hour of working time that is each supply's own."""
STARTING_HOURS = 20 / 3600
WORN_MS = 3_600_000
IMMINENT = 0.15
"""Charge at which a supply on battery says that service is about to be lost."""


def supply_views(context: Context) -> Views:
    """Return the views of line power supplies."""
    return devices(context, _view)


@dataclass(frozen=True, slots=True)
class Supply:
    """Readings of one supply, in SI units."""

    device: Device

    def mains(self) -> bool:
        """Tell whether the mains it is plugged into are there."""
        return not self.device.gear.plant.on_battery(self.device.element)

    def inverter(self, now_ms: int) -> int:
        """Return the inverter's status."""
        if not self.mains():
            return LINE_FAIL
        gear, element = self.device.gear, self.device.element
        begun_h = gear.plant.hour(now_ms) - FIRST_TEST_HOUR - 8.0 * gear.share(element, 31)
        if not 0.0 <= begun_h < TEST_HOURS or gear.plant.battery(element) < 0.9:
            return TEST_FAILED if self.worn() else OFF
        return TEST_STARTED if begun_h < STARTING_HOURS else TEST_CYCLE

    def worn(self) -> bool:
        """Tell whether its battery would not last an hour: every test fails."""
        return self.device.gear.lasts_ms(self.device.element) < WORN_MS

    def inverting(self, now_ms: int) -> bool:
        """Tell whether the load lives on the battery, for a test or in earnest."""
        return self.inverter(now_ms) in {LINE_FAIL, TEST_CYCLE, TEST_STARTED}

    def output_a(self) -> float:
        """Return what all loads together draw."""
        return self.device.gear.power.feed(self.device.element).amperes

    def output_v(self, now_ms: int) -> float:
        """Return volts at the output, held by a ferro-resonant transformer; a little less on the inverter."""
        steady = self.device.gear.power.output_v(self.device.element)
        return steady * (0.985 if self.inverting(now_ms) else 1.0) + 0.1 * self._noise(41, now_ms)

    def string_v(self, now_ms: int) -> float:
        """Return volts of the battery string: floating, charging, or sinking under load."""
        charge = self.device.gear.plant.battery(self.device.element)
        if self.inverting(now_ms):
            return CUT_V + (RESTING_V - CUT_V) * math.sqrt(charge) + 0.05 * self._noise(42, now_ms)
        return min(RESTING_V + 4.0 * charge, FLOAT_V) + 0.03 * self._noise(42, now_ms)

    def power_w(self) -> float:
        """Return watts put out."""
        return self.output_a() * self.device.gear.power.output_v(self.device.element)

    def discharge_a(self, now_ms: int) -> float:
        """Return what the inverter takes from the battery."""
        return self.power_w() / EFFICIENCY / self.string_v(now_ms) if self.inverting(now_ms) else 0.0

    def charge_a(self, now_ms: int) -> float:
        """Return what a charger puts back, less and less."""
        missing = 1.0 - self.device.gear.plant.battery(self.device.element)
        return 0.0 if self.inverting(now_ms) or missing < 0.005 else max(CHARGER_A * min(missing * 2.5, 1.0), 0.5)

    def input_v(self, now_ms: int) -> float:
        """Return volts of the mains."""
        return MAINS_V + 2.0 * self._noise(43, now_ms) if self.mains() else 0.0

    def input_w(self, now_ms: int) -> float:
        """Return watts taken from the mains."""
        if not self.mains():
            return 0.0
        load = 0.0 if self.inverting(now_ms) else self.power_w() / EFFICIENCY
        return 25.0 + load + self.charge_a(now_ms) * FLOAT_V / EFFICIENCY

    def battery_c(self, now_ms: int) -> float:
        """Return the temperature of the batteries, which stand below in the cabinet."""
        return self.device.gear.outside_c(now_ms) + 4.0 + 0.3 * self._noise(44, now_ms)

    def imminent(self) -> bool:
        """Tell whether service is about to be lost."""
        return not self.mains() and self.device.gear.plant.battery(self.device.element) < IMMINENT

    def _noise(self, purpose: int, now_ms: int) -> float:
        return self.device.gear.noise(self.device.element, purpose, now_ms)


def _view(device: Device) -> View:
    supply = Supply(device)
    readings = _readings(supply)
    objects = [Object((*PS, 1), Rows([(0,)]), fixed(ber.number(1))), *_device_table(device, readings)]
    objects += _other_tables(device, supply)
    row = (*PS, 2, 1)
    usual_v = round(100 * device.gear.power.output_v(device.element))
    held = Limits(usual_v + 500, usual_v + 300, usual_v - 300, usual_v - 600, 50)
    analog = [
        Analog((*row, 22, 1), readings["psOutputVoltage"], held),
        Analog((*row, 28, 1), readings["psTotalStringVoltage"], Limits(4400, 4300, 3450, 3250, 20)),
        Analog((*PS, 6, 1, 3, 1, 1), _whole(supply.battery_c), Limits(60, 50, -10, -20, 2)),
        device.case_alarm(HMS),
    ]  # fmt: skip
    if "psInputVoltage" not in device.model.unmeasured:
        analog.append(Analog((*row, 23, 1), readings["psInputVoltage"], Limits(25300, 24200, 19800, 17600, 200)))
    discrete = [
        Discrete((*row, 24, 1), readings["psInverterStatus"], LINE_FAIL, MINOR),
        Discrete((*row, 24, 1), readings["psInverterStatus"], TEST_FAILED, MINOR),
        Discrete((*row, 25, 1), readings["psMajorAlarm"], 2, MAJOR),
        Discrete((*row, 34, 1), readings["psInputVoltagePresence"], 1, MINOR),
    ]
    return device.view(HMS, objects, analog, discrete)


def _readings(supply: Supply) -> dict[str, Reading]:
    """Return what changes in the table of devices, in the MIB's units."""
    return {
        "psOutputVoltage": lambda now_ms: round(100 * supply.output_v(now_ms)),
        "psInputVoltage": lambda now_ms: round(100 * supply.input_v(now_ms)),
        "psInverterStatus": supply.inverter,
        "psMajorAlarm": lambda _now_ms: 2 if supply.imminent() else 1,
        "psMinorAlarm": lambda _now_ms: 1 if supply.mains() and not supply.worn() else 2,
        "psTotalStringVoltage": lambda now_ms: round(100 * supply.string_v(now_ms)),
        "psPowerOut": lambda _now_ms: round(supply.power_w()),
        "psRMSCurrentIn": lambda now_ms: round(100 * supply.input_w(now_ms) / MAINS_V),
        "psPowerIn": lambda now_ms: round(supply.input_w(now_ms)),
        "psInputVoltagePresence": lambda _now_ms: 2 if supply.mains() else 1,
    }


def _device_table(device: Device, readings: dict[str, Reading]) -> list[Object]:
    """Return the one row of the table of devices; what the flags disown reads 0."""
    unmeasured = device.model.unmeasured

    def flag(name: str, supported: int = 2) -> Value:
        return fixed(ber.number(1 if name in unmeasured else supported))

    def shown(name: str) -> Value:
        return fixed(ber.number(0)) if name in unmeasured else measured(readings[name])

    one, none = fixed(ber.number(1)), fixed(ber.number(0))
    columns = {
        "psDeviceAddress": (1, one),
        "psProtocolVersion": (2, fixed(ber.number(4))),
        "psSoftwareVersion": (3, fixed(ber.octets(f"{device.model.firmware:8.8}"))),
        "psDeviceId": (4, fixed(ber.octets(f"{device.model.vendor} {device.model.name}"[:32].ljust(32)))),
        "psBatteries": (5, fixed(ber.number(BATTERIES))),
        "psBatteryStrings": (6, one),
        "psTempSensors": (7, one),
        "psOutputs": (8, one),
        "psBatteryCurrentSupport": (9, fixed(ber.number(1))),
        "psFloatCurrentSupport": (10, fixed(ber.number(0 if "psStringFloat" in unmeasured else 1))),
        "psOutputVoltageSupport": (11, flag("psOutputVoltage")),
        "psInputVoltageSupport": (12, fixed(ber.number(2 if "psInputVoltage" in unmeasured else 3))),
        "psPowerSupplyTest": (13, fixed(ber.number(2))),
        "psMajorAlarmSupport": (14, flag("psMajorAlarm")),
        "psMinorAlarmSupport": (15, flag("psMinorAlarm")),
        "psTamperSupport": (16, flag("psTamper")),
        "psBatteryVoltageSupport": (17, fixed(ber.number(2 if "psBatteryVoltage" in unmeasured else 3))),
        "psOutputPowerSupport": (18, flag("psPowerOut")),
        "psOutputFrequencySupport": (19, flag("psFrequencyOut")),
        "psInputCurrentSupport": (20, flag("psRMSCurrentIn")),
        "psInputPowerSupport": (21, flag("psPowerIn")),
        "psOutputVoltage": (22, shown("psOutputVoltage")),
        "psInputVoltage": (23, shown("psInputVoltage")),
        "psInverterStatus": (24, shown("psInverterStatus")),
        "psMajorAlarm": (25, shown("psMajorAlarm")),
        "psMinorAlarm": (26, shown("psMinorAlarm")),
        "psTamper": (27, none if "psTamper" in unmeasured else one),
        "psTotalStringVoltage": (28, shown("psTotalStringVoltage")),
        "psEquipmentControl": (29, one),
        "psPowerOut": (30, shown("psPowerOut")),
        "psFrequencyOut": (31, none if "psFrequencyOut" in unmeasured else fixed(ber.number(5000))),
        "psRMSCurrentIn": (32, shown("psRMSCurrentIn")),
        "psPowerIn": (33, shown("psPowerIn")),
        "psInputVoltagePresence": (34, shown("psInputVoltagePresence")),
        "psFrequencyIn": (35, one),
    }
    return device.builder.table((*PS, 2, 1), counted(1), columns)


def _other_tables(device: Device, supply: Supply) -> list[Object]:
    """Return strings, batteries, outputs and sensors of device 1."""
    unmeasured, build = device.model.unmeasured, device.builder.table
    one = fixed(ber.number(1))
    first, each = Rows([(1, 1)]), Rows((1, 1, battery) for battery in range(1, BATTERIES + 1))

    def battery(row: int, now_ms: int) -> int:
        uneven = 0.15 * (device.gear.share(device.element, 33 + row) - 0.5)
        return 0 if "psBatteryVoltage" in unmeasured else round(100 * (supply.string_v(now_ms) / BATTERIES + uneven))

    def floating(now_ms: int) -> int:
        idle = not supply.inverting(now_ms) and supply.charge_a(now_ms) == 0.0
        return 12 if idle and "psStringFloat" not in unmeasured else 0

    strings = {
        "psStringDeviceAddress": (1, one),
        "psString": (2, one),
        "psStringChargeCurrent": (3, measured(lambda now_ms: round(100 * supply.charge_a(now_ms)))),
        "psStringDischargeCurrent": (4, measured(lambda now_ms: round(100 * supply.discharge_a(now_ms)))),
        "psStringFloat": (5, measured(floating)),
    }
    batteries = {
        "psBatteryDeviceAddress": (1, one),
        "psBatteryString": (2, one),
        "psBattery": (3, lambda _subject, row, _now_ms: ber.number(row + 1)),
        "psBatteryVoltage": (4, measured([partial(battery, row) for row in range(BATTERIES)])),
    }  # fmt: skip
    outputs = {
        "psOutputDeviceAddress": (1, one),
        "psOutput": (2, one),
        "psOutputCurrent": (3, measured(lambda _now_ms: round(100 * supply.output_a()))),
    }
    sensors = {
        "psTempDeviceAddress": (1, one),
        "psTemperatureSensor": (2, one),
        "psTemperature": (3, measured(_whole(supply.battery_c))),
    }
    return [
        *build((*PS, 3, 1), first, strings),
        *build((*PS, 4, 1), each, batteries),
        *build((*PS, 5, 1), first, outputs),
        *build((*PS, 6, 1), first, sensors),
    ]


def _whole(reading: Callable[[int], float]) -> Reading:
    return lambda now_ms: round(reading(now_ms))
