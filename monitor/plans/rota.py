"""Who is on call for a unit, by level, at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select

from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.plans.units import UnitsError, those_above

DAY_MINUTES = 24 * 60
LEVELS = (1, 2)
EVERY_DAY = "1234567"


@dataclass(frozen=True, slots=True)
class Shift:
    """One person's turn: a window of some weekdays, or once between two moments."""

    unit: str
    level: int
    """1 is called first, 2 when that one does not answer."""
    person: str
    phone: str
    weekdays: str = ""
    """ISO weekdays on which the window begins, e.g. `12345`; empty: a dated shift."""
    from_minute: int = 0
    """Of the local day."""
    to_minute: int = 0
    """At or before `from_minute`: on the day after."""
    first_ms: int | None = None
    last_ms: int | None = None
    """UTC ms, of a dated shift: from the first until before the last."""


@dataclass(frozen=True, slots=True)
class OnCall:
    """Somebody to be called."""

    person: str
    phone: str
    level: int
    unit: str


def on_call(rota: Iterable[Shift], unit: str, at_ms: int, zone: ZoneInfo) -> dict[int, tuple[OnCall, ...]]:
    """Return by level who is on call for a unit; a dated shift stands in for the weekly ones of its level."""
    local = datetime.fromtimestamp(at_ms / 1000, zone)
    own = [shift for shift in rota if shift.unit == unit]
    found: dict[int, tuple[OnCall, ...]] = {}
    for level in LEVELS:
        dated = [shift for shift in own if shift.level == level and _dated(shift, at_ms)]
        weekly = [shift for shift in own if shift.level == level and _weekly(shift, local)]
        if dated or weekly:
            found[level] = tuple(OnCall(each.person, each.phone, level, unit) for each in dated or weekly)
    return found


def nearest_on_call(
    rota: Sequence[Shift], unit: str, parent: Mapping[str, str], level: int, at_ms: int, zone: ZoneInfo
) -> tuple[OnCall, ...]:
    """Return who is on call at a level for a unit, else for the nearest unit it is part of that has somebody."""
    for each in those_above(unit, parent):
        people = on_call(rota, each, at_ms, zone).get(level)
        if people:
            return people
    return ()


def _dated(shift: Shift, at_ms: int) -> bool:
    return shift.first_ms is not None and shift.last_ms is not None and shift.first_ms <= at_ms < shift.last_ms


def _weekly(shift: Shift, local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    today = str(local.isoweekday()) in shift.weekdays
    if shift.from_minute < shift.to_minute:
        return today and shift.from_minute <= minute < shift.to_minute
    yesterday = str((local - timedelta(days=1)).isoweekday()) in shift.weekdays
    return (today and minute >= shift.from_minute) or (yesterday and minute < shift.to_minute)


def load(connection: Connection) -> list[Shift]:
    """Return the whole rota, by unit and level."""
    c = t.rota.c
    rows = connection.execute(select(t.rota).order_by(c.unit, c.level, c.id))
    return [
        Shift(
            row.unit, row.level, row.person, row.phone, row.weekdays, row.from_minute, row.to_minute, row.first_ms,
            row.last_ms,
        )
        for row in rows
    ]  # fmt: skip


def replace_rota(ledger: Ledger, by: str, wanted: Sequence[Shift]) -> None:
    """Make this the rota of every unit; raises UnitsError, changing nothing, for a unit that is unknown."""
    with ledger.write(by, "rota.replace", "", {"shifts": len(wanted)}) as connection:
        known = set(connection.execute(select(t.unit.c.id)).scalars())
        for shift in wanted:
            if shift.unit not in known:
                raise UnitsError(f"rota of {shift.person}: there is no unit {shift.unit}")
        connection.execute(delete(t.rota))
        if wanted:
            connection.execute(
                insert(t.rota),
                [{name: getattr(shift, name) for name in Shift.__dataclass_fields__} for shift in wanted],
            )
