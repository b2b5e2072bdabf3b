"""Errands: one job in an engine's hands each, and how its raw columns become readings, states and contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from collectors.identity import format_mac
from collectors.model import Addresses, Cadence, Contacts, Device, Readings, States, Values
from collectors.profile_model import Metric, Profile, StateTable, Table, Variant
from collectors.snmp.engine import Question, SnmpEngine, TableQuestion, TableRows, Target
from collectors.states import TerminalState
from collectors.terminals import Terminals, mac_numbers, packed_addresses

NO_VARIANT = Variant("", "", "", b"", {})


@dataclass(slots=True)
class Asked:
    """A device being swept."""

    device: Device
    slot: int
    target: Target
    profile: Profile
    variant: Variant = NO_VARIANT
    lacks: dict[str, frozenset[str]] = field(default_factory=dict)
    """Table → columns this device has no objects of, so they are not walked again."""
    states_from: int = 0
    """Which of the profile's state tables this device fills."""


@dataclass(slots=True)
class Slice:
    """What a sweep has collected since its last batch."""

    readings: list[Readings] = field(default_factory=list)
    states: list[States] = field(default_factory=list)
    contacts: list[Contacts] = field(default_factory=list)
    addresses: list[Addresses] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.readings or self.states or self.contacts or self.addresses)


class ScalarErrand:
    """The GET of everything one profile's devices have once; tells who is there, and which variant."""

    def __init__(self, engine: SnmpEngine, asked: Sequence[Asked], cadence: Cadence) -> None:
        self.asked = asked
        self.answering: list[Asked] = []
        """Devices that answered, and are who they should be, since they were last taken from here."""
        profile = asked[0].profile
        self._profile = profile
        self._parts = [part for part in profile.scalars if cadence in part.cadence]
        oids = [metric.oid for part in self._parts for metric in part.metrics]
        self._variants_at = len(oids)
        oids += [variant.oid for variant in profile.variants]
        self._identity_at = len(oids)
        if profile.identity:
            oids.append(profile.identity)
        text = frozenset(range(self._variants_at, len(oids)))
        self._complaints = engine.complaints
        self.job = engine.get([one.target for one in asked], Question(tuple(oids), text, profile.most_objects))

    def collect(self, into: Slice) -> None:
        """Add what was answered since the last call."""
        rows = self.job.closed()
        if not len(rows):
            return
        answered = self.job.answered[rows]
        genuine = np.array([self._is_who_it_should_be(int(row)) for row in rows], dtype=np.bool_)
        slot = np.array([self.asked[row].slot for row in rows], dtype=np.int32)
        times = self.job.time_ms[rows]
        known = genuine | ~answered
        into.contacts.append(Contacts(slot[known], answered[known], times[known]))
        good = answered & genuine
        for row in rows[good]:
            self._tell_variant(int(row))
        self.answering += [self.asked[row] for row in rows[good]]
        if good.any():
            into.readings += self._readings(rows[good], slot[good], times[good])

    def _is_who_it_should_be(self, row: int) -> bool:
        """Return False when the MAC answered is another terminal's: addresses move, identity does not."""
        octets = self.job.text.get((row, self._identity_at), b"") if self._profile.identity else b""
        asked = self.asked[row]
        if len(octets) != 6 or format_mac(octets) == asked.device.key:
            return True
        sentence = f"{asked.target.place}: answer dropped: {format_mac(octets)} answers where {asked.device.key} was"
        self._complaints.add("other identity", asked.device.key, sentence)
        return False

    def _tell_variant(self, row: int) -> None:
        self.asked[row].variant = next(
            (
                variant
                for at, variant in enumerate(self._profile.variants, self._variants_at)
                if self.job.text.get((row, at), b"").startswith(variant.begins)
            ),
            NO_VARIANT,
        )

    def _readings(self, rows: NDArray[np.intp], slot: NDArray[np.int32], times: NDArray[np.int64]) -> list[Readings]:
        reader = _Reader([self.asked[row].variant for row in rows])
        raw = self.job.values[rows]
        columns: dict[str, dict[str, Values]] = {}
        at = 0
        for part in self._parts:
            for metric in part.metrics:
                columns.setdefault(part.family, {})[metric.name] = reader.value(metric, raw[:, at])
                at += 1
        return [
            made
            for family, values in columns.items()
            if len(made := _reading(self._profile, family, slot, np.zeros(len(slot), dtype=np.int32), times, values))
        ]


