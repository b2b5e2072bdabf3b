"""What the power of a hub answers. Source: UPS-MIB (RFC 1628)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator import ber
from simulator.context import Context, Views
from simulator.gear.alarms import Reading
from simulator.gear.device import Device, devices
from simulator.gear.tables import counted, measured
from simulator.mib import Object, Rows, View
from simulator.system import fixed

UPS = (1, 3, 6, 1, 2, 1, 33, 1)
NONE, NORMAL, BATTERY = 2, 3, 5
"""upsOutputSource."""
BATTERY_NORMAL, BATTERY_LOW, BATTERY_DEPLETED = 2, 3, 4
ON_BATTERY, LOW_BATTERY, DEPLETED, INPUT_BAD = 2, 3, 4, 6
"""Well-known alarms, numbers below upsWellKnownAlarms."""
WELL_KNOWN = (*UPS, 6, 3)
LOW_CHARGE, LEAST_CHARGE = 0.25, 0.03
OUTPUT_V, RATED_W = 220, 10_000.0
FLOAT_V, FULL_V, EMPTY_V = 218.0, 204.0, 168.0
"""Of a string of sixteen blocks: floating, under load while full, under load when empty."""


def ups_views(context: Context) -> Views:
    """Return the views of hubs' uninterruptible supplies."""
    return devices(context, _view)


@dataclass(slots=True)
class Ups:
    """Readings of one UPS."""

    device: Device
    on_battery_ms: int = 0
    """Since when it was seen on its battery; 0: it is not."""
    bads: int = 0
    """How often the mains have been bad."""

    def look(self, now_ms: int) -> list[int]:
        """Take note of mains that come and go, and return the well-known alarms that stand."""
        if not self.on_battery():
            self.on_battery_ms = 0
        elif not self.on_battery_ms:
            self.on_battery_ms = now_ms
            self.bads += 1
        return self.alarms()

    def on_battery(self) -> bool:
        """Tell whether it lives on its battery."""
        return self.device.gear.plant.on_battery(self.device.element)

    def charge(self) -> float:
        """Return what is in the battery, 0 … 1."""
        return self.device.gear.plant.battery(self.device.element)

    def load_w(self, now_ms: int) -> float:
        """Return what the hub takes: gear that never rests, and air conditioning on warm days."""
        gear = self.device.gear
        return 3200.0 + 1400.0 * gear.share(self.device.element, 51) + 30.0 * max(gear.outside_c(now_ms) - 18.0, 0.0)

    def lasts_min(self) -> float:
        """Return minutes a full battery lasts."""
        return self.device.gear.lasts_ms(self.device.element) / 60_000

    def battery_v(self, now_ms: int) -> float:
        """Return volts of the battery."""
        noise = 0.2 * self.device.gear.noise(self.device.element, 52, now_ms)
        if self.on_battery():
            return EMPTY_V + (FULL_V - EMPTY_V) * self.charge() + noise
        return min(FULL_V + 20.0 * self.charge(), FLOAT_V) + noise

    def status(self) -> int:
        """Return upsBatteryStatus."""
        charge = self.charge()
        return BATTERY_DEPLETED if charge < LEAST_CHARGE else BATTERY_LOW if charge < LOW_CHARGE else BATTERY_NORMAL

    def alarms(self) -> list[int]:
        """Return the well-known alarms that stand."""
        found = [INPUT_BAD, ON_BATTERY] if self.on_battery() else []
        status = self.status()
        return found + ([LOW_BATTERY] if status == BATTERY_LOW else [DEPLETED] if status == BATTERY_DEPLETED else [])

    def source(self) -> int:
        """Return upsOutputSource."""
        if not self.on_battery():
            return NORMAL
        return BATTERY if self.charge() > 0.0 else NONE


class UpsView(View):
    """A view whose table of alarms has a row for each that stands, under the alarm's own number."""

    def __init__(self, objects: list[Object], look: Callable[[int], list[int]], rows: Rows, most_names: int) -> None:
        """Take the objects, among them those of the table, whose rows are `rows`."""
        super().__init__(objects)
        self.most_names = most_names
        self._look, self._rows = look, rows

    def refresh(self, now_ms: int) -> None:
        """Look which alarms stand."""
        standing = sorted((alarm,) for alarm in self._look(now_ms))
        if standing != self._rows.suffixes:
            self._rows.replace(standing)
            self.lay_out()


