"""The addresses of a plant's homes and pieces, searched by what they sound like; read anew per plant version."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from sqlalchemy import Connection, func, select

from maps.addresses import AddressBook, Home, Match
from maps.houses import house_of
from maps.model import TERMINALS
from monitor.ledger import tables as t
from monitor.ledger.plant import version
from webui.access import Visitor


class AddressBooks:
    """Gives the newest address book; made when somebody asks for it first, a second for a hundred thousand homes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._book = AddressBook(())

    def newest(self, connection: Connection) -> AddressBook:
        """Return the book of the plant as the snapshot of `connection` has it."""
        now = version(connection)
        with self._lock:
            if self._version != now:
                self._book = AddressBook([*_homes(connection), *_pieces(connection)])
                self._version = now
            return self._book


def told_to(visitor: Visitor, house: Match) -> str:
    """Return the address of a house as a visitor is told it: with unit and room to those who see homes only."""
    return house_of(house.address) if house.somebodys and not visitor.sees_homes else house.address


def _homes(connection: Connection) -> Iterator[Home]:
    """Return each account's address and what its terminal hangs on; empty where it has none that is known."""
    a, e = t.account.c, t.element.c
    query = (
        select(a.address, func.coalesce(func.max(e.parent), ""), a.account)
        .join(t.service, t.service.c.account == a.account, isouter=True)
        .join(t.element, e.id == t.service.c.terminal, isouter=True)
        .where(a.address != "")
        .group_by(a.account, a.address)
    )
    return (Home(*row) for row in connection.execute(query))


def _pieces(connection: Connection) -> Iterator[Home]:
    """Return the address of each piece of plant with itself; a terminal's is that of its account, or of nobody's."""
    e = t.element.c
    terminals = [str(kind) for kind in TERMINALS]
    query = select(e.address, e.id).where(e.address != "", e.kind.notin_(terminals))
    return (Home(*row) for row in connection.execute(query))
