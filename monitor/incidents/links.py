"""How incidents belong together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, or_, select

from monitor.incidents.model import Entry, incident_id
from monitor.incidents.rows import enter
from monitor.incidents.transitions import CORE
from monitor.ledger import tables as t
from monitor.ledger.upsert import upsert


class Tie(StrEnum):
    """What one incident is to another."""

    NESTED = "nested"
    """Lay behind it, and is what was left when it was restored."""
    CAUSED_BY = "caused_by"


@dataclass(frozen=True, slots=True)
class Link:
    """That an incident is tied to another."""

    incident: int
    other: int
    kind: Tie


def tie(connection: Connection, link: Link, at_ms: int, user: str = CORE) -> None:
    """Write down that incidents belong together, and on the timelines of both; said again, the last word counts."""
    row = {"incident": link.incident, "other": link.other, "kind": str(link.kind), "at_ms": at_ms}
    upsert(connection, t.incident_link, [row])
    say(connection, Entry.LINKED, link, at_ms, user)


def links(connection: Connection, number: int) -> list[Link]:
    """Return the ties of an incident, to whichever side, the older incidents first."""
    c = t.incident_link.c
    rows = connection.execute(
        select(c.incident, c.other, c.kind)
        .where(or_(c.incident == number, c.other == number))
        .order_by(c.incident, c.other)
    )
    return [Link(row.incident, row.other, Tie(row.kind)) for row in rows]


def say(connection: Connection, kind: Entry, link: Link, at_ms: int, user: str) -> None:
    """Enter on the timelines of both incidents that they were tied, or untied."""
    for each, other in ((link.incident, link.other), (link.other, link.incident)):
        enter(connection, each, at_ms, kind, {"to": incident_id(other), "kind": str(link.kind)}, user)
