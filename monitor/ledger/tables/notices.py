"""What is owed to receivers because of incidents, and how it was delivered."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

notice = Table(
    "notice",
    metadata,
    Column("id", String, primary_key=True),  # the idempotency key, for ever the same
    Column("incident", Integer, ForeignKey("incident.number"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("receiver", String, nullable=False),
    Column("event", String, nullable=False),  # incident.opened, incident.updated, incident.resolved
    Column("payload", JSON, nullable=False),
    Column("owed_ms", Ms, nullable=False),
    Column("state", String, nullable=False),  # owed, delivered, dead
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_ms", Ms, nullable=False),  # next attempt not before
    Column("leased_until_ms", Ms, nullable=False, default=0),
    Column("done_ms", Ms),
    UniqueConstraint("incident", "revision", "receiver"),
    Index(
        "ix_notice_owed",
        "receiver",
        "incident",
        "revision",
        sqlite_where=text("state = 'owed'"),
        postgresql_where=text("state = 'owed'"),
    ),
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
