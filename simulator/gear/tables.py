"""Builds objects from names and columns, leaving out what a model lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator import ber
from simulator.ber import Oid
from simulator.gear.alarms import Reading
from simulator.mib import SCALAR, Object, Rows, Value

Columns = Mapping[str, tuple[int, Value]]
"""Name of an object → its number below the table's entry or the group, and its value."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Knows what a model lacks."""

    lacks: frozenset[str]

    def scalars(self, group: Oid, columns: Columns) -> list[Object]:
        """Return the scalars of a group."""
        return self.table(group, SCALAR, columns)

    def table(self, entry: Oid, rows: Rows, columns: Columns) -> list[Object]:
        """Return the columns of a table."""
        return [
            Object((*entry, number), rows, value) for name, (number, value) in columns.items() if name not in self.lacks
        ]


def counted(number: int) -> Rows:
    """Return rows indexed 1 … `number`."""
    return Rows((row + 1,) for row in range(number))


def indexes(number: int) -> Value:
    """Return the index column of such rows."""
    values = [ber.number(row + 1) for row in range(number)]
    return lambda _subject, row, _now_ms: values[row]


def measured(readings: Sequence[Reading] | Reading, tag: int = ber.INTEGER) -> Value:
    """Return a value read anew each time: one for all rows, or one for each."""
    if callable(readings):
        return lambda _subject, _row, now_ms: ber.number(readings(now_ms), tag)
    return lambda _subject, row, now_ms: ber.number(readings[row](now_ms), tag)


def named(names: Sequence[str]) -> Value:
    """Return texts, one for each row."""
    values = [ber.octets(name) for name in names]
    return lambda _subject, row, _now_ms: values[row]