class TableErrand:
    """The walk of one table on one profile's devices."""

    def __init__(
        self, engine: SnmpEngine, asked: Sequence[Asked], table: Table, name: str, terminals: Terminals, *, first: bool
    ) -> None:
        self.asked = asked
        self._table = table
        self._name = name
        self._terminals = terminals
        self._tells_contact = first
        lacks = asked[0].lacks.get(name, frozenset())
        wanted = [table.mac] if table.mac else []
        for metric in table.metrics:
            wanted += [oid for oid in (metric.oid, metric.otherwise) if oid and oid not in lacks]
        self._columns = {oid: at for at, oid in enumerate(dict.fromkeys(wanted))}
        self._slot = np.array([one.slot for one in asked], dtype=np.int32)
        self._has = np.zeros((len(asked), len(self._columns)), dtype=np.bool_)
        octets = frozenset({0}) if table.mac else frozenset()
        self.job = engine.walk([one.target for one in asked], TableQuestion(tuple(self._columns), octets))

    def collect(self, into: Slice) -> None:
        """Add the rows that are complete since the last call."""
        closed = self.job.closed()
        if self._tells_contact and len(closed):
            into.contacts.append(Contacts(self._slot[closed], self.job.answered[closed], self.job.time_ms[closed]))
        rows = self.job.rows()
        if len(rows):
            made = self._readings(rows)
            if len(made):
                into.readings.append(made)
        for row in closed:
            if self.job.complete[row] and self._has[row].any():
                self.asked[row].lacks[self._name] = self._lacking(int(row))

    def _lacking(self, row: int) -> frozenset[str]:
        """Return the columns not worth asking again: absent ones, and second choices not needed."""
        absent = {oid for oid, at in self._columns.items() if not self._has[row, at] and oid != self._table.mac}
        absent |= self.asked[row].lacks.get(self._name, frozenset())
        for metric in self._table.metrics:
            if metric.otherwise and metric.oid not in absent:
                absent.add(metric.otherwise)
        return frozenset(absent)

    def _readings(self, rows: TableRows) -> Readings:
        np.logical_or.at(self._has, rows.row, ~np.isnan(rows.values))
        reader = _Reader([one.variant for one in self.asked], rows.row)
        values = {metric.name: reader.value(metric, self._raw(metric, rows)) for metric in self._table.metrics}
        if self._table.mac:
            slot = self._terminals.slots(mac_numbers(*rows.octets[0]))
            instance = np.zeros(len(rows), dtype=np.int32)
        else:
            slot, instance = self._slot[rows.row], rows.index.astype(np.int32)
        known = slot >= 0
        values = {name: column[known] for name, column in values.items()}
        return _reading(
            self.asked[0].profile, self._table.family, slot[known], instance[known], rows.time_ms[known], values
        )

    def _raw(self, metric: Metric, rows: TableRows) -> Values:
        """Return the first choice's numbers; the second's for devices that have none of the first at all."""
        nothing = np.full(len(rows), np.nan)
        first, second = self._columns.get(metric.oid), self._columns.get(metric.otherwise)
        number = nothing if first is None else rows.values[:, first]
        if second is None:
            return number
        if first is None:
            return rows.values[:, second]
        return np.where(self._has[rows.row, first], number, rows.values[:, second])


