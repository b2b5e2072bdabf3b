"""What the switch in a hub answers: its ports, what passes them, and a few sensors.

Source: IF-MIB, ENTITY-MIB, ENTITY-SENSOR-MIB.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from simulator import ber
from simulator.context import Context, Views
from simulator.gear.alarms import Reading
from simulator.gear.device import Device, devices
from simulator.gear.readings import Gear
from simulator.gear.tables import Builder, counted, measured, named
from simulator.mib import Object, Rows, View
from simulator.system import ETHERNET, Interface, fixed, interfaces, row_wise

ENTITY, SENSOR = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1), (1, 3, 6, 1, 2, 1, 99, 1, 1, 1)
CHASSIS, SENSOR_CLASS = 3, 8
"""IANAPhysicalClass."""
VOLTS_DC, CELSIUS, RPM = 4, 8, 10
"""EntitySensorDataType."""
UNITS, MILLI = 9, 8
"""EntitySensorDataScale."""
PORTS = 24
OCTETS_PER_TERMINAL = 22_000
"""A second, in a quiet hour, towards a terminal."""
BACK_SHARE = 0.12
"""What comes from terminals for what goes to them."""


def switch_views(context: Context) -> Views:
    """Return the views of hubs' switches."""
    return devices(context, _view)


@dataclass(slots=True)
class Traffic:
    """What passed a port: counted on while it is up, standing still while it is not."""

    gear: Gear
    element: int
    """What is at the other end, -1 for an empty port."""
    octets_per_s: float
    counted: float
    at_ms: int = field(default=0)

    def up(self) -> bool:
        """Tell whether there is somebody at the other end."""
        plant = self.gear.plant
        return self.element >= 0 and plant.powered(self.element) and bool(plant.light.data[self.element])

    def octets(self, now_ms: int) -> int:
        """Return octets towards terminals so far; evenings carry three times what mornings do."""
        passed_s, self.at_ms = max(now_ms - self.at_ms, 0) / 1000 if self.at_ms else 0.0, max(now_ms, self.at_ms)
        if self.up():
            busy = 2.0 + math.cos((self.gear.plant.hour(now_ms) - 21.0) / 24.0 * 2.0 * math.pi)
            self.counted += self.octets_per_s * busy * passed_s
        return int(self.counted)


def _view(device: Device) -> View:
    city, gear = device.city, device.gear
    hub = city.elements[device.element].parent
    behind = [one for one in city.behind(hub) if city.elements[one].parent == hub]
    fed = [one for one in behind if city.elements[one].kind in {"cmts", "olt"}]
    others = [one for one in behind if city.elements[one].kind == "ups"]
    ends = [hub, *fed, *others]
    listed, traffic = [], []
    for port in range(PORTS):
        end = ends[port] if port < len(ends) else -1
        bits = 10_000_000_000 if port < 4 else 1_000_000_000
        name = f"{'XGigabit' if port < 4 else 'Gigabit'}Ethernet0/0/{port + 1}"
        listed.append(Interface(port + 1, name, ETHERNET, bits))
        rate = OCTETS_PER_TERMINAL * len(city.terminals_behind(end)) if end >= 0 else 0
        first = gear.share(device.element, 60 + port) * 2**41
        traffic.append(Traffic(gear, end, max(rate, 400.0) if end >= 0 else 0.0, first if end >= 0 else 0.0))

    def up(_subject: int, row: int) -> bool:
        return traffic[row].up()

    def forth(_subject: int, row: int, now_ms: int) -> int:
        return traffic[row].octets(now_ms)

    def back(_subject: int, row: int, now_ms: int) -> int:
        return int(BACK_SHARE * traffic[row].octets(now_ms))

    def received(subject: int, row: int, now_ms: int) -> int:
        return (forth if row == 0 else back)(subject, row, now_ms)

    def sent(subject: int, row: int, now_ms: int) -> int:
        return (back if row == 0 else forth)(subject, row, now_ms)

    view = View(
        [
            *device.standard(interfaces(listed, device.physical, up, (received, sent))),
            *_entities(device),
        ]
    )
    view.most_names = device.model.most_names
    return view


def _entities(device: Device) -> list[Object]:
    """Return the chassis and its sensors: intake air, fan, rail; entities 1, then 2 … 4."""
    gear, element = device.gear, device.element

    def intake_c(now_ms: int) -> int:
        return round(25 + 0.15 * (gear.outside_c(now_ms) - 18) + 0.6 * gear.noise(element, 61, now_ms))

    def fan_rpm(now_ms: int) -> int:
        return round(4200 + 90 * (intake_c(now_ms) - 25) + 25 * gear.noise(element, 62, now_ms))

    readings: list[Reading] = [
        intake_c,
        fan_rpm,
        lambda now_ms: round(12_050 + 15 * gear.noise(element, 63, now_ms)),
    ]
    names = ["Chassis", "Intake air", "Fan 1", "12 V rail"]
    entity = {
        "entPhysicalDescr": (2, named(names)),
        "entPhysicalContainedIn": (4, row_wise([ber.number(0), *([ber.number(1)] * 3)])),
        "entPhysicalClass": (5, row_wise([ber.number(CHASSIS), *([ber.number(SENSOR_CLASS)] * 3)])),
        "entPhysicalParentRelPos": (6, row_wise([ber.number(place) for place in (-1, 1, 2, 3)])),
        "entPhysicalName": (7, named(names)),
        "entPhysicalMfgName": (12, fixed(ber.octets(device.model.vendor))),
        "entPhysicalModelName": (13, fixed(ber.octets(device.model.name))),
    }
    sensor = {
        "entPhySensorType": (1, row_wise([ber.number(kind) for kind in (CELSIUS, RPM, VOLTS_DC)])),
        "entPhySensorScale": (2, row_wise([ber.number(scale) for scale in (UNITS, UNITS, MILLI)])),
        "entPhySensorPrecision": (3, fixed(ber.number(0))),
        "entPhySensorValue": (4, measured(readings)),
        "entPhySensorOperStatus": (5, fixed(ber.number(1))),
        "entPhySensorUnitsDisplay": (6, named(["°C", "rpm", "mV"])),
    }
    sensors = Rows((entity,) for entity in (2, 3, 4))
    build = Builder(device.model.lacks).table
    return [*build(ENTITY, counted(4), entity), *build(SENSOR, sensors, sensor)]
