"""What is known now: who everybody is, in which state, and which rules are broken."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, String, Table, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, Unsigned, metadata

subject = Table(
    "subject",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("key", String, nullable=False, unique=True),
)

terminal_state = Table(
    "terminal_state",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("state", Integer, nullable=False),
    Column("since_ms", Ms, nullable=False),
    Column("last_seen_ms", Ms, nullable=False),
    Column("first_missed_ms", Ms, nullable=False),
)

column_blob = Table(
    "column_blob",
    metadata,
    Column("family", String, primary_key=True),  # e.g. `last:cm_upstream`, `judge`
    Column("name", String, primary_key=True),
    Column("dtype", String, nullable=False),
    Column("at_ms", Ms, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

rule_version = Table(
    "rule_version",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),
    Column("rules", JSON, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("slot", Integer, nullable=False),
    Column("instance", Unsigned, nullable=False),
    Column("rule", String, nullable=False),
    Column("level", Integer, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("value", Float),
    Column("since_ms", Ms, nullable=False),
    Column("cleared_ms", Ms),
    Index(
        "ix_alarm_standing",
        "slot",
        "rule",
        "instance",
        unique=True,
        sqlite_where=text("cleared_ms IS NULL"),
        postgresql_where=text("cleared_ms IS NULL"),
    ),
)
