"""Where terminals are and were: segments, who is on which since when, and moves between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select, update

from collectors.model import Segment, Slots, Times
from monitor.ledger import blobs
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.upsert import upsert

PLACED, SEEN, WALKED = "placed", "seen_ms", "walked_ms"
"""Family and columns under which is kept when each terminal was last seen where it is, and when the table of
each device that tells of terminals was last read whole; int64 by slot."""
SLICE = 1000
"""Rows that fit well into a short transaction."""
KEEP_MOVES_MS = 400 * 86_400_000
NOWHERE = 0
"""Segment of a terminal that was never placed; ids count from 1."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as it is kept."""

    id: int
    teller: str
    name: str
    nodes: tuple[str, ...]
    elements: tuple[str, ...] = ()
    """Of the plant, that it is taken for."""
    counts: tuple[tuple[str, int, int], ...] = ()
    """(element, terminals drawn there that are here, terminals drawn there that are anywhere)."""
    agrees: bool = True
    seen_ms: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A terminal's change of segment."""

    slot: int
    at_ms: int
    before: int
    after: int


@dataclass(slots=True)
class Placed:
    """Columns by slot: where each terminal is, since when, when last seen there; and when each device was read."""

    segment: NDArray[np.int64]
    since_ms: Times
    seen_ms: Times
    walked_ms: Times

    def grow(self, n: int) -> None:
        """Make room for slots below `n`."""
        more = n - len(self.segment)
        if more > 0:
            pad = np.zeros(more, dtype=np.int64)
            self.segment, self.since_ms, self.seen_ms, self.walked_ms = (
                np.concatenate([column, pad]) for column in (self.segment, self.since_ms, self.seen_ms, self.walked_ms)
            )


def load_placed(connection: Connection, n: int) -> Placed:
    """Return where everybody of a roster of `n` is, as far as was kept."""
    columns = blobs.load_columns(connection, PLACED)
    placed = Placed(*(np.zeros(n, dtype=np.int64) for _ in range(4)))
    for kept, into in ((columns.get(SEEN), placed.seen_ms), (columns.get(WALKED), placed.walked_ms)):
        if kept is not None:
            into[: len(kept)] = kept[:n]
    rows = connection.execute(select(t.terminal_segment).where(t.terminal_segment.c.slot < n)).all()
    if rows:
        slot, segment, since_ms = np.array(rows, dtype=np.int64).T
        placed.segment[slot], placed.since_ms[slot] = segment, since_ms
    return placed


def save_placed(ledger: Ledger, placed: Placed, slots: Slots, segment: NDArray[np.int64], since_ms: Times) -> None:
    """Write where some terminals are now, and the move of those that were elsewhere; raises LedgerError.

    placed: where they were before; follows what is written, slice by slice, so that it is right of those before the
    slice that fails, and their move is not written again.
    segment, since_ms: int64[n], where each of `slots` is, and since when.
    """
    for start in range(0, len(slots), SLICE):
        part = slice(start, start + SLICE)
        here = slots[part]
        was, now = placed.segment[here].tolist(), segment[part].tolist()
        rows = list(zip(here.tolist(), was, now, since_ms[part].tolist(), strict=True))
        with ledger.write("core") as connection:
            upsert(
                connection,
                t.terminal_segment,
                [{"slot": slot, "segment": to, "since_ms": at_ms} for slot, _, to, at_ms in rows],
            )
            moves = [
                {"slot": slot, "at_ms": at_ms, "from_segment": of, "to_segment": to}
                for slot, of, to, at_ms in rows
                if of != NOWHERE
            ]
            if moves:
                connection.execute(insert(t.terminal_move), moves)
        placed.segment[here], placed.since_ms[here] = segment[part], since_ms[part]
        if start + SLICE < len(slots):
            ledger.give_way()


def save_seen(connection: Connection, at_ms: int, placed: Placed) -> None:
    """Write when everybody was last seen, and forget moves that nobody asks about any more."""
    blobs.save_columns(connection, PLACED, at_ms, {SEEN: placed.seen_ms, WALKED: placed.walked_ms})
    connection.execute(delete(t.terminal_move).where(t.terminal_move.c.at_ms < at_ms - KEEP_MOVES_MS))


def save_segments(connection: Connection, segments: Sequence[Segment], at_ms: int) -> dict[Segment, int]:
    """Write what devices name now; return each segment's id, which it keeps whatever its nodes are called."""
    known = {(row.teller, row.name): row for row in load_segments(connection)}
    ids = {}
    for one in segments:
        values = {"nodes": list(one.nodes), "seen_ms": at_ms}
        row = known.get((one.teller, one.name))
        if row is None:
            fresh = insert(t.segment).values(
                teller=one.teller, name=one.name, elements=[], counts=[], agrees=True, **values
            )
            ids[one] = int(connection.execute(fresh.returning(t.segment.c.id)).scalar_one())
        else:
            connection.execute(update(t.segment).where(t.segment.c.id == row.id).values(**values))
            ids[one] = row.id
    return ids


def load_segments(connection: Connection) -> list[SegmentRow]:
    """Return all segments ever named, by device and name."""
    found = connection.execute(select(t.segment).order_by(t.segment.c.teller, t.segment.c.name))
    return [
        SegmentRow(
            row.id, row.teller, row.name, tuple(row.nodes), tuple(row.elements),
            tuple((element, here, placed) for element, here, placed in row.counts), row.agrees, row.seen_ms,
        )
        for row in found
    ]  # fmt: skip


def save_wiring(connection: Connection, rows: Iterable[SegmentRow], before: Mapping[int, SegmentRow]) -> None:
    """Write what segments are taken for, where that changed."""
    for row in rows:
        if before.get(row.id) != row:
            connection.execute(
                update(t.segment)
                .where(t.segment.c.id == row.id)
                .values(elements=list(row.elements), counts=[list(one) for one in row.counts], agrees=row.agrees)
            )


def moved_slots(connection: Connection) -> Slots:
    """Return int32[n] slots of those whose move is remembered."""
    return np.array(sorted(connection.execute(select(t.terminal_move.c.slot).distinct()).scalars()), dtype=np.int32)


def moves_of(connection: Connection, slot: int, limit: int = 50) -> list[Move]:
    """Return a terminal's moves, the newest first."""
    m = t.terminal_move.c
    query = select(m.slot, m.at_ms, m.from_segment, m.to_segment).where(m.slot == slot).order_by(m.id.desc())
    return [Move(*row) for row in connection.execute(query.limit(limit))]


def whereabouts(connection: Connection, slot: int) -> tuple[int, int] | None:
    """Return the segment a terminal is on and since when, UTC ms; None for one that was never placed."""
    c = t.terminal_segment.c
    row = connection.execute(select(c.segment, c.since_ms).where(c.slot == slot)).first()
    return (row.segment, row.since_ms) if row is not None else None
