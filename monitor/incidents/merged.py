"""Incidents that turned out to be part of another, as that one finds them again."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from monitor.ledger import tables as t

_I = t.incident.c
_PARTS = select(_I.number).where(_I.merged_into.is_not(None), _I.merged_into.in_(bindparam("into", expanding=True)))


def parts(connection: Connection, number: int) -> list[int]:
    """Return the incidents that turned out to be part of one, and those that were part of them, oldest first."""
    found: set[int] = set()
    into = {number}
    while into:
        into = set(connection.execute(_PARTS, {"into": sorted(into)}).scalars()) - found - {number}
        found |= into
    return sorted(found)
