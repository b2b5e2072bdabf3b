"""Units: the organisations that are responsible for areas, and who belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from monitor.ledger import tables as t
from monitor.ledger.credentials import Token
from monitor.ledger.ledger import Ledger


class UnitKind(StrEnum):
    """What sort of organisation a unit is."""

    BRANCH = "branch"
    STATION = "station"
    CONTRACTOR = "contractor"
    """Somebody else's company: sees its own areas only."""


class UnitsError(ValueError):
    """Units or a rota that cannot be used; the message names the place."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation that is responsible for areas."""

    id: str
    """What areas and accounts name."""
    name: str
    kind: UnitKind
    parent: str = ""
    """The unit it is part of; empty: of none."""


def units(connection: Connection) -> list[Unit]:
    """Return every unit, by id."""
    rows = connection.execute(select(t.unit).order_by(t.unit.c.id))
    return [Unit(row.id, row.name, UnitKind(row.kind), row.parent) for row in rows]


def check(wanted: Sequence[Unit]) -> None:
    """Raise UnitsError where two units have one id, or parents are unknown or go round."""
    known = {unit.id: unit for unit in wanted}
    if len(known) != len(wanted):
        twice = next(unit.id for unit in wanted if sum(other.id == unit.id for other in wanted) > 1)
        raise UnitsError(f"unit {twice}: is there twice")
    for unit in wanted:
        if unit.parent and unit.parent not in known:
            raise UnitsError(f"unit {unit.id}: there is no unit {unit.parent}, which it names as its parent")
        above, seen = unit.parent, {unit.id}
        while above:
            if above in seen:
                raise UnitsError(f"unit {unit.id}: its parents go round in a circle")
            seen.add(above)
            above = known[above].parent


def replace_units(ledger: Ledger, by: str, wanted: Sequence[Unit], members: Iterable[tuple[str, str]]) -> None:
    """Make these the units, with their (unit, user) members; the rota of a unit that stays is kept.

    Raises UnitsError, changing nothing, as `check` does and for a member who is no user.
    """
    check(wanted)
    belong = sorted(set(members))
    with ledger.write(by, "units.replace", "", {"units": len(wanted), "members": len(belong)}) as connection:
        users = set(connection.execute(select(t.user.c.name)).scalars())
        for unit, user in belong:
            if user not in users:
                raise UnitsError(f"unit {unit}: there is no user {user}")
        connection.execute(delete(t.unit_member))
        kept = {unit.id for unit in wanted}
        gone = set(connection.execute(select(t.unit.c.id)).scalars()) - kept
        for unit_id in gone:
            connection.execute(delete(t.rota).where(t.rota.c.unit == unit_id))
            connection.execute(delete(t.unit).where(t.unit.c.id == unit_id))
        there = set(connection.execute(select(t.unit.c.id)).scalars())
        for each in wanted:
            columns = {"name": each.name, "kind": str(each.kind), "parent": each.parent}
            if each.id in there:
                connection.execute(t.unit.update().where(t.unit.c.id == each.id).values(columns))
            else:
                connection.execute(insert(t.unit).values(id=each.id, **columns))
        if belong:
            connection.execute(insert(t.unit_member), [{"unit": unit, "user": user} for unit, user in belong])


def with_those_within(ids: Iterable[str], parent: Mapping[str, str]) -> frozenset[str]:
    """Return units and every unit that is part of one of them; parent: by id."""
    wanted = set(ids)
    grown = True
    while grown:
        within = {unit for unit, above in parent.items() if above in wanted and unit not in wanted}
        wanted |= within
        grown = bool(within)
    return frozenset(wanted)


def those_above(unit: str, parent: Mapping[str, str]) -> tuple[str, ...]:
    """Return a unit and what it is part of, the nearest first; a unit of which nothing is known stands alone."""
    found: list[str] = []
    while unit and unit not in found:
        found.append(unit)
        unit = parent.get(unit, "")
    return tuple(found)


def parents(connection: Connection) -> dict[str, str]:
    """Return the unit that each unit is part of, empty: of none."""
    return {row.id: row.parent for row in connection.execute(select(t.unit.c.id, t.unit.c.parent))}


def members(connection: Connection) -> list[tuple[str, str]]:
    """Return (unit, user) of everybody who belongs to one."""
    rows = connection.execute(select(t.unit_member.c.unit, t.unit_member.c.user).order_by(*t.unit_member.c))
    return [(row.unit, row.user) for row in rows]


def confined_to(connection: Connection, user: str) -> frozenset[str] | None:
    """Return the units whose incidents alone a user sees, those within them too; None: sees everybody's.

    Whoever belongs to a contractor is confined, whatever else they belong to.
    """
    query = (
        select(t.unit.c.id)
        .join(t.unit_member, t.unit_member.c.unit == t.unit.c.id)
        .where(t.unit_member.c.user == user, t.unit.c.kind == UnitKind.CONTRACTOR)
    )
    own = list(connection.execute(query).scalars())
    return with_those_within(own, parents(connection)) if own else None


def confined_token(connection: Connection, token: Token) -> frozenset[str] | None:
    """Return the units whose incidents alone an API token sees, those within them too; None: sees everybody's."""
    return with_those_within([token.unit], parents(connection)) if token.unit else None
