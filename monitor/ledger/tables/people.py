"""Who may do what, and who did."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

user = Table(
    "user",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String, nullable=False),  # admin, noc, agent, maintainer, hotline, viewer
    Column("password", String, nullable=False),  # argon2id
    Column("language", String, nullable=False, default=""),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_ms", Ms, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id", String, primary_key=True),  # sha256 of the cookie's value
    Column("user", String, ForeignKey("user.name", ondelete="CASCADE"), nullable=False),
    Column("csrf", String, nullable=False),
    Column("created_ms", Ms, nullable=False),
    Column("expires_ms", Ms, nullable=False),
)

api_token = Table(
    "api_token",
    metadata,
    Column("id", String, primary_key=True),  # sha256 of the token
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("created_ms", Ms, nullable=False),
    Column("expires_ms", Ms),
    Column("unit", String, nullable=False, server_default=text("''")),  # to which it is confined; empty: to none
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False, default=""),
    Column("detail", JSON, nullable=False, default=dict),
    Column("hash", String, nullable=False),  # sha256 over the row before's hash and this row: shows tampering
    sqlite_autoincrement=True,
)
