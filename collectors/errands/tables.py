"""The errand that walks a table of levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collectors import equaliser
from collectors.errands.asked import Asked, Slice
from collectors.errands.reading import Reader, reading
from collectors.model import Contacts, Instances, Readings, Slots, Values, sole_instances
from collectors.profiles.model import Metric, Table
from collectors.snmp.engine import ADDRESS_OCTETS, SnmpEngine, TableQuestion, TableRows, index_parts
from collectors.terminals import Terminals, terminal_numbers

LARGEST_INSTANCE = 2**32 - 1


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
            asked_for = (metric.oid, metric.otherwise, *metric.beside)
            wanted += [oid for oid in asked_for if oid and oid not in lacks]
        self._columns = {oid: at for at, oid in enumerate(dict.fromkeys(wanted))}
        self._slot = np.array([one.slot for one in asked], dtype=np.int32)
        self._has = np.zeros((len(asked), len(self._columns)), dtype=np.bool_)
        mac = frozenset({0}) if table.mac else frozenset()
        shorter = mac if table.mac_parts < table.index_parts and table.mac_parts else frozenset()
        told = (oid for metric in table.metrics if metric.equaliser for oid in (metric.oid, metric.otherwise))
        self._equalisers = frozenset(self._columns[oid] for oid in told if oid in self._columns)
        width = equaliser.OCTETS if self._equalisers else ADDRESS_OCTETS
        question = TableQuestion(
            tuple(self._columns), mac | self._equalisers, table.index_parts, shorter, table.mac_parts or 1, width
        )
        self._complaints = engine.complaints
        self.job = engine.walk([one.target for one in asked], question)

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
                one = self.asked[row]
                one.lacks = {**one.lacks, self._name: self._lacking(int(row))}

    def _lacking(self, row: int) -> frozenset[str]:
        """Return the columns not worth asking again: absent ones, and second choices not needed."""
        absent = {oid for oid, at in self._columns.items() if not self._has[row, at] and oid != self._table.mac}
        absent |= self.asked[row].lacks.get(self._name, frozenset())
        for metric in self._table.metrics:
            if metric.otherwise and metric.oid not in absent:
                absent.add(metric.otherwise)
        return frozenset(absent)

    def _readings(self, rows: TableRows) -> Readings:
        there = ~np.isnan(rows.values)
        for at in self._equalisers:
            there[:, at] = rows.octets[at][1] > 0
        np.logical_or.at(self._has, rows.row, there)
        reader = Reader([one.variant for one in self.asked], rows.row)
        values = {metric.name: reader.value(metric, self._raw(metric, rows)) for metric in self._table.metrics}
        if self._table.mac or self._table.index_is_mac:
            macs = rows.index.astype(np.int64) if self._table.index_is_mac else terminal_numbers(*rows.octets[0])
            slot = self._terminals.slots(macs)
            instance = sole_instances(len(rows))
        else:
            slot, instance = self._instances(rows)
        known = slot >= 0
        values = {name: column[known] for name, column in values.items()}
        return reading(
            self.asked[0].profile, self._table.family, slot[known], instance[known], rows.time_ms[known], values
        )

    def _instances(self, rows: TableRows) -> tuple[Slots, Instances]:
        """Return (slots, instances); -1 for the slot of rows whose index does not fit, to be mistaken for no other."""
        slot = self._slot[rows.row]
        every = index_parts(rows.index, self._table.index_parts)
        parts = [every[part - 1] for part in self._table.instance] or every
        instance = parts[0].astype(np.int64)
        fits = instance <= LARGEST_INSTANCE
        for part, (least, most) in zip(parts[1:], self._table.ranges, strict=True):
            instance = np.where(fits, instance * (most - least + 1) + part.astype(np.int64) - least, 0)
            fits &= (part >= least) & (part <= most) & (instance <= LARGEST_INSTANCE)
        for row in np.unique(rows.row[~fits]):
            place = self.asked[row].target.place
            self._complaints.add("index", (place, self._name), f"{place}: rows of {self._name} dropped: their index")
        return np.where(fits, slot, -1).astype(np.int32), np.where(fits, instance, 0).astype(np.uint32)

    def _raw(self, metric: Metric, rows: TableRows) -> Values:
        """Return a metric's numbers; NaN in rows of which another column says that they mean nothing."""
        if not metric.beside:
            return self._chosen(metric, rows)
        nothing = np.full(len(rows), np.nan)

        def column(oid: str) -> Values:
            at = self._columns.get(oid)
            return nothing if at is None else rows.values[:, at]

        return metric.with_beside(self._chosen(metric, rows), column)

    def _chosen(self, metric: Metric, rows: TableRows) -> Values:
        """Return the first choice's numbers; the second's for devices that have none of the first at all."""
        nothing = np.full(len(rows), np.nan)
        first, second = self._columns.get(metric.oid), self._columns.get(metric.otherwise)
        number = nothing if first is None else _number(metric, rows, first)
        if second is None:
            return number
        if first is None:
            return _number(metric, rows, second)
        return np.where(self._has[rows.row, first], number, _number(metric, rows, second))


def _number(metric: Metric, rows: TableRows, column: int) -> Values:
    """Return a column's numbers, or the figure of its equalisers that a metric is."""
    if not metric.equaliser:
        return rows.values[:, column]
    return equaliser.FIGURES[metric.equaliser](equaliser.decode(*rows.octets[column]))
