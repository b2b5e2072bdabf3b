"""What equipment said unasked: the newest notices, and how many there were of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from collectors.listening.notice import Notice
from collectors.snmp.ber import Value
from monitor.ledger import tables as t
from monitor.ledger.upsert import upsert

UNKNOWN = "unknown:"
"""How the counts of single unknown traps begin; behind it stands the OID."""
MOST_TALLIES = 1000
"""Names that are counted; whoever invents more traps at each of our starts is counted with all unknown ones only."""

LONGEST = 1000
"""Characters of one text or value that are kept; a datagram holds 65 000, and anybody can send them."""
MOST_WRITTEN = 8000
"""Characters of all bindings of a notice that are kept; those behind are left out."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A notice as it is kept."""

    id: int
    at_ms: int
    source: str
    slot: int | None
    kind: str
    name: str
    severity: str
    about: str
    text: str
    oid: str
    varbinds: tuple[tuple[str, int | float | str | None], ...]
    """(OID, value); octets are written `0x…`, as many as are kept."""
    trouble: bool


def keep(connection: Connection, notices: Sequence[Notice], most: int) -> None:
    """Write notices down, and forget all but the newest `most`."""
    if not notices:
        return
    connection.execute(insert(t.notice_heard), [_row(notice) for notice in notices])
    newest = connection.execute(select(func.max(t.notice_heard.c.id))).scalar_one()
    connection.execute(delete(t.notice_heard).where(t.notice_heard.c.id <= newest - most))


def newest(connection: Connection, limit: int = 100, slot: int | None = None, before: int | None = None) -> list[Heard]:
    """Return the newest notices, of one device where a slot is given, before an id where one is; the newest first."""
    query = select(t.notice_heard).order_by(t.notice_heard.c.id.desc()).limit(limit)
    if slot is not None:
        query = query.where(t.notice_heard.c.slot == slot)
    if before is not None:
        query = query.where(t.notice_heard.c.id < before)
    return [_heard(row._asdict()) for row in connection.execute(query)]


def count(connection: Connection, more: Mapping[str, int]) -> None:
    """Add to the counts by name."""
    known = tallies(connection)
    full = len(known) >= MOST_TALLIES
    rows = [
        {"what": what, "number": known.get(what, 0) + number}
        for what, number in more.items()
        if number and (what in known or not full or not what.startswith(UNKNOWN))
    ]
    upsert(connection, t.notice_tally, rows)


def tallies(connection: Connection) -> dict[str, int]:
    """Return the counts of all time by name, e.g. heard, malformed, flooded, unknown."""
    return {row.what: row.number for row in connection.execute(select(t.notice_tally))}


def unknown_traps(connection: Connection) -> list[tuple[str, int]]:
    """Return (OID, count) of the traps that the catalogue does not have, the most frequent first."""
    found = [(what.removeprefix(UNKNOWN), n) for what, n in tallies(connection).items() if what.startswith(UNKNOWN)]
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _row(notice: Notice) -> dict[str, object]:
    return {
        "at_ms": notice.time_ms,
        "source": notice.source,
        "slot": notice.slot,
        "kind": notice.kind,
        "name": _storable(notice.name),
        "severity": _storable(notice.severity),
        "about": _storable(notice.about),
        "text": _storable(notice.text),
        "oid": notice.oid,
        "varbinds": _varbinds(notice),
        "trouble": notice.is_trouble,
    }


def _heard(row: dict[str, Any]) -> Heard:
    row["varbinds"] = tuple((oid, value) for oid, value in row["varbinds"])
    return Heard(**row)


def _storable(text: str) -> str:
    """Return a text without what PostgreSQL's text cannot hold, and no longer than is kept."""
    return text[:LONGEST].replace("\0", "")


def _varbinds(notice: Notice) -> list[list[int | float | str | None]]:
    kept: list[list[int | float | str | None]] = []
    written = 0
    for oid, value in notice.varbinds:
        one = _written(value)
        written += len(oid) + len(str(one))
        if written > MOST_WRITTEN:
            break
        kept.append([oid, one])
    return kept


def _written(value: Value) -> int | float | str | None:
    if isinstance(value, bytes):
        return f"0x{value.hex()}"[:LONGEST]
    if isinstance(value, float) and not (abs(value) < float("inf")):
        return str(value)  # JSON knows neither NaN nor infinity
    return value
