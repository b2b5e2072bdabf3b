"""Trouble calls."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from monitor.ledger.tables.columns import Ms, RowId, metadata

call = Table(
    "call",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("account", String, nullable=False, index=True),
    Column("at_ms", Ms, nullable=False, index=True),  # when the subscriber called
    Column("symptom", String, nullable=False),
    Column("service", String, nullable=False),  # empty: not said
    Column("text", Text, nullable=False),
    Column("by", String, nullable=False),  # who logged it
    Column("logged_ms", Ms, nullable=False),
    Column("key", String, nullable=False, unique=True),  # the same call logged again has the same
    sqlite_autoincrement=True,
)
