"""Work on the plant that was announced: where, when, which services, and what callers are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from maps.model import Service
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

KIND = "planned_work"
"""Kind of the changes that tell of it."""
LONGEST_MS = 31 * 86_400_000
LONGEST_TEXT = 500
_CURRENT = (
    select(t.planned_work)
    .where(
        t.planned_work.c.to_ms > bindparam("now_ms"),
        t.planned_work.c.from_ms <= bindparam("until_ms"),
        t.planned_work.c.cancelled_ms.is_(None),
    )
    .order_by(t.planned_work.c.from_ms, t.planned_work.c.id)
)


class WorkRefusedError(ValueError):
    """Work that cannot be meant; the message says why."""


@dataclass(frozen=True, slots=True)
class Announced:
    """Work as somebody announces it."""

    element: str
    """What is worked on; empty: an area is."""
    area: str
    services: tuple[str, ...]
    """Services it may take away; none named: all."""
    from_ms: int
    to_ms: int
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True)
class PlannedWork(Announced):
    """Work as it stands in the ledger."""

    id: int
    by: str

    def text(self, language: str) -> str:
        """Return what callers are told of it."""
        return self.text_zh if language == "zh" else self.text_en


def announce(ledger: Ledger, by: str, work: Announced, at_ms: int) -> int:
    """Enter planned work; return its number. Raises WorkRefusedError where it names nothing or no time, LedgerError."""
    _check(work, at_ms)
    place = {"element": work.element, "area": work.area}
    detail = {**place, "from_ms": work.from_ms, "to_ms": work.to_ms, "services": list(work.services)}
    with ledger.write(by, "work.announce", work.element or work.area, detail) as connection:
        table, key = (t.element, t.element.c.id) if work.element else (t.area, t.area.c.id)
        if connection.execute(select(key).select_from(table).where(key == (work.element or work.area))).first() is None:
            raise WorkRefusedError(f"the plant has no {table.name} {work.element or work.area}")
        made = connection.execute(
            insert(t.planned_work).values(
                **place, services=";".join(work.services), from_ms=work.from_ms, to_ms=work.to_ms,
                text_zh=work.text_zh, text_en=work.text_en, by=by, made_ms=at_ms,
            )
        )  # fmt: skip
        changes.announce(connection, at_ms, KIND)
        key_of = made.inserted_primary_key
    return int(key_of[0]) if key_of is not None else 0


def cancel(ledger: Ledger, by: str, number: int, at_ms: int) -> None:
    """Call planned work off; raises WorkRefusedError where there is none, it is over or was called off before."""
    w = t.planned_work.c
    with ledger.write(by, "work.cancel", str(number)) as connection:
        done = connection.execute(
            update(t.planned_work)
            .where(w.id == number, w.cancelled_ms.is_(None), w.to_ms > at_ms)
            .values(cancelled_ms=at_ms, cancelled_by=by)
        )
        if done.rowcount == 0:
            raise WorkRefusedError(f"there is no planned work {number} that could be called off")
        changes.announce(connection, at_ms, KIND)


def current(connection: Connection, now_ms: int, ahead_ms: int = 0) -> tuple[PlannedWork, ...]:
    """Return the work that goes on, or begins within `ahead_ms`; that which began first comes first."""
    rows = connection.execute(_CURRENT, {"now_ms": now_ms, "until_ms": now_ms + ahead_ms})
    return tuple(_work(row) for row in rows)


def between(connection: Connection, from_ms: int, to_ms: int) -> tuple[PlannedWork, ...]:
    """Return the work that was or is announced for some of a time, what was called off excepted; earliest first."""
    w = t.planned_work.c
    meant = (w.from_ms <= to_ms, w.to_ms > from_ms, w.cancelled_ms.is_(None))
    return tuple(
        _work(row) for row in connection.execute(select(t.planned_work).where(*meant).order_by(w.from_ms, w.id))
    )


def _work(row: Row[*tuple[object, ...]]) -> PlannedWork:
    services = tuple(item for item in row.services.split(";") if item)
    return PlannedWork(
        row.element, row.area, services, row.from_ms, row.to_ms, row.text_zh, row.text_en, row.id, row.by
    )


def _check(work: Announced, at_ms: int) -> None:
    if bool(work.element) == bool(work.area):
        raise WorkRefusedError("planned work is at an element or in an area, and not both")
    if not work.from_ms < work.to_ms <= work.from_ms + LONGEST_MS:
        raise WorkRefusedError("planned work ends after it begins, within a month")
    if work.to_ms <= at_ms:
        raise WorkRefusedError("planned work ends in the time to come")
    _check_words(work.services, (work.text_zh, work.text_en))


def _check_words(services: Sequence[str], texts: Sequence[str]) -> None:
    for service in services:
        if service not in set(Service):
            raise WorkRefusedError(f"there is no service {service!r}")
    if any(len(text) > LONGEST_TEXT or "\0" in text for text in texts):
        raise WorkRefusedError(f"what callers are told has at most {LONGEST_TEXT} characters")
