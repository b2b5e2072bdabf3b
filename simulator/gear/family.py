"""What all gear of a family of standards has: who it is, its limits and its alarms.

Source: SCTE-HMS-COMMON-MIB, SCTE-HMS-PROPERTY-MIB, NSCRTV-HFCEMS-COMMON, NSCRTV-HFCEMS-PROPERTY-MIB.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator import ber
from simulator.ber import Oid
from simulator.gear.alarms import Analog, Discrete, Reading, Watch, index_of
from simulator.gear.models import Model
from simulator.gear.tables import Builder, Columns, measured
from simulator.mib import Object, Rows, Value
from simulator.system import fixed

FORWARD_HZ, RETURN_HZ = 603_000_000, 32_000_000
"""Where transponders listen and speak."""


@dataclass(frozen=True, slots=True)
class Family:
    """Two families share names and shapes, and differ in where things are."""

    root: Oid
    deadband: int
    """Column of the property table."""
    current: int
    """Branch of the table of standing alarms below the property group."""
    discrete: int
    """Branch of the discrete properties."""
    link: tuple[Oid, Oid, Oid, Oid, Oid]
    """Below the common group: physical address, frequencies back and forth, levels sent and received."""
    level_offset: int
    """What is added to dBmV: 60 where levels are dBµV."""
    level_divisor: int
    """How many tenths of a decibel one step is."""

    def level(self, tenths_dbmv: float) -> int:
        """Return a level in the family's unit: 0.1 dBmV, or whole dBµV."""
        return round(tenths_dbmv / self.level_divisor) + self.level_offset

    def alarm_tables(self, watch: Watch, alarm_rows: Rows, *, with_length: bool) -> list[Object]:
        """Return the property tables and the table of standing alarms, whose rows are `alarm_rows`."""
        group = (*self.root, 1)
        return [
            *_analog(self, watch, (*group, 1, 1), with_length=with_length),
            *_discrete(watch, (*group, self.discrete, 1), with_length=with_length),
            *_standing(watch, (*group, self.current, 1), alarm_rows, with_length=with_length),
        ]

    def common(self, model: Model, who: Identity, watch: Watch, case_c: Reading, received: Reading) -> list[Object]:
        """Return the common group; `received` is the forward level at the transponder, tenths of dBmV."""
        group = (*self.root, 3)
        columns: Columns = {
            "commonLogicalID": (1, fixed(ber.octets(who.key[:40]))),
            "commonVendor": (2, fixed(ber.octets(model.vendor))),
            "commonModelNumber": (3, fixed(ber.octets(model.name))),
            "commonSerialNumber": (4, fixed(ber.octets(who.serial))),
            "commonVendorInfo": (5, fixed(ber.octets(model.firmware))),
            "commonNEStatus": (6, lambda _subject, _row, _now_ms: ber.octets(bytes((watch.status(),)))),
            "commonReset": (7, fixed(ber.number(1))),
            "commonAlarmDetectionControl": (8, fixed(ber.number(2))),
            "commonCheckCode": (10, fixed(ber.number(who.check_code))),
            "commonTrapCommunityString": (11, fixed(ber.octets("public"))),
            "commonTamperStatus": (12, fixed(ber.number(1))),
            "commonInternalTemperature": (13, measured(case_c)),
            "commonTime": (14, lambda _subject, _row, now_ms: ber.number(now_ms // 1000)),
            "commonVarBindings": (15, fixed(ber.number(model.most_names))),
            "commonResetCause": (16, fixed(ber.number(2))),
            "commonCraftStatus": (17, fixed(ber.number(1))),
        }
        mac, back, forth, sent, heard = self.link
        link: tuple[tuple[Oid, Value], ...] = (
            (mac, fixed(ber.octets(who.mac))),
            (back, fixed(ber.number(RETURN_HZ))),
            (forth, fixed(ber.number(FORWARD_HZ))),
            (sent, fixed(ber.number(self.level(400)))),
            (heard, lambda _subject, _row, now_ms: ber.number(self.level(received(now_ms)))),
        )
        one = Rows([(0,)])
        return [
            *Builder(model.lacks).scalars((*group, 1), columns),
            *(Object((*group, *place), one, value) for place, value in link),
        ]


HMS = Family((1, 3, 6, 1, 4, 1, 5591, 1), 9, 2, 3, ((2, 7), (5, 1), (5, 2), (5, 3), (5, 4)), 0, 1)
NSCRTV = Family(
    (1, 3, 6, 1, 4, 1, 17409, 1), 8, 3, 2, ((2, 1, 1, 1), (2, 2, 1), (2, 2, 2), (2, 2, 3), (2, 2, 4)), 60, 10
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one piece of gear from its like."""

    key: str
    serial: str
    mac: bytes
    check_code: int


def _analog(family: Family, watch: Watch, entry: Oid, *, with_length: bool) -> list[Object]:
    rows = Rows(index_of(one.oid, with_length=with_length) for one in watch.analog)
    by_index = {index_of(one.oid, with_length=with_length): one for one in watch.analog}
    in_order = [by_index[suffix] for suffix in rows.suffixes]

    def limit(name: str) -> Value:
        values = [ber.number(getattr(one.limits, name) or 0) for one in in_order]
        return lambda _subject, row, _now_ms: values[row]

    columns: dict[int, Value] = {
        1: lambda _subject, row, _now_ms: ber.oid(in_order[row].oid),
        2: lambda _subject, row, _now_ms: ber.octets(in_order[row].limits.enabled),
        3: lambda _subject, row, _now_ms: ber.number(in_order[row].state),
        4: limit("hihi"),
        5: limit("hi"),
        6: limit("lo"),
        7: limit("lolo"),
        family.deadband: limit("deadband"),
    }
    return [Object((*entry, number), rows, value) for number, value in columns.items()]


def _discrete(watch: Watch, entry: Oid, *, with_length: bool) -> list[Object]:
    def index(one: Discrete) -> Oid:
        return (*index_of(one.oid, with_length=with_length), one.alarm_value)

    rows = Rows(index(one) for one in watch.discrete)
    by_index = {index(one): one for one in watch.discrete}
    in_order = [by_index[suffix] for suffix in rows.suffixes]
    columns: dict[int, Value] = {
        1: lambda _subject, row, _now_ms: ber.oid(in_order[row].oid),
        2: lambda _subject, row, _now_ms: ber.number(in_order[row].alarm_value),
        3: lambda _subject, row, _now_ms: ber.number(in_order[row].severity - 4),
        4: lambda _subject, row, _now_ms: ber.number(in_order[row].state),
    }
    return [Object((*entry, number), rows, value) for number, value in columns.items()]


def _standing(watch: Watch, entry: Oid, rows: Rows, *, with_length: bool) -> list[Object]:
    def at(row: int) -> Analog | Discrete:
        return next(one for one in watch.standing if index_of(one.oid, with_length=with_length) == rows.suffixes[row])

    columns: dict[int, Value] = {
        1: lambda _subject, row, _now_ms: ber.oid(at(row).oid),
        2: lambda _subject, row, _now_ms: ber.number(at(row).state),
        3: lambda _subject, row, now_ms: ber.number(at(row).read(now_ms)),
    }
    return [Object((*entry, number), rows, value) for number, value in columns.items()]
