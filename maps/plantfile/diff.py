"""What one plant has that another has not: added, removed and changed rows of each table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import shapely

from maps.model import Plant
from maps.plantfile.columns import ACCOUNTS, AREAS, DEVICES, ELEMENTS, LINKS, PARCELS, SERVICES
from maps.plantfile.tables import wkt

SHOWN = 10
"""Rows of a table that are named, of each sort of change."""

KEYS = {
    ELEMENTS: ("id",),
    LINKS: ("element", "path"),
    DEVICES: ("element",),
    ACCOUNTS: ("account",),
    SERVICES: ("account", "service", "terminal"),
    AREAS: ("id",),
    PARCELS: ("id",),
}
"""What makes a row the same row."""


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one row."""

    key: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TableChange:
    """What becomes of one table: how many rows, and the first few of them."""

    table: str
    added: int = 0
    removed: int = 0
    changed: int = 0
    first_added: tuple[str, ...] = ()
    first_removed: tuple[str, ...] = ()
    first_changes: tuple[Change, ...] = ()
    columns: tuple[tuple[str, int], ...] = ()
    """Column → in how many of the changed rows it differs, the most first."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def differences(old: Plant, new: Plant) -> list[TableChange]:
    """Return what storing `new` over `old` would change, table by table."""
    return [_table(table, getattr(old, table), getattr(new, table)) for table in KEYS]


def _table(table: str, old: Sequence[Any], new: Sequence[Any]) -> TableChange:
    before = dict(_keyed(table, old))
    added: list[str] = []
    changes: list[Change] = []
    columns: Counter[str] = Counter()
    changed = more = 0
    for key, row in _keyed(table, new):
        was = before.pop(key, None)
        if was is None:
            more += 1
            if more <= SHOWN:
                added.append(_said(key))
        elif was != row:
            changed += 1
            differing = list(_columns(was, row))
            columns.update(column for column, _, _ in differing)
            if changed <= SHOWN:
                changes += [Change(_said(key), *one) for one in differing]
    removed = [_said(key) for key, _ in zip(before, range(SHOWN), strict=False)]
    return TableChange(
        table,
        more,
        len(before),
        changed,
        tuple(added),
        tuple(removed),
        tuple(changes),
        tuple(columns.most_common()),
    )


def _keyed(table: str, rows: Iterable[Any]) -> Iterator[tuple[Hashable, Any]]:
    """Yield each row by what makes it the same row; the second and third of the same by their number, too."""
    seen: Counter[Hashable] = Counter()
    single = KEYS[table] if len(KEYS[table]) == 1 else ()
    for row in rows:
        if single:
            yield getattr(row, single[0]), row
            continue
        key = tuple(str(getattr(row, name)) for name in KEYS[table])
        seen[key] += 1
        yield (key if seen[key] == 1 else (*key, str(seen[key]))), row


def _said(key: Hashable) -> str:
    return " ".join(filter(None, key)) if isinstance(key, tuple) else str(key)


def _columns(old: Any, new: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - rows of any one table
    """Yield (column, old, new) of what differs between two rows; an attribute is a column of its own."""
    for one in fields(old):
        was, now = getattr(old, one.name), getattr(new, one.name)
        if was == now:
            continue
        if one.name == "attributes":
            for name in dict.fromkeys((*was, *now)):
                if was.get(name) != now.get(name):
                    yield name, was.get(name, ""), now.get(name, "")
        else:
            yield {"cls": "class", "interval_s": "interval"}.get(one.name, one.name), _text(was), _text(now)


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of any column
    if value is None:
        return ""
    if isinstance(value, shapely.Geometry):
        return wkt(value)
    return ";".join(value) if isinstance(value, tuple) else str(value)
