"""What equipment said unasked, as pages and the API show it: the newest first, each with its device."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from monitor.ledger import heard
from monitor.ledger import tables as t
from monitor.ledger.heard import Heard

SAID = ("emergency", "alert", "critical", "major", "error", "minor", "warning", "notice", "informational")
"""Severities that devices give in these words, the gravest first; whatever else they say is shown as they say it."""
GRAVE = frozenset(SAID[:5])


@dataclass(frozen=True, slots=True)
class Device:
    """Whose address a notice came from."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """A notice and its device; None where the address is nobody's that is known."""

    notice: Heard
    device: Device | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of notices, and the id below which the next begins; None: there is none."""

    rows: tuple[Said, ...]
    older: int | None


def page_of(connection: Connection, element: str, before: int | None, limit: int) -> Page:
    """Return notices, of one element where its id is given; an unknown one has said nothing."""
    slot = None
    if element:
        slot = connection.execute(select(t.subject.c.slot).where(t.subject.c.key == element)).scalar()
        if slot is None:
            return Page((), None)
    found = heard.newest(connection, limit + 1, slot, before)
    shown = found[:limit]
    devices = _devices(connection, {one.slot for one in shown if one.slot is not None})
    rows = tuple(Said(one, devices.get(one.slot) if one.slot is not None else None) for one in shown)
    return Page(rows, shown[-1].id if len(found) > limit else None)


def _devices(connection: Connection, slots: Iterable[int]) -> dict[int, Device]:
    query = (
        select(t.subject.c.slot, t.element.c.id, t.element.c.kind, t.element.c.name)
        .join(t.element, t.element.c.id == t.subject.c.key)
        .where(t.subject.c.slot.in_(slots))
    )
    return {row.slot: Device(row.id, row.kind, row.name) for row in connection.execute(query)}