def _view(device: Device) -> View:
    ups, rows = Ups(device), Rows(())
    objects = [*device.standard(), *_identity(device), *_battery(device, ups), *_lines(device, ups)]
    objects += [
        Object((*UPS, 6, 1), Rows([(0,)]), lambda *_: ber.number(len(ups.alarms()), ber.GAUGE32)),
        Object((*UPS, 6, 2, 1, 2), rows, lambda _subject, row, _now_ms: ber.oid((*WELL_KNOWN, rows.suffixes[row][0]))),
        Object((*UPS, 6, 2, 1, 3), rows, fixed(ber.number(0, ber.TIMETICKS))),
    ]
    return UpsView(objects, ups.look, rows, device.model.most_names)


def _identity(device: Device) -> list[Object]:
    columns = {
        "upsIdentManufacturer": (1, fixed(ber.octets(device.model.vendor[:31]))),
        "upsIdentModel": (2, fixed(ber.octets(device.model.name))),
        "upsIdentUPSSoftwareVersion": (3, fixed(ber.octets(device.model.firmware))),
        "upsIdentAgentSoftwareVersion": (4, fixed(ber.octets(device.model.firmware))),
        "upsIdentName": (5, fixed(ber.octets(device.city.elements[device.element].id))),
    }
    return device.builder.scalars((*UPS, 1), columns)


def _battery(device: Device, ups: Ups) -> list[Object]:
    """Return the battery group: seconds, minutes, percent, 0.1 V, 0.1 A, °C."""

    def current(now_ms: int) -> int:
        """Return tenths of an ampere, negative while it gives."""
        if ups.on_battery():
            return -round(10 * ups.load_w(now_ms) / 0.92 / ups.battery_v(now_ms))
        return round(10 * min((1.0 - ups.charge()) * 20.0, 8.0))

    columns = {
        "upsBatteryStatus": (1, measured(lambda _now_ms: ups.status())),
        "upsSecondsOnBattery": (2, measured(_seconds(ups))),
        "upsEstimatedMinutesRemaining": (3, measured(lambda _now_ms: round(ups.charge() * ups.lasts_min()))),
        "upsEstimatedChargeRemaining": (4, measured(lambda _now_ms: round(100 * ups.charge()))),
        "upsBatteryVoltage": (5, measured(lambda now_ms: round(10 * ups.battery_v(now_ms)))),
        "upsBatteryCurrent": (6, measured(current)),
        "upsBatteryTemperature": (
            7,
            measured(lambda now_ms: round(24 + device.gear.noise(device.element, 53, now_ms))),
        ),
    }
    return device.builder.scalars((*UPS, 2), columns)


def _seconds(ups: Ups) -> Reading:
    """Return what tells for how many seconds it has lived on its battery."""
    return lambda now_ms: (now_ms - ups.on_battery_ms) // 1000 + 1 if ups.on_battery_ms else 0


def _lines(device: Device, ups: Ups) -> list[Object]:
    """Return one line in and one out: 0.1 Hz, V, 0.1 A, W, percent."""
    gear, one, single = device.gear, counted(1), fixed(ber.number(1))

    def volts(now_ms: int) -> int:
        return 0 if ups.on_battery() else round(221 + 2 * gear.noise(device.element, 54, now_ms))

    def taken_w(now_ms: int) -> int:
        return 0 if ups.on_battery() else round(ups.load_w(now_ms) / 0.93)

    def given_w(now_ms: int) -> int:
        return 0 if ups.source() == NONE else round(ups.load_w(now_ms))

    arriving = {
        "upsInputFrequency": (2, measured(lambda _now_ms: 0 if ups.on_battery() else 500)),
        "upsInputVoltage": (3, measured(volts)),
        "upsInputCurrent": (4, measured(lambda now_ms: round(10 * taken_w(now_ms) / 221))),
        "upsInputTruePower": (5, measured(taken_w)),
    }
    leaving = {
        "upsOutputVoltage": (2, measured(lambda _now_ms: 0 if ups.source() == NONE else OUTPUT_V)),
        "upsOutputCurrent": (3, measured(lambda now_ms: round(10 * given_w(now_ms) / OUTPUT_V))),
        "upsOutputPower": (4, measured(given_w)),
        "upsOutputPercentLoad": (5, measured(lambda now_ms: round(100 * given_w(now_ms) / RATED_W))),
    }
    bads = measured(lambda _now_ms: ups.bads, ber.COUNTER32)
    inputs = {"upsInputLineBads": (1, bads), "upsInputNumLines": (2, single)}
    outputs = {
        "upsOutputSource": (1, measured(lambda _now_ms: ups.source())),
        "upsOutputFrequency": (2, fixed(ber.number(500))),
        "upsOutputNumLines": (3, single),
    }
    return [
        *device.builder.scalars((*UPS, 3), inputs),
        *device.builder.table((*UPS, 3, 3, 1), one, arriving),
        *device.builder.scalars((*UPS, 4), outputs),
        *device.builder.table((*UPS, 4, 4, 1), one, leaving),
    ]
