"""Slots that survive: the roster as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from collectors.roster import Roster
from monitor.ledger import tables as t
from monitor.ledger.errors import LedgerError
from monitor.ledger.ledger import Ledger


def load_roster(ledger: Ledger) -> Roster:
    """Return the roster of every subject ever admitted; whom it admits from now on is in the ledger first.

    Only core admits. Should a second process do so all the same, the later of the two gets a
    LedgerError and admits nobody: no slot is ever given to two subjects. Other processes load a
    roster to look up, and load it again when they meet a stranger.
    """
    with ledger.read() as connection:
        rows = connection.execute(select(t.subject.c.slot, t.subject.c.key).order_by(t.subject.c.slot)).all()
    for expected, row in enumerate(rows):
        if row.slot != expected:
            raise LedgerError(f"ledger {ledger.place} is damaged: nobody stands in slot {expected}, but others follow")

    def persist(fresh: Sequence[tuple[int, str]]) -> None:
        try:
            with ledger.write("core") as connection:  # one transaction: all of them or none
                connection.execute(insert(t.subject), [{"slot": slot, "key": key} for slot, key in fresh])
        except IntegrityError as error:
            raise LedgerError(
                f"ledger {ledger.place}: another process gave out slot {fresh[0][0]} meanwhile; only core may admit"
            ) from error

    return Roster((row.key for row in rows), persist)
