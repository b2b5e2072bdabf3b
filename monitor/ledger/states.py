"""Terminal states that survive, as columns; rows are written on change only, when each was last seen now and then."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from collectors.model import Slots, Times
from maps.model import Evidence
from monitor.ledger import blobs
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.upsert import upsert

SEEN, LAST_SEEN = "seen", "last_seen_ms"
"""Family and column under which the ledger keeps when everybody was last seen."""
SLICE = 1000
"""Rows that fit well into a transaction of 20 ms, on a busy machine too."""


def load_states(connection: Connection, n: int) -> Evidence:
    """Return what was known of every subject of a roster of `n`; UNKNOWN and zeros for those never saved."""
    evidence = Evidence(np.zeros(n, np.uint8), np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64))
    rows = connection.execute(select(t.terminal_state).where(t.terminal_state.c.slot < n)).all()
    if rows:
        slot, state, since_ms, last_seen_ms, first_missed_ms = np.array(rows, dtype=np.int64).T
        evidence.state[slot] = state
        evidence.since_ms[slot] = since_ms
        evidence.last_seen_ms[slot] = last_seen_ms
        evidence.first_missed_ms[slot] = first_missed_ms
    seen_ms = blobs.load_columns(connection, SEEN).get(LAST_SEEN, np.empty(0, np.int64))[:n]
    np.maximum(evidence.last_seen_ms[: len(seen_ms)], seen_ms, out=evidence.last_seen_ms[: len(seen_ms)])
    return evidence


def save_seen(connection: Connection, at_ms: int, last_seen_ms: Times) -> None:
    """Write when everybody was last seen, int64 by slot: it moves on while states stand still."""
    blobs.save_columns(connection, SEEN, at_ms, {LAST_SEEN: last_seen_ms})


def save_states(
    connection: Connection,
    slots: Slots,
    state: NDArray[np.uint8],
    since_ms: Times,
    last_seen_ms: Times,
    first_missed_ms: Times,
) -> None:
    """Write the states of some subjects; every column is an array of `len(slots)`."""
    columns = (slots, state, since_ms, last_seen_ms, first_missed_ms)
    names = ("slot", "state", "since_ms", "last_seen_ms", "first_missed_ms")
    rows = zip(*(column.tolist() for column in columns), strict=True)
    upsert(connection, t.terminal_state, [dict(zip(names, row, strict=True)) for row in rows])


def flush_states(
    ledger: Ledger,
    slots: Slots,
    state: NDArray[np.uint8],
    since_ms: Times,
    last_seen_ms: Times,
    first_missed_ms: Times,
) -> None:
    """Write any number of states in transactions short enough for other writers; each row stands by itself."""
    for start in range(0, len(slots), SLICE):
        part = slice(start, start + SLICE)
        with ledger.write("core") as connection:
            save_states(connection, slots[part], state[part], since_ms[part], last_seen_ms[part], first_missed_ms[part])
        if start + SLICE < len(slots):
            ledger.give_way()
