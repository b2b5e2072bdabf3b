"""States of all subjects as one column, kept in memory and read again only when core says that some changed."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, String, cast, func, select

from monitor.ledger import tables as t
from monitor.ledger.changes import latest_of

REGISTERED, UNOBSERVABLE = 1, 6
_STATE_BITS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What state everybody was in as of a change."""

    change: int
    """Id of the newest change of states this takes into account."""
    state: NDArray[np.uint8]
    """uint8[n] by slot; 0 (unknown) for those of whom nothing is recorded."""
    recorded: NDArray[np.bool_]
    """bool[n]: of whom something is recorded."""
    rows: tuple[int, int]
    """Rows of the ledger and the highest slot among them."""

    def of(self, slots: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return uint8[m] states of slots; unknown for -1 and for those that came later."""
        known = (slots >= 0) & (slots < len(self.state))
        found = np.zeros(len(slots), np.uint8)
        found[known] = self.state[slots[known]]
        return found


class States:
    """Gives the states as the ledger has them.

    Nearly everybody is registered, so after the first time only the others are read. The database writes them
    into one text, for a million rows one by one would take seconds.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = Lock()
        self._known: Standing | None = None

    def now(self, connection: Connection) -> Standing:
        """Return the states as the snapshot of `connection` has them, or newer."""
        change = latest_of(connection, "state")
        known = self._known
        if known is not None and known.change >= change:
            return known
        with self._lock:  # one reads, the others find it done
            known = self._known
            if known is None or known.change < change:
                known = self._known = _read(connection, change, known)
        return known


def _read(connection: Connection, change: int, before: Standing | None) -> Standing:
    s = t.terminal_state.c
    count, highest = connection.execute(select(func.count(), func.max(s.slot))).one()
    rows = (count, -1 if highest is None else highest)
    if before is None or before.rows != rows:
        state = np.zeros(rows[1] + 1, np.uint8)
        recorded = np.zeros(len(state), np.bool_)
        slots, codes = _packed(connection, s.slot >= 0)
        recorded[slots] = True
    else:
        recorded = before.recorded
        state = recorded * np.uint8(REGISTERED)
        slots, codes = _packed(connection, s.state != REGISTERED)
    state[slots] = codes
    return Standing(change, state, recorded, rows)


def _packed(connection: Connection, which: ColumnElement[bool]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return slots and states of some rows."""
    s = t.terminal_state.c
    packed = cast(s.slot * (1 << _STATE_BITS) + s.state, String)
    text = connection.execute(select(func.aggregate_strings(packed, ",")).where(which)).scalar_one_or_none()
    numbers = np.fromstring(text or "", dtype=np.int64, sep=",")
    return numbers >> _STATE_BITS, numbers & ((1 << _STATE_BITS) - 1)
