"""What was to be seen when an incident opened, kept with it: readings that decided, a camera's still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, select, update

from monitor.incidents.model import incident_id
from monitor.ledger import blobs, changes
from monitor.ledger import tables as t
from monitor.ledger.upsert import upsert

FAMILY = "still:"
"""The picture is kept as a column under this and the incident's number."""


class Attachment(StrEnum):
    """What is kept."""

    READINGS = "readings"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Attached:
    """Something kept with an incident."""

    at_ms: int
    detail: Mapping[str, Any]


def attach(connection: Connection, number: int, kind: Attachment, detail: Mapping[str, Any], at_ms: int) -> None:
    """Keep something with an incident; again replaces it."""
    row = {"incident": number, "kind": str(kind), "at_ms": at_ms, "detail": dict(detail)}
    upsert(connection, t.incident_evidence, [row])
    changes.announce(connection, at_ms, "incident", incident_id(number), {"attached": str(kind)})


def keep_picture(connection: Connection, number: int, picture: bytes, at_ms: int) -> None:
    """Keep the octets of a still."""
    blobs.save_columns(connection, f"{FAMILY}{number}", at_ms, {"image": np.frombuffer(picture, np.uint8)})


def picture(connection: Connection, number: int) -> bytes | None:
    """Return the octets of an incident's still; None: it has none."""
    columns = blobs.load_columns(connection, f"{FAMILY}{number}")
    return columns["image"].tobytes() if columns else None


def let_go(connection: Connection, number: int, at_ms: int) -> None:
    """Drop the octets of an incident's still; that there was one, and since when it is gone, stays with it."""
    connection.execute(delete(t.column_blob).where(t.column_blob.c.family == f"{FAMILY}{number}"))
    kept = attached(connection, number).get(Attachment.STILL)
    if kept is not None:
        e = t.incident_evidence.c
        detail = {**kept.detail, "let_go_ms": at_ms}
        which = (e.incident == number, e.kind == str(Attachment.STILL))
        connection.execute(update(t.incident_evidence).where(*which).values(detail=detail))


def attached(connection: Connection, number: int) -> dict[Attachment, Attached]:
    """Return what is kept with an incident."""
    e = t.incident_evidence.c
    rows = connection.execute(select(e.kind, e.at_ms, e.detail).where(e.incident == number))
    return {Attachment(row.kind): Attached(row.at_ms, row.detail) for row in rows}


def with_attachment(connection: Connection, kind: Attachment) -> set[int]:
    """Return the numbers of standing incidents that have something of a kind."""
    e, i = t.incident_evidence.c, t.incident.c
    query = select(e.incident).join(t.incident, i.number == e.incident).where(e.kind == str(kind))
    return set(connection.execute(query.where(i.resolved_ms.is_(None))).scalars())
