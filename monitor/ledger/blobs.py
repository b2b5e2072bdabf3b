"""Columns kept whole: last values of a metric family, and what the judge must remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select

from monitor.ledger import tables as t


def save_columns(connection: Connection, family: str, at_ms: int, columns: Mapping[str, NDArray[Any]]) -> None:
    """Replace every column kept under a family by these.

    Arrays of numbers, booleans or fixed-width text, of any shape. Raises ValueError for Python objects.
    """
    for name, column in columns.items():
        if column.dtype.hasobject:
            raise ValueError(f"column {family}/{name} holds Python objects, which have no bytes to keep")
    connection.execute(delete(t.column_blob).where(t.column_blob.c.family == family))
    for name, column in columns.items():  # one by one: together their bytes are megabytes a second time
        data = np.ascontiguousarray(column).tobytes()
        row = {"family": family, "name": name, "dtype": _written(column), "at_ms": at_ms, "data": data}
        connection.execute(insert(t.column_blob), row)


def load_columns(connection: Connection, family: str) -> dict[str, NDArray[Any]]:
    """Return the columns kept under a family, writable; empty where there are none."""
    rows = connection.execute(select(t.column_blob).where(t.column_blob.c.family == family))
    return {row.name: _read(row.dtype, row.data) for row in rows}


def families(connection: Connection, prefix: str) -> list[str]:
    """Return the families under which columns are kept whose names begin with `prefix`, in order."""
    name = t.column_blob.c.family
    query = select(name).where(name.startswith(prefix, autoescape=True)).distinct().order_by(name)
    return list(connection.execute(query).scalars())


def saved_ms(connection: Connection, family: str) -> int | None:
    """Return when a family's columns were kept, UTC ms; None where there are none."""
    query = select(t.column_blob.c.at_ms).where(t.column_blob.c.family == family).limit(1)
    return connection.execute(query).scalar()


def _written(column: NDArray[Any]) -> str:
    """Return type and shape as text, e.g. `<f8:1000` or `|u1:1000,16`."""
    return f"{column.dtype.str}:{','.join(str(size) for size in column.shape)}"


def _read(written: str, data: bytes) -> NDArray[Any]:
    dtype, _, sizes = written.partition(":")
    column = np.empty(tuple(int(size) for size in sizes.split(",") if size), dtype=np.dtype(dtype))
    column.reshape(-1).view(np.uint8)[:] = np.frombuffer(data, dtype=np.uint8) if data else 0
    return column
