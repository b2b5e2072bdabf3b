"""Rows of octets of different lengths as two arrays, and Protocol Buffers' varints of whole columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Octets = NDArray[np.uint8]
Lengths = NDArray[np.int64]

_MOST_SEVENS = 10
"""Octets of the longest varint: 64 bits, seven to an octet."""


@dataclass(frozen=True, eq=False)
class Ragged:
    """n rows of octets, one after the other."""

    data: Octets
    """uint8[sum of length]"""
    length: Lengths
    """int64[n]"""

    def __len__(self) -> int:
        return len(self.length)

    @cached_property
    def begin(self) -> Lengths:
        """Where each row begins in `data`, int64[n]."""
        return np.cumsum(self.length) - self.length

    def take(self, rows: ArrayLike) -> Ragged:
        """Return some of the rows, in the order asked for."""
        at = np.asarray(rows, dtype=np.intp)
        length = self.length[at]
        return Ragged(self.data[_runs(self.begin[at], length)], length)

    def in_groups(self, size: ArrayLike) -> Ragged:
        """Return one row of every run of `size` rows (int[m], its sum the number of rows)."""
        end = np.cumsum(np.asarray(size, dtype=np.int64))
        running = np.append(0, np.cumsum(self.length))
        return Ragged(self.data, np.diff(running[np.append(0, end)]))

    def tobytes(self) -> bytes:
        """Return all rows as one."""
        return self.data.tobytes()


def constant(octets: bytes, n: int) -> Ragged:
    """Return n equal rows."""
    return Ragged(np.tile(np.frombuffer(octets, np.uint8), n), np.full(n, len(octets), np.int64))


def texts(strings: Sequence[str]) -> Ragged:
    """Return the UTF-8 of strings."""
    data = "".join(strings).encode()
    length = np.fromiter(map(len, strings), np.int64, len(strings))
    if len(data) != length.sum():  # some characters take more than an octet
        length = np.fromiter((len(text.encode()) for text in strings), np.int64, len(strings))
    return Ragged(np.frombuffer(data, np.uint8), length)


def varints(values: ArrayLike) -> Ragged:
    """Return the base-128 varints of numbers from 0 to 2**64 - 1, a row each."""
    rest = np.asarray(values).astype(np.uint64)
    length = np.ones(len(rest), np.int64)
    for sevens in range(1, _MOST_SEVENS):
        length += rest >= np.uint64(1 << 7 * sevens)
    begin = np.cumsum(length) - length
    data = np.empty(int(length.sum()), np.uint8)
    for place in range(int(length.max(initial=0))):
        here = np.flatnonzero(length > place)
        septet = (rest[here] >> np.uint64(7 * place)).astype(np.uint8) & 0x7F
        data[begin[here] + place] = septet | np.where(length[here] > place + 1, 0x80, 0).astype(np.uint8)
    return Ragged(data, length)


def zigzag(values: ArrayLike) -> NDArray[np.int64]:
    """Return signed numbers as unsigned ones, small where they are near zero: 0, -1, 1, -2 become 0, 1, 2, 3."""
    signed = np.asarray(values, dtype=np.int64)
    folded: NDArray[np.int64] = (signed << 1) ^ (signed >> 63)
    return folded


def joined(*parts: Ragged) -> Ragged:
    """Return row by row what parts of equally many rows hold, one behind the other."""
    lengths = np.stack([part.length for part in parts], axis=1)
    begin = (np.cumsum(lengths.ravel()) - lengths.ravel()).reshape(lengths.shape)
    data = np.empty(int(lengths.sum()), np.uint8)
    for column, part in enumerate(parts):
        data[_runs(begin[:, column], part.length)] = part.data
    return Ragged(data, lengths.sum(axis=1))


def stacked(parts: Sequence[Ragged]) -> Ragged:
    """Return the rows of all parts, part after part."""
    data = np.concatenate([np.empty(0, np.uint8), *(part.data for part in parts)])
    return Ragged(data, np.concatenate([np.empty(0, np.int64), *(part.length for part in parts)]))


def delimited(field: int, rows: Ragged) -> Ragged:
    """Return rows as length-delimited fields of a message: key, length, content."""
    return joined(constant(bytes([field << 3 | 2]), len(rows)), varints(rows.length), rows)


def _runs(begin: Lengths, length: Lengths) -> NDArray[np.int64]:
    """Return begin[0], begin[0] + 1, … for `length[0]` numbers, then the same of the next."""
    before = np.cumsum(length) - length
    return np.repeat(begin - before, length) + np.arange(int(length.sum()), dtype=np.int64)
