"""What the ledger keeps, as tests look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from monitor.ledger import tables as t


def affected_accounts(connection: Connection, number: int) -> list[str]:
    """Return the accounts of an incident whose service has not been seen to return."""
    column = t.incident_account.c
    rows = select(column.account).where(column.incident == number, column.restored_ms.is_(None))
    return list(connection.execute(rows.order_by(column.account)).scalars())


def standing_terminals(connection: Connection, number: int) -> list[int]:
    """Return the slots of an incident's terminals that have not been seen to return."""
    column = t.incident_terminal.c
    rows = select(column.slot).where(column.incident == number, column.restored_ms.is_(None))
    return list(connection.execute(rows.order_by(column.slot)).scalars())


def last_values(columns: Mapping[str, NDArray[np.generic]], slot: int) -> Iterator[tuple[int, int, dict[str, float]]]:
    """Yield (instance, time in UTC ms, metric → value) of one subject from kept columns; unread metrics left out."""
    key = columns["key"].astype(np.int64)
    low, high = np.searchsorted(key, [slot << 32, (slot + 1) << 32])
    names = [name for name in columns if name not in {"key", "time_ms"}]
    for row in range(int(low), int(high)):
        values = {name: float(columns[name][row]) for name in names if not np.isnan(columns[name][row])}
        yield int(key[row] & 0xFFFFFFFF), int(columns["time_ms"][row]), values
