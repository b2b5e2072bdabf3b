"""One metric as a compact column: integers of a decimal scale where the values allow it, else floats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SCALES = (0, 1, 2, 3)
"""Decimal places tried in turn: counters have none, levels one, MER two, ratios of devices three."""
EXACT = 1e-12
"""Relative error below which a value counts as the decimal it is closest to (0.1 has no exact float)."""
LARGEST = 10**15
"""Greatest scaled integer a float64 still tells apart from its neighbours."""
SINGLE_MAX = 2.0**24
"""Values up to here may become float32, whose relative error is 2**-24."""
NARROW_DIGITS = 9
"""Decimal digits that fit an int32."""
SINGLE_DIGITS = 7
"""Decimal digits that fit a float32."""


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one metric.

    `scale` None: float32 or float64, NaN where missing. Else int32 or int64 in units of 10**-scale, the
    least integer of the type where missing.
    """

    values: NDArray[Any]
    scale: int | None = None

    def __len__(self) -> int:
        return len(self.values)

    def at(self, rows: NDArray[np.intp] | slice) -> Column:
        """Return the column of the chosen rows only."""
        return Column(self.values[rows], self.scale)

    def missing(self) -> NDArray[np.bool_]:
        """Return bool[n]: where there is no value."""
        absent: NDArray[np.bool_]
        absent = np.isnan(self.values) if self.scale is None else self.values == np.iinfo(self.values.dtype).min
        return absent

    def floats(self) -> NDArray[np.float64]:
        """Return float64[n], NaN where missing; decimals come back as the float nearest to them."""
        if self.scale is None:
            return self.values.astype(np.float64)
        result: NDArray[np.float64] = self.values / 10.0**self.scale
        absent = self.missing()
        if absent.any():
            result[absent] = np.nan
        return result


def fit(values: NDArray[np.float64]) -> Column:
    """Return the most compact column that keeps `values`.

    Decimals of up to three places are kept exactly, integers up to 10**15 too; of anything else the first
    seven digits (float32), or all where it is large.
    """
    absent = np.isnan(values)
    present = values[~absent] if absent.any() else values
    for scale in SCALES:
        whole = _whole(present, scale)
        if whole is not None:
            return Column(_spread(whole, absent), scale)
    if len(present) and np.abs(present).max() <= SINGLE_MAX:
        return Column(values.astype(np.float32))
    return Column(values)


def _whole(present: NDArray[np.float64], scale: int) -> NDArray[np.int64] | None:
    """Return the values in units of 10**-scale, None where some are no such decimals."""
    for some in (present[:64], present):
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = np.rint(some * 10.0**scale)
            if not (np.abs(scaled) <= LARGEST).all():
                return None
            if (np.abs(scaled / 10.0**scale - some) > np.abs(some) * EXACT).any():
                return None
    return scaled.astype(np.int64)


def _spread(whole: NDArray[np.int64], absent: NDArray[np.bool_]) -> NDArray[Any]:
    narrow = not len(whole) or int(np.abs(whole).max()) < 10**NARROW_DIGITS
    kind: type[np.int32 | np.int64] = np.int32 if narrow else np.int64
    if len(whole) == len(absent):
        return whole.astype(kind)
    result = np.full(len(absent), np.iinfo(kind).min, dtype=kind)
    result[~absent] = whole
    return result


def arrow_type(columns: Sequence[Column]) -> pa.DataType:
    """Return the Arrow type that holds all of `columns` (parts of one metric)."""
    return widest([_own_type(column) for column in columns])


def _own_type(column: Column) -> pa.DataType:
    if column.scale is None:
        return pa.float32() if column.values.dtype == np.float32 else pa.float64()
    present = column.values[~column.missing()]
    greatest = int(np.abs(present).max()) if len(present) else 0
    return _decimal(max(len(str(greatest)), column.scale + 1), column.scale)


def _decimal(digits: int, scale: int) -> pa.DataType:
    return pa.decimal32(digits, scale) if digits <= NARROW_DIGITS else pa.decimal64(min(digits, 18), scale)


def widest(types: Sequence[pa.DataType]) -> pa.DataType:
    """Return the narrowest Arrow type that holds values of all `types`."""
    decimals = [kind for kind in types if pa.types.is_decimal(kind)]
    scale = max((kind.scale for kind in decimals), default=0)
    digits = max((kind.precision - kind.scale for kind in decimals), default=0) + scale
    if len(decimals) == len(types) and digits <= 18:
        return _decimal(max(digits, 1), scale)
    if digits <= SINGLE_DIGITS and pa.float64() not in types:
        return pa.float32()
    return pa.float64()


def to_arrow(column: Column, kind: pa.DataType) -> pa.Array:
    """Return the column as an Arrow array of `kind` (one that `widest` gave), null where missing."""
    absent = column.missing()
    if not pa.types.is_decimal(kind):
        dtype = kind.to_pandas_dtype()
        return wrapped(column.values if column.values.dtype == dtype else column.floats().astype(dtype), kind, absent)
    values = column.values.astype(np.int32 if kind.precision <= NARROW_DIGITS else np.int64, copy=False)
    shift = kind.scale - (column.scale or 0)
    if shift:
        values = np.multiply(values, 10**shift)
    return wrapped(values, kind, absent)


def wrapped(values: NDArray[Any], kind: pa.DataType, absent: NDArray[np.bool_] | None = None) -> pa.Array:
    """Return numbers as an Arrow array of `kind`, whose memory they have the form of already; null where `absent`.

    `pa.array` would ask pandas whether they are a series of its, and imports it for that: 46 MB to be told no.
    """
    valid = pa.py_buffer(np.packbits(~absent, bitorder="little")) if absent is not None and absent.any() else None
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(np.ascontiguousarray(values))])


def from_arrow(array: pa.Array) -> Column:
    """Return a column of what `to_arrow` made and Parquet kept."""
    kind = array.type
    decimal = pa.types.is_decimal(kind)
    dtype = np.dtype((np.int32 if kind.bit_width == 32 else np.int64) if decimal else kind.to_pandas_dtype())
    window = slice(array.offset, array.offset + len(array))
    valid, data = array.buffers()
    values = np.frombuffer(data, dtype=dtype)[window]
    if array.null_count:
        present = np.unpackbits(np.frombuffer(valid, dtype=np.uint8), bitorder="little")[window].astype(bool)
        values = np.where(present, values, np.iinfo(dtype).min if decimal else dtype.type(np.nan))
    return Column(values, kind.scale if decimal else None)
