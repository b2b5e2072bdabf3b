"""The nouns of a device profile: metrics, what is asked once and by table, states of terminals, variants."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from collectors.model import Cadence, Values


def mw_to_dbm(milliwatts: Values) -> Values:
    """Return dBm of milliwatts; NaN at and below 0, which is "less than the device can count"."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(milliwatts > 0, 10.0 * np.log10(milliwatts), np.nan)


TRANSFORMS: Mapping[str, Callable[[Values], Values]] = MappingProxyType({"mw_to_dbm": mw_to_dbm})


@dataclass(frozen=True, slots=True)
class Column:
    """Another column of the same table."""

    object: str
    """The MIB's name of the object."""
    oid: str


@dataclass(frozen=True, slots=True)
class Decimal:
    """Columns that say of each row how many decimal places its number has, as ENTITY-SENSOR-MIB has them."""

    scale: Column
    """EntitySensorDataScale: units(9) is a power of 0, each step a factor of 1000."""
    precision: Column
    """EntitySensorPrecision: so many decimal places."""

    def applied(self, raw: Values, scale: Values, precision: Values) -> Values:
        """Return float64[n] in the unit itself; divided rather than multiplied where that is exact."""
        power = 3.0 * (scale - UNITS_SCALE) - precision
        return np.where(power < 0, raw / 10.0 ** np.maximum(-power, 0), raw * 10.0 ** np.maximum(power, 0))


UNITS_SCALE = 9
"""units(9) of EntitySensorDataScale."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A column of the same table that says of each row whether a reading means anything."""

    object: str
    oid: str
    numbers: tuple[float, ...]
    """What it says where the reading counts; a device without the column is believed."""

    def holds(self, raw: Values) -> NDArray[np.bool_]:
        """Return bool[n] of the column's raw numbers."""
        return np.isnan(raw) | np.isin(raw, self.numbers)


@dataclass(frozen=True, slots=True)
class Metric:
    """One reading: where it comes from and how the raw number becomes a value in its unit."""

    name: str
    object: str
    """The MIB's name of the object."""
    oid: str
    otherwise: str = ""
    """OID asked where the device has no `oid` at all."""
    scale: float = 1.0
    offset: float = 0.0
    transform: str = ""
    missing: tuple[float, ...] = ()
    """Raw numbers that mean "no reading"."""
    signed_bits: int = 0
    """Width of a number that can be negative although its MIB says from 0 on; 0: the number is what it seems."""
    when: tuple[Condition, ...] = ()
    """All of them have to hold."""
    less: tuple[Column, ...] = ()
    """What is taken off first: codewords that were corrected off the total leave those that had no error."""
    per: Column | None = None
    """What it is divided by: storage used by the size of the storage."""
    decimal: Decimal | None = None
    codes: tuple[tuple[float, float], ...] = ()
    """(maker's number, number of ours): where makers count the same causes otherwise; empty: as the device says."""
    others: float = math.nan
    """Number of ours for what `codes` do not name."""
    equaliser: str = ""
    """Which of equaliser.FIGURES the raw number is, where the object holds an equaliser's octets; empty: a number."""

    @property
    def beside(self) -> tuple[str, ...]:
        """OIDs of the other columns a row is read with."""
        decimal = (self.decimal.scale, self.decimal.precision) if self.decimal else ()
        per = (self.per,) if self.per else ()
        return tuple(column.oid for column in (*self.when, *self.less, *per, *decimal))

    def with_beside(self, raw: Values, column: Callable[[str], Values]) -> Values:
        """Return float64[n] raw numbers, put together with what `column` says beside them; NaN where they mean nothing.

        A column the device has not is NaN throughout.
        """
        for other in self.less:
            raw = raw - column(other.oid)
        if self.per:
            divisor = column(self.per.oid)
            raw = np.divide(raw, divisor, out=np.full(len(raw), np.nan), where=divisor > 0)
        if self.decimal:
            raw = self.decimal.applied(raw, column(self.decimal.scale.oid), column(self.decimal.precision.oid))
        for condition in self.when:
            raw = np.where(condition.holds(column(condition.oid)), raw, np.nan)
        return raw

    def value(self, raw: Values) -> Values:
        """Return float64[n] in the unit of the metric's name; NaN where there is no reading."""
        value = raw
        for one in self.missing:  # a few at most: comparing with each is far cheaper than looking for any
            value = np.where(raw == one, np.nan, value)
        if self.codes:
            value = self._translated(value)
        if self.signed_bits:
            value = np.where(value >= 1 << self.signed_bits - 1, value - (1 << self.signed_bits), value)
        steps = round(1.0 / self.scale)  # 269 tenths are 26.9; 269 times a binary 0.1 is a little more
        value = (value / steps if self.scale < 1 and 1.0 / steps == self.scale else value * self.scale) + self.offset
        return TRANSFORMS[self.transform](value) if self.transform else value

    def _translated(self, number: Values) -> Values:
        told = np.where(np.isnan(number), np.nan, self.others)
        for theirs, ours in self.codes:
            told = np.where(number == theirs, ours, told)
        return told


