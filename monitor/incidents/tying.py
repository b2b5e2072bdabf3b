"""How people tie incidents that belong together, and take that back."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from monitor.incidents.actions import ActionRefusedError
from monitor.incidents.links import Link, links, say, tie
from monitor.incidents.model import Entry, incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger


def tie_by_hand(ledger: Ledger, link: Link, user: str, at_ms: int) -> None:
    """Tie incidents because somebody says so; of two that are tied already he says anew what they are to each other.

    Raises ActionRefusedError where there is none of a number, both are one, they are tied so already, or the other way
    round.
    """
    detail = {"other": incident_id(link.other), "kind": str(link.kind)}
    with ledger.write(user, "incident.link", incident_id(link.incident), detail) as connection:
        _exist(connection, link)
        if link.incident == link.other:
            raise ActionRefusedError(f"{incident_id(link.other)} is not tied to itself")
        between = {each for each in links(connection, link.incident) if link.other in (each.incident, each.other)}
        if link in between:
            raise ActionRefusedError(f"{incident_id(link.incident)} is tied to {incident_id(link.other)} so already")
        if any(each.incident == link.other for each in between):
            raise ActionRefusedError(f"{incident_id(link.other)} is tied to {incident_id(link.incident)} already")
        tie(connection, link, at_ms, user)
        _announce(connection, link, Entry.LINKED, at_ms)


def untie(ledger: Ledger, number: int, other: int, user: str, at_ms: int) -> None:
    """Take back that two incidents belong together, whichever is tied to which.

    Raises ActionRefusedError where they are not tied.
    """
    with ledger.write(user, "incident.unlink", incident_id(number), {"other": incident_id(other)}) as connection:
        link = next((each for each in links(connection, number) if other in (each.incident, each.other)), None)
        if link is None or number == other:
            raise ActionRefusedError(f"{incident_id(number)} is not tied to {incident_id(other)}")
        c = t.incident_link.c
        connection.execute(delete(t.incident_link).where(c.incident == link.incident, c.other == link.other))
        say(connection, Entry.UNLINKED, link, at_ms, user)
        _announce(connection, link, Entry.UNLINKED, at_ms)


def _exist(connection: Connection, link: Link) -> None:
    c = t.incident.c
    known = set(connection.execute(select(c.number).where(c.number.in_((link.incident, link.other)))).scalars())
    for number in (link.incident, link.other):
        if number not in known:
            raise ActionRefusedError(f"there is no incident {incident_id(number)}")


def _announce(connection: Connection, link: Link, kind: Entry, at_ms: int) -> None:
    for number in (link.incident, link.other):
        changes.announce(connection, at_ms, "incident", incident_id(number), {"entry": str(kind)})
