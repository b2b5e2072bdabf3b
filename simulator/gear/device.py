"""One piece of gear and what goes into any view of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from zlib import crc32

from simulator import ber
from simulator.addresses import spoken_by
from simulator.city import City
from simulator.context import Context, Views
from simulator.gear.alarms import Analog, Discrete, Limits, Reading, Watch
from simulator.gear.family import Family, Identity
from simulator.gear.models import Model, model_of
from simulator.gear.readings import Gear
from simulator.gear.tables import Builder
from simulator.gear.view import GearView
from simulator.mib import Object, Rows, Value, View
from simulator.system import ETHERNET, Interface, fixed, interfaces, system

DESCRIBED = {
    "hms-node": "HMS optical node transponder",
    "hms-amplifier": "HMS amplifier transponder",
    "hms-supply": "HMS power supply status monitor",
    "nscrtv-node": "HFC EMS 光工作站应答器",
    "nscrtv-amplifier": "HFC EMS 放大器应答器",
    "ups": "UPS network adapter",
    "switch": "Aggregation switch",
}
"""What gear says it is, by what its agent speaks."""


@dataclass(frozen=True, slots=True)
class Device:
    """A piece of gear that answers."""

    city: City
    gear: Gear
    element: int
    model: Model
    serial: int

    @property
    def builder(self) -> Builder:
        """Return what builds objects the model has."""
        return Builder(self.model.lacks)

    @property
    def mac(self) -> bytes:
        """Return its hardware address, locally administered."""
        return bytes((0x02, 0x00, 0x5E)) + (0x200000 + self.element).to_bytes(3, "big")

    @property
    def physical(self) -> Value:
        """Return its hardware address as a value."""
        return fixed(ber.octets(self.mac))

    def case_c(self, now_ms: int) -> int:
        """Return the temperature in its housing, whole degrees."""
        return round(self.gear.case_c(self.element, now_ms))

    def case_alarm(self, family: Family) -> Analog:
        """Return the temperature in its housing as both families watch it."""
        return Analog((*family.root, 3, 1, 13, 0), self.case_c, Limits(85, 75, -20, -35, 2))

    def view(
        self, family: Family, objects: Sequence[Object], analog: Sequence[Analog], discrete: Sequence[Discrete] = ()
    ) -> View:
        """Return the view of HMS or NSCRTV gear: its objects, the common group, limits and alarms."""
        watch, alarm_rows = Watch(analog, discrete), Rows(())
        key = self.city.elements[self.element].id
        who = Identity(key, f"{self.model.name[:2]}{self.serial:06d}", self.mac, crc32(key.encode()) & 0x7FFF_FFFF)
        received: Reading = lambda now_ms: round(60 + 5 * self.gear.noise(self.element, 98, now_ms))  # noqa: E731 - a constant with a little noise
        return GearView(
            [
                *self.standard(),
                *family.common(self.model, who, watch, self.case_c, received),
                *family.alarm_tables(watch, alarm_rows, with_length=self.model.index_length),
                *objects,
            ],
            self.model, self.gear, watch, alarm_rows,
        )  # fmt: skip

    def standard(self, ports: Sequence[Object] = ()) -> list[Object]:
        """Return the system group and `ports`, by default the one interface of a transponder."""
        element, plant = self.city.elements[self.element], self.gear.plant
        kind = DESCRIBED[spoken_by(element)]
        described = f"{kind}, {self.model.vendor} {self.model.name} {self.model.firmware}"
        return [
            *system(
                fixed(ber.octets(described)),
                self.model.object_id,
                fixed(ber.octets(element.id)),
                lambda _subject: self.gear.booted_ms(self.element),
                fixed(ber.octets(element.address)),
                plant.real_ms,
            ),
            *(ports or interfaces([Interface(1, "eth0", ETHERNET, 10_000_000, 500)], self.physical, _up)),
        ]


def _up(_subject: int, _row: int) -> bool:
    return True


def devices(context: Context, make: Callable[[Device], View]) -> Views:
    """Return the views of all devices of a kind, each made by `make`."""
    gear = Gear(context.city, context.plant, context.levels)
    return partial(_made, context, gear, make)


def _made(context: Context, gear: Gear, make: Callable[[Device], View], subject: int) -> View:
    element = context.members[subject]
    return make(Device(context.city, gear, element, model_of(context.city, element), subject + 1))
