"""Cells of table columns as they arrive, and the rows they make when joined on device and index."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.snmp.engine import TableRows


class Cells:
    """One column: cells of all devices in order of arrival, as plain arrays."""

    def __init__(self, *, octets: int) -> None:
        """Keep so many of the octets of each cell; 0: cells are numbers."""
        self.octets = octets
        self._rest: Taken | None = None
        self._begin()

    def _begin(self) -> None:
        """Start over with arrays of nothing."""
        self._rows = array("q")
        self._counts = array("q")
        self._times = array("q")
        self._indices = array("Q")
        self._numbers = array("d")
        self._texts = bytearray()
        self._lengths = array("B")

    def extend(
        self, row: int, now_ms: int, indices: Sequence[int], numbers: Sequence[float], texts: Sequence[bytes]
    ) -> None:
        """Add cells of one device, in order of their index."""
        if not indices:
            return
        self._rows.append(row)
        self._counts.append(len(indices))
        self._times.append(now_ms)
        self._indices.extend(indices)
        if self.octets:
            self._texts += b"".join([text[: self.octets].ljust(self.octets, b"\0") for text in texts])
            self._lengths.extend([min(len(text), 255) for text in texts])
        else:
            self._numbers.extend(numbers)

    def extend_packed(self, row: int, now_ms: int, indices: bytes, values: bytes, lengths: bytes) -> None:
        """Add cells that are arrays already: uint64[n], float64[n] or uint8[n, octets], uint8[n] for texts."""
        self._rows.append(row)
        self._counts.append(len(indices) // self._indices.itemsize)
        self._times.append(now_ms)
        self._indices.frombytes(indices)
        if self.octets:
            self._texts += values
            self._lengths.frombytes(lengths)
        else:
            self._numbers.frombytes(values)

    def take(self, below: NDArray[np.uint64]) -> Taken:
        """Return the cells below their device's mark; the others wait."""
        counts = np.frombuffer(self._counts, dtype=np.int64)
        fresh = Taken(
            np.repeat(np.frombuffer(self._rows, dtype=np.int64), counts),
            np.array(self._indices, dtype=np.uint64),
            np.repeat(np.frombuffer(self._times, dtype=np.int64), counts),
            np.array(self._numbers, dtype=np.float64) if not self.octets else np.empty(0),
            np.frombuffer(bytes(self._texts), dtype=np.uint8).reshape(-1, self.octets or 1),
            np.array(self._lengths, dtype=np.uint8),
        )
        waiting, self._rest = self._rest, None
        self._begin()
        whole = fresh if waiting is None else waiting.and_then(fresh)
        ready = whole.index < below[whole.row]
        if ready.all():
            return whole
        self._rest = whole.only(~ready)
        return whole.only(ready)


class Taken:
    """Cells as arrays of equal length; an octet column has no numbers and a numeric one no texts."""

    def __init__(
        self,
        row: NDArray[np.int64],
        index: NDArray[np.uint64],
        time_ms: NDArray[np.int64],
        number: NDArray[np.float64],
        text: NDArray[np.uint8],
        length: NDArray[np.uint8],
    ) -> None:
        self.row, self.index, self.time_ms = row, index, time_ms
        self.number, self.text, self.length = number, text, length

    def _columns(self) -> tuple[NDArray[Any], ...]:
        return self.row, self.index, self.time_ms, self.number, self.text, self.length

    def only(self, mask: NDArray[np.bool_]) -> Taken:
        """Return the cells the mask chooses."""
        return Taken(*(column[mask] if len(column) else column for column in self._columns()))

    def and_then(self, later: Taken) -> Taken:
        """Return these cells followed by later ones."""
        return Taken(*map(np.concatenate, zip(self._columns(), later._columns(), strict=True)))


def join(cells: Sequence[Cells], below: NDArray[np.uint64]) -> TableRows:
    """Return the rows of which every cell is in.

    `below` is uint64[devices]: the index below which all columns were read; all ones when the walk is over.
    """
    taken = [column.take(below) for column in cells]
    order = _common_order(taken)
    return _join_any(cells, taken) if order is None else _side_by_side(cells, taken, order)


def _common_order(taken: Sequence[Taken]) -> NDArray[np.intp] | slice | None:
    """Return what sorts the rows where all columns have the same, each once; None where they differ."""
    one = taken[0]
    if not all(np.array_equal(one.index, other.index) and np.array_equal(one.row, other.row) for other in taken[1:]):
        return None
    if _ascends(one.row, one.index):
        return slice(None)
    order = np.lexsort((one.index, one.row))
    return order if _ascends(one.row[order], one.index[order]) else None


def _ascends(row: NDArray[np.int64], index: NDArray[np.uint64]) -> bool:
    return bool(np.all((row[1:] > row[:-1]) | ((row[1:] == row[:-1]) & (index[1:] > index[:-1]))))


def _side_by_side(cells: Sequence[Cells], taken: Sequence[Taken], order: NDArray[np.intp] | slice) -> TableRows:
    """Return the rows of columns that are whole: nothing to be matched, little to be sorted."""
    one = taken[0]
    values = np.full((len(one.row), len(cells)), np.nan)
    octets: dict[int, tuple[NDArray[np.uint8], NDArray[np.uint8]]] = {}
    for number, (column, got) in enumerate(zip(cells, taken, strict=True)):
        if column.octets:
            octets[number] = got.text[order], got.length[order]
        else:
            values[:, number] = got.number[order]
    return TableRows(one.row[order].astype(np.intp), one.index[order], one.time_ms[order], values, octets)


def _join_any(cells: Sequence[Cells], taken: Sequence[Taken]) -> TableRows:
    row = np.concatenate([column.row for column in taken])
    index = np.concatenate([column.index for column in taken])
    kinds, kind_of = np.unique(index, return_inverse=True)
    _, first, place = np.unique(row * max(len(kinds), 1) + kind_of, return_index=True, return_inverse=True)
    count = len(first)
    values = np.full((count, len(cells)), np.nan)
    octets: dict[int, tuple[NDArray[np.uint8], NDArray[np.uint8]]] = {}
    at = 0
    for number, (column, got) in enumerate(zip(cells, taken, strict=True)):
        where = place[at : at + len(got.row)]
        at += len(got.row)
        if column.octets:
            text, length = np.zeros((count, column.octets), dtype=np.uint8), np.zeros(count, dtype=np.uint8)
            text[where], length[where] = got.text, got.length
            octets[number] = text, length
        else:
            values[where, number] = got.number
    times = np.concatenate([column.time_ms for column in taken])
    return TableRows(row[first].astype(np.intp), index[first], times[first], values, octets)