@dataclass(frozen=True, slots=True)
class Scalars:
    """Objects a device has once; their readings have instance 0."""

    family: str
    cadence: frozenset[Cadence]
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns walked side by side and joined on their index, which becomes the instance."""

    family: str
    cadence: frozenset[Cadence]
    metrics: tuple[Metric, ...]
    mac: str = ""
    """Column that says which terminal a row is about; empty: the device itself."""
    index_parts: int = 1
    """Whole numbers that make up the index, 1 to 3; they become the instance."""
    mac_parts: int = 0
    """How many of them, from the first, the MAC's column is indexed by, when it stands in a table with a shorter
    index; rows that differ only in the others are about one terminal. 0: all."""
    instance: tuple[int, ...] = ()
    """Parts of the index the instance is made of, counted from 1; empty: all of them."""
    ranges: tuple[tuple[int, int], ...] = ()
    """Least and most of each part of the instance after the first, which have so much room in it."""
    index_is_mac: bool = False
    """Whether the index is the MAC of what a row is about."""


@dataclass(frozen=True, slots=True)
class Ping:
    """How a device is pinged that has no SNMP; its readings have instance 0."""

    family: str
    cadence: frozenset[Cadence]
    metrics: tuple[Metric, ...]
    echoes: int
    """Echoes, or connections, of each sweep."""
    icmp: bool
    """ICMP where it is allowed; else TCP connections only."""
    tcp_ports: tuple[int, ...]
    """Ports one of which accepts or refuses a connection, for a device whose row names none."""


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """How a row of a table of terminals says which segment its terminal is on."""

    name: str
    """How its numbers are written, e.g. `md{}/sg{}`."""
    columns: tuple[str, ...] = ()
    """Columns of those numbers; a row in which one is 0 or missing says nothing."""
    octets: tuple[int, ...] = ()
    """Octets of the row's index that are those numbers, counted from 1, the most significant of 4."""
    nodes: str = ""
    """Column of a table indexed by the first number, a fibre node's name and the second number."""
    channel_nodes: str = ""
    """Column of a table indexed by a fibre node's name and a channel: a node is on a segment when all of the
    segment's numbers are channels of it."""
    parts: tuple[int, ...] = ()
    """Parts of the row's index that are those numbers, counted from 1."""


@dataclass(frozen=True, slots=True)
class StateTable:
    """Where a device tells the states of the terminals behind it."""

    object: str
    mac: str
    value: str
    addresses: tuple[str, ...]
    """Columns of management addresses, 4 or 16 octets; the first that holds one counts."""
    states: NDArray[np.uint8]
    """uint8[256]: the device's number → TerminalState; UNKNOWN where the profile names none."""
    index_parts: int = 1
    present: str = ""
    """OID of how many the table lists, where it lists only who is there now: whoever is expected and absent from
    a complete walk is dark. Empty: absence from the table says nothing."""
    segment: SegmentRule | None = None
    """Where it stands which segment a terminal is on; None: the table does not say."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A vendor that counts otherwise."""

    name: str
    object: str
    oid: str
    begins: bytes
    """First octets of the object's value at that vendor's devices."""
    metrics: Mapping[str, Metric]
    """Metrics this vendor counts otherwise, as they are to be read there."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a device says of itself that this profile is for; what is empty counts for nothing."""

    object_id: str
    """sysObjectID begins with this OID."""
    description: str
    """sysDescr contains this text, whatever its case."""
    when: Condition | None = None
    """An object it has once that says one of these numbers; a device without the object is not meant."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A walk of real equipment, taken by others, that some metrics were read from."""

    equipment: str
    dump: str
    """Name of the walk; a path with its package in front where one publishes it."""
    metrics: tuple[str, ...]
    """`family.metric` that was read from it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of device is asked."""

    name: str
    title: str
    source: str
    """The MIBs and standards its objects come from."""
    scalars: tuple[Scalars, ...] = ()
    tables: tuple[Table, ...] = ()
    states: tuple[StateTable, ...] = ()
    """In order of preference."""
    variants: tuple[Variant, ...] = ()
    identity: str = ""
    """OID of the MAC that proves who answers; empty: nobody else could."""
    most_objects: int = 24
    """Most objects of one GET."""
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Family → its metrics: every reading of a family has them all."""
    matches: tuple[Match, ...] = ()
    """What chooses this profile for a device that names none."""
    proofs: tuple[Proof, ...] = ()
    ping: Ping | None = None
    """How it is pinged; nothing else is asked then."""

    @property
    def parts(self) -> tuple[Scalars | Table | Ping, ...]:
        """What is asked once and by table, in order."""
        return (*self.scalars, *self.tables, *((self.ping,) if self.ping else ()))

    def asks(self, cadence: Cadence) -> bool:
        """Return whether anything is asked so often; who is there is read with everything that is not seldom."""
        tells = bool(self.states) and cadence is not Cadence.PNM
        return tells or any(cadence in part.cadence for part in self.parts)
