"""What announcement systems said to subscribers, and everything else a subscriber was told of late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, literal, select, union_all

from monitor.ledger import tables as t

ACTION = "announcement"
"""Of a row in the trail that says what was announced to whom."""
MOST = 10


class By(StrEnum):
    """How a subscriber was told."""

    AGENT = "agent"
    """By somebody on the telephone, who logged the call."""
    ANNOUNCEMENT = "announcement"
    """By a machine."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something a subscriber was told."""

    at_ms: int
    by: str
    """Whose log-in or token it was."""
    how: By
    verdict: str
    """As a lookup gives it; `area.outage` and its likes where only the area was spoken of."""
    incident: int | None


def _told() -> Any:  # noqa: ANN401 - a compound select's type tells nothing
    """Return what an :account was told since :from_ms, newest first."""
    parts = [
        select(table.c.at_ms, table.c.by, literal(str(how)).label("how"), verdict.label("verdict"), table.c.incident)
        .where(table.c.account == bindparam("account"), table.c.at_ms >= bindparam("from_ms"), verdict != "")
        for table, how, verdict in (
            (t.call, By.AGENT, t.call.c.told),
            (t.announced, By.ANNOUNCEMENT, t.announced.c.verdict),
        )
    ]  # fmt: skip
    whole = union_all(*parts).subquery()
    return select(whole).order_by(whole.c.at_ms.desc()).limit(MOST)


_TOLD = _told()


def enter(connection: Connection, at_ms: int, by: str, detail: Mapping[str, Any]) -> None:
    """Enter what a row of the trail says was announced, within a write.

    detail: `told` has account, verdict and the incident's number; it is null where nobody was meant.
    """
    told = detail.get("told")
    if told is None:
        return
    connection.execute(
        insert(t.announced).values(
            account=told["account"], at_ms=at_ms, by=by, verdict=told["verdict"], incident=told["incident"]
        )
    )


def told_to(connection: Connection, account: str, from_ms: int) -> list[Told]:
    """Return what a subscriber was told since a moment, newest first, at most MOST."""
    rows = connection.execute(_TOLD, {"account": account, "from_ms": from_ms})
    return [Told(row.at_ms, row.by, By(row.how), row.verdict, row.incident) for row in rows]


def forget(connection: Connection, before_ms: int) -> int:
    """Forget what was announced before `before_ms`; return how many."""
    return connection.execute(delete(t.announced).where(t.announced.c.at_ms < before_ms)).rowcount
