"""How processes meet: what happened, and what is asked for."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

change = Table(
    "change",
    metadata,
    Column("id", RowId, primary_key=True),  # monotone: the event stream's id
    Column("at_ms", Ms, nullable=False),
    Column("kind", String, nullable=False),  # e.g. incident, state, plant, rules, health
    Column("subject", String, nullable=False, default=""),
    Column("data", JSON, nullable=False, default=dict),
    sqlite_autoincrement=True,
)

command = Table(
    "command",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("arguments", JSON, nullable=False, default=dict),
    Column("state", String, nullable=False),  # owed, done, failed
    Column("result", JSON),
    Column("done_ms", Ms),
    Index("ix_command_owed", "id", sqlite_where=text("state = 'owed'"), postgresql_where=text("state = 'owed'")),
    sqlite_autoincrement=True,
)
