"""What is owed to receivers, how it was delivered, and how each receiver fares."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata


def _where(condition: str) -> dict[str, Any]:
    """Return the options of an index over some rows only, for both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


notice = Table(
    "notice",
    metadata,
    Column("id", String, primary_key=True),  # the idempotency key, for ever the same
    Column(  # grows in the order things were owed; what a receiver hears of an incident is in this order
        "serial", RowId, nullable=False, default=text("(SELECT coalesce(max(serial), 0) + 1 FROM notice)")
    ),
    Column("incident", Integer, ForeignKey("incident.number")),  # NULL: a digest, or a test
    Column("work_order", Integer),  # NULL: it tells of none
    Column("revision", Integer, nullable=False),
    Column("receiver", String, nullable=False),
    Column("event", String, nullable=False),  # incident.opened, …, incident.digest, test
    Column("rank", Integer, nullable=False, server_default="1"),  # smaller goes first: -1 test, 0 priority, 1 ordinary
    Column("payload", JSON, nullable=False),
    Column("owed_ms", Ms, nullable=False),
    Column("state", String, nullable=False),  # owed, carried, delivered, dead, withdrawn
    Column("carried_by", String),  # the digest that holds what this one says
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_ms", Ms, nullable=False),  # next attempt not before
    Column("leased_until_ms", Ms, nullable=False, default=0),
    Column("done_ms", Ms),
    UniqueConstraint("serial"),
    Index("ix_notice_story", "incident", "receiver", "serial"),
    Index("ix_notice_receiver", "receiver", "serial"),
    Index("ix_notice_queue", "receiver", "rank", "due_ms", "serial", **_where("state = 'owed'")),
    Index("ix_notice_tried", "receiver", "serial", **_where("state = 'owed' AND attempts > 0")),
    Index("ix_notice_owed", "receiver", "incident", "serial", **_where("state = 'owed'")),
    Index("ix_notice_carried", "receiver", "incident", "serial", **_where("state = 'carried'")),
    Index("ix_notice_dead", "receiver", "serial", **_where("state = 'dead'")),
    Index("ix_notice_order", "work_order", "receiver", "serial", **_where("work_order IS NOT NULL")),
    Index("ix_notice_carried_by", "carried_by", **_where("carried_by IS NOT NULL")),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("notice", String, ForeignKey("notice.id"), nullable=False, index=True),
    Column("at_ms", Ms, nullable=False),
    Column("took_ms", Integer, nullable=False),
    Column("status", Integer),  # HTTP status; NULL: no answer
    Column("outcome", String, nullable=False),  # delivered, retry, dead
    Column("detail", Text, nullable=False, default=""),
)

receiver_standing = Table(
    "receiver_standing",
    metadata,
    Column("receiver", String, primary_key=True),
    Column("failures", Integer, nullable=False),  # one after the other, since the last success
    Column("open_since_ms", Ms),  # left alone but for a probe now and then; NULL: told as usual
    Column("not_before_ms", Ms, nullable=False),  # nothing is sent before
    Column("success_ms", Ms),  # the last one
    Column("failure_ms", Ms),
    Column("detail", Text, nullable=False, default=""),  # of the last failure
)
