"""Which readings of a terminal stand where service suffers, or far from where they used to: as core last kept it."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from monitor.ledger import tables as t

FAMILY = "judge"
"""Family of `column_blob` under which core keeps its judge: one row per series that is not quiet."""
GRAVE = 0b1001
"""Bits of a limit rule's conditions that mean service suffers: LOLO, HIHI."""
CHANGED = "changed"
"""Family of `column_blob` under which core keeps whose readings are far worse than usual: ascending slots by metric."""
_COLUMNS = {"slot": np.int32, "rule": np.int32, "confirmed": np.uint8}
_WANTED = (*_COLUMNS, "names")
_KEPT = select(t.column_blob.c.name, t.column_blob.c.data).where(
    t.column_blob.c.family == FAMILY, t.column_blob.c.name.in_(_WANTED)
)
_CHANGED = select(t.column_blob.c.name, t.column_blob.c.data).where(t.column_blob.c.family == CHANGED)


def out_of_limits(connection: Connection, slot: int) -> tuple[str, ...]:
    """Return the metrics of a terminal beyond the last value before service suffers, in the order of their names.

    Empty where all is well, and where core has judged nothing yet. As old as core's last flush.
    """
    kept = {item.name: item.data for item in connection.execute(_KEPT)}
    if len(kept) < len(_WANTED):
        return ()
    columns = {name: np.frombuffer(kept[name], dtype=dtype) for name, dtype in _COLUMNS.items()}
    mine = (columns["slot"] == slot) & ((columns["confirmed"] & GRAVE) != 0)
    if not mine.any():
        return ()
    rules = json.loads(kept["names"])["rules"]
    standing = [rules[number] for number in np.unique(columns["rule"][mine]).tolist()]
    return tuple(sorted({metric for _, kind, metric in standing if kind == "limit"}))


def changed(connection: Connection, slot: int) -> tuple[str, ...]:
    """Return the metrics of a terminal that are far worse than they used to be, in the order of their names.

    As old as core's last flush.
    """
    kept = [(str(row.name), np.frombuffer(row.data, dtype=np.int32)) for row in connection.execute(_CHANGED)]
    return tuple(sorted(name for name, slots in kept if _holds(slots, slot)))


def _holds(slots: NDArray[np.int32], slot: int) -> bool:
    at = int(np.searchsorted(slots, slot))
    return at < len(slots) and int(slots[at]) == slot
