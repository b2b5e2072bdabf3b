"""Tests of terminals that somebody waited for."""

from __future__ import annotations

from sqlalchemy import Column, String, Table
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

terminal_test = Table(
    "terminal_test",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("terminal", String, nullable=False, index=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),  # who asked first; others shared it
    Column("state", String, nullable=False),  # running, done, failed
    Column("done_ms", Ms),
    Column("answers", JSON, nullable=False),  # one object per terminal asked, the tested one first
    sqlite_autoincrement=True,
)
