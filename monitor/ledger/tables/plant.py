"""The plant and its customers, as they were imported."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

element = Table(
    "element",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),  # row order of the file, so that export repeats it
    Column("kind", String, nullable=False, index=True),
    Column("name", String, nullable=False, default=""),
    Column("parent", String, nullable=False, default="", index=True),
    Column("lon", Float),
    Column("lat", Float),
    Column("address", String, nullable=False, default=""),
    Column("geometry", LargeBinary),  # WKB, WGS-84
    Column("attributes", JSON, nullable=False, default=dict),
)

link = Table(
    "link",
    metadata,
    Column("element", String, primary_key=True),
    Column("path", String, primary_key=True),
    Column("parent", String, nullable=False),
    Column("position", Integer, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("element", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("address", String, nullable=False),
    Column("port", Integer, nullable=False, default=161),
    Column("profile", String, nullable=False, default=""),
    Column("snmp_version", String, nullable=False, default="2c"),
    Column("credential", String, nullable=False, default="default"),
    Column("interval_s", Float),
)

account = Table(
    "account",
    metadata,
    Column("account", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String, nullable=False, default=""),
    Column("address", String, nullable=False, default=""),
    Column("lon", Float),
    Column("lat", Float),
    Column("class", String, nullable=False, default="", key="cls"),
    Column("status", String, nullable=False, default="active"),
    Column("unit", String, nullable=False, default=""),
    Index(
        "ix_account_special",
        "cls",
        sqlite_where=text("class NOT IN ('', 'residential')"),
        postgresql_where=text("class NOT IN ('', 'residential')"),
    ),
)

account_phone = Table(
    "account_phone",
    metadata,
    Column("account", String, ForeignKey("account.account", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("written", String, nullable=False),  # as the file has it
    Column("e164", String, nullable=False, default="", index=True),  # normalised; empty: not a phone number
)

service = Table(
    "service",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("account", String, nullable=False, index=True),
    Column("service", String, nullable=False),
    Column("terminal", String, nullable=False, default="", index=True),
    Column("status", String, nullable=False, default="active"),
)

area = Table(
    "area",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String, nullable=False, default=""),
    Column("parent", String, nullable=False, default=""),
    Column("unit", String, nullable=False, default=""),
    Column("geometry", LargeBinary),
)

parcel = Table(
    "parcel",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("account", String, nullable=False, default=""),
    Column("address", String, nullable=False, default=""),
    Column("geometry", LargeBinary),
)

plant_version = Table(
    "plant_version",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),
    Column("note", Text, nullable=False, default=""),
)
