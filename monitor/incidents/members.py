"""Whom an incident holds: columns written whole with it, and rows to find it by, written in slices after it.

An incident of 100 000 terminals as rows is a transaction of seconds, for which everybody else who
writes would wait. As columns it is half a megabyte. The rows, by which one gets from a home to its
incident, follow in short transactions; what is missing of them after a kill is made good at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, select

from monitor.incidents import rows
from monitor.incidents.model import incident_id
from monitor.ledger import blobs, changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.upsert import upsert

SLICE = 1000
"""Rows that fit well into a transaction of 20 ms, on a busy machine too."""

FAMILY, FAMILY_END, ACCOUNTS = "incident:", "incident;", "accounts"
"""The columns of an open incident are kept under FAMILY and its number, which FAMILY_END follows in any order."""

Item = TypeVar("Item", int, str)
Write = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Members:
    """The terminals and accounts of an incident."""

    explained: frozenset[int] = frozenset()
    """Slots of every terminal it was found to explain."""
    dark: frozenset[int] = frozenset()
    """Those not seen to return."""
    accounts: frozenset[str] = frozenset()
    """Accounts whose service has not been seen to return."""


def keep(connection: Connection, number: int, at_ms: int, members: Members) -> None:
    """Write the members of an open incident, in the transaction that changes it."""
    columns: dict[str, NDArray[np.generic]] = {
        "explained": np.array(sorted(members.explained), dtype=np.int32),
        "dark": np.array(sorted(members.dark), dtype=np.int32),
        ACCOUNTS: np.frombuffer("\n".join(sorted(members.accounts)).encode(), dtype=np.uint8),
    }
    blobs.save_columns(connection, _family(number), at_ms, columns)


def forget(connection: Connection, number: int) -> None:
    """Drop the columns of an incident that is over; its rows tell its story from here on."""
    connection.execute(delete(t.column_blob).where(t.column_blob.c.family == _family(number)))


def recall(connection: Connection, number: int) -> Members:
    """Return the members of an open incident as they were last kept; of an older ledger, as its rows have them."""
    columns = blobs.load_columns(connection, _family(number))
    if not columns:
        return listed(connection, number)
    text = columns[ACCOUNTS].tobytes().decode()
    return Members(
        frozenset(columns["explained"].tolist()),
        frozenset(columns["dark"].tolist()),
        frozenset(text.split("\n") if text else ()),
    )


def subscribers_in_trouble(connection: Connection) -> int:
    """Return how many accounts open incidents affect, each counted once.

    From the columns: the rows of a hundred thousand accounts take a quarter of a second to count, and every
    page counts them anew while an incident of that size grows.
    """
    kept = t.column_blob.c
    query = select(kept.data).where(kept.family >= FAMILY, kept.family < FAMILY_END, kept.name == ACCOUNTS)
    return len({name for text in connection.execute(query).scalars() if text for name in text.split(b"\n")})


def listed(connection: Connection, number: int) -> Members:
    """Return the members of an incident as its rows have them."""
    terminal, account = t.incident_terminal.c, t.incident_account.c
    found = connection.execute(select(terminal.slot, terminal.restored_ms).where(terminal.incident == number)).all()
    accounts = select(account.account).where(account.incident == number, account.restored_ms.is_(None))
    return Members(
        frozenset(row.slot for row in found),
        frozenset(row.slot for row in found if row.restored_ms is None),
        frozenset(connection.execute(accounts).scalars()),
    )


def list_rows(
    ledger: Ledger, number: int, before: Members, now: Members, dark_since_ms: Mapping[int, int], at_ms: int
) -> None:
    """Bring the rows of an incident from one state to another, in transactions between which others may write.

    `dark_since_ms`: of terminals that are new, where it is known; others since `at_ms`. Raises
    LedgerError; what is done by then stays, and is done again without harm.
    """
    for turn, work in enumerate(_transactions(number, before, now, dark_since_ms, at_ms)):
        if turn:
            ledger.give_way()
        with ledger.write("core") as connection:
            for write in work:
                write(connection)
            changes.announce(connection, at_ms, "incident", incident_id(number), {"listed": True})


def _transactions(
    number: int, before: Members, now: Members, dark_since_ms: Mapping[int, int], at_ms: int
) -> Iterator[list[Write]]:
    """Yield what is to be written, at most SLICE rows together."""
    together: list[Write] = []
    room = SLICE
    for size, write in _writes(number, before, now, dark_since_ms, at_ms):
        if size > room:
            yield together
            together, room = [], SLICE
        together.append(write)
        room -= size
    if together:
        yield together


def _writes(
    number: int, before: Members, now: Members, dark_since_ms: Mapping[int, int], at_ms: int
) -> Iterator[tuple[int, Write]]:
    """Yield how many rows change and what changes them: new terminals, marks on known ones, accounts."""
    for slots in _slices(now.explained - before.explained):
        new = [
            {
                "incident": number,
                "slot": slot,
                "dark_ms": dark_since_ms.get(slot, at_ms),
                "restored_ms": None if slot in now.dark else at_ms,
            }
            for slot in slots
        ]
        yield len(new), partial(upsert, table=t.incident_terminal, rows=new)
    for marked, restored_ms in (((now.dark - before.dark) & before.explained, None), (before.dark - now.dark, at_ms)):
        for slots in _slices(marked):
            yield len(slots), partial(rows.mark_terminals, number=number, slots=slots, restored_ms=restored_ms)
    for accounts, restored_ms in ((now.accounts - before.accounts, None), (before.accounts - now.accounts, at_ms)):
        for names in _slices(accounts):
            made = [{"incident": number, "account": name, "restored_ms": restored_ms} for name in names]
            yield len(made), partial(upsert, table=t.incident_account, rows=made)


def _slices(items: Iterable[Item]) -> Iterator[list[Item]]:
    ordered = sorted(items)
    for start in range(0, len(ordered), SLICE):
        yield ordered[start : start + SLICE]


def _family(number: int) -> str:
    return f"{FAMILY}{number}"
