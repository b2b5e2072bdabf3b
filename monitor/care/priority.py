"""Subscribers who come first: hospitals, the authorities, and whoever else the account file says so of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from monitor.ledger import tables as t

CLASSES = ("hospital", "government", "priority")
"""Classes of accounts that come first, in this order."""
MOST = 100


@dataclass(frozen=True, slots=True)
class PrioritySubscriber:
    """One of those, in an incident."""

    account: str
    name: str
    address: str
    cls: str
    restored_ms: int | None
    """When service was back; None: it is not."""


def priority_of(connection: Connection, number: int) -> list[PrioritySubscriber]:
    """Return the priority subscribers an incident counts: who is still out first, then by class, at most MOST."""
    a, ia = t.account.c, t.incident_account.c
    rows = connection.execute(
        select(a.account, a.name, a.address, a.cls, ia.restored_ms)
        .join(t.incident_account, ia.account == a.account)
        .where(ia.incident == number, a.cls.in_(CLASSES))
        .order_by(ia.restored_ms.isnot(None), a.account)
        .limit(MOST)
    )
    found = [PrioritySubscriber(*row) for row in rows]
    return sorted(found, key=lambda one: (one.restored_ms is not None, CLASSES.index(one.cls)))