class StateErrand:
    """The walk of a table of terminals' states on one profile's devices, with addresses where wanted."""

    def __init__(
        self,
        engine: SnmpEngine,
        asked: Sequence[Asked],
        choice: int,
        terminals: Terminals,
        *,
        addresses: bool,
        first: bool,
    ) -> None:
        self.asked = asked
        self.choice = choice
        self.empty: list[Asked] = []
        """Devices that have no such table, to be asked for the next one."""
        self._table: StateTable = asked[0].profile.states[choice]
        self._terminals = terminals
        self._tells_contact = first
        self._slot = np.array([one.slot for one in asked], dtype=np.int32)
        self._filled = np.zeros(len(asked), dtype=np.bool_)
        wanted = (self._table.mac, self._table.value, *(self._table.addresses if addresses else ()))
        octets = frozenset(range(len(wanted))) - {1}
        self.job = engine.walk([one.target for one in asked], TableQuestion(wanted, octets))

    def collect(self, into: Slice) -> None:
        """Add the rows that are complete since the last call; rows that are missing say nothing."""
        closed = self.job.closed()
        if self._tells_contact and len(closed):
            into.contacts.append(Contacts(self._slot[closed], self.job.answered[closed], self.job.time_ms[closed]))
        rows = self.job.rows()
        if len(rows):
            self._filled[rows.row] = True
            self._states(rows, into)
        for row in closed:
            if self._filled[row]:
                self.asked[row].states_from = self.choice
            elif self.job.answered[row]:
                self.empty.append(self.asked[row])

    def _states(self, rows: TableRows, into: Slice) -> None:
        slot = self._terminals.slots(mac_numbers(*rows.octets[0]))
        raw = rows.values[:, 1]
        named = (slot >= 0) & (raw >= 0) & (raw < len(self._table.states))
        state = np.full(len(rows), TerminalState.UNKNOWN, dtype=np.uint8)
        state[named] = self._table.states[raw[named].astype(np.intp)]
        told = named & (state != TerminalState.UNKNOWN)
        if told.any():
            into.states.append(States(slot[told], state[told], rows.time_ms[told]))
        packed, there = packed_addresses([rows.octets[at] for at in sorted(rows.octets) if at > 1], len(rows))
        there &= slot >= 0
        if there.any():
            into.addresses.append(Addresses(slot[there], packed[there]))


class _Reader:
    """Turns raw numbers into values by each row's own variant; nearly always there is one for all."""

    def __init__(self, variants: Sequence[Variant], row: NDArray[np.intp] | None = None) -> None:
        self._named: dict[str, Variant] = {variant.name: variant for variant in variants}
        of_target = np.array([variant.name for variant in variants])
        self._of_row = of_target if row is None else of_target[row]

    def value(self, metric: Metric, raw: Values) -> Values:
        value = metric.value(raw)
        for name, variant in self._named.items():
            if metric.name in variant.metrics:
                mine = self._of_row == name
                value[mine] = variant.metrics[metric.name].value(raw[mine])
        return value


def _reading(
    profile: Profile,
    family: str,
    slot: NDArray[np.int32],
    instance: NDArray[np.int32],
    times: NDArray[np.int64],
    values: dict[str, Values],
) -> Readings:
    """Return the rows that hold anything, with every metric of the family as a column."""
    holds = np.zeros(len(slot), dtype=np.bool_)
    for column in values.values():
        holds |= ~np.isnan(column)
    count = int(holds.sum())
    full = {
        name: values[name][holds] if name in values else np.full(count, np.nan) for name in profile.families[family]
    }
    return Readings(family, slot[holds], instance[holds], times[holds], full)


def merged(parts: Iterable[Readings]) -> tuple[Readings, ...]:
    """Return readings of the same family and columns joined into one."""
    groups: dict[tuple[str, ...], list[Readings]] = {}
    for part in parts:
        groups.setdefault((part.family, *part.values), []).append(part)
    return tuple(_joined(group) if len(group) > 1 else group[0] for group in groups.values())


def _joined(group: Sequence[Readings]) -> Readings:
    return Readings(
        group[0].family,
        np.concatenate([one.slot for one in group]),
        np.concatenate([one.instance for one in group]),
        np.concatenate([one.time_ms for one in group]),
        {name: np.concatenate([one.values[name] for one in group]) for name in group[0].values},
    )
