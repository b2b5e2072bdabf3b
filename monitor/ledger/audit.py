"""The trail: who did what to which subject, each row chained to the one before so that tampering shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from monitor.ledger import tables as t

FIRST = ""
"""The hash before the first row's."""

_HEAD = select(t.audit.c.id, t.audit.c.hash).order_by(t.audit.c.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Breach:
    """The first place where the trail does not hold together."""

    id: int
    """Id of the row that is wrong, or that is missing."""
    reason: str
    """`altered`: its content is not what was hashed; `missing`: rows were taken out before the next one."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the trail; kept somewhere else, it shows when the last rows were cut off."""

    id: int
    hash: str


def append(
    connection: Connection,
    at_ms: int,
    actor: str,
    action: str,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Add a row to the trail inside the caller's write transaction; return its id.

    Raises ValueError for a detail that JSON cannot hold.
    """
    last = head(connection)
    row_id = last.id + 1
    said = json.loads(json.dumps(dict(detail or {}), allow_nan=False))  # as it will be read back: keys are strings
    connection.execute(
        insert(t.audit).values(
            id=row_id,
            at_ms=at_ms,
            actor=actor,
            action=action,
            subject=subject,
            detail=said,
            hash=link(last.hash, row_id, at_ms, actor, action, subject, said),
        )
    )
    return row_id


def head(connection: Connection) -> Head:
    """Return the last row's id and hash; 0 and the empty hash for an empty trail."""
    row = connection.execute(_HEAD).first()
    return Head(row.id, row.hash) if row is not None else Head(0, FIRST)


def verify(connection: Connection) -> Breach | None:
    """Return the first broken place of the trail, None where all rows hang together.

    Rows cut off at the end leave a whole but shorter trail: compare `head` with one kept elsewhere.
    """
    before, expected = FIRST, 1
    rows = connection.execute(select(t.audit).order_by(t.audit.c.id), execution_options={"yield_per": 1000})
    for row in rows:
        if row.id != expected:
            return Breach(expected, "missing")
        if link(before, row.id, row.at_ms, row.actor, row.action, row.subject, row.detail) != row.hash:
            return Breach(row.id, "altered")
        before, expected = row.hash, expected + 1
    return None


def link(before: str, row_id: int, at_ms: int, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> str:
    """Return the hash of a row: sha256, hex, over the hash before it and the row in canonical JSON."""
    row = _canonical([row_id, at_ms, actor, action, subject, detail])
    return hashlib.sha256(f"{before}\n{row}".encode("ascii")).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":"))
