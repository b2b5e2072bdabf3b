"""What equipment is told, and what it says unasked."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table, Text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

device_credential = Table(
    "device_credential",
    metadata,
    Column("name", String, primary_key=True),
    Column("kind", String, nullable=False),  # community, user
    Column("user", String, nullable=False, default=""),
    Column("auth", String, nullable=False, default=""),
    Column("priv", String, nullable=False, default=""),
    Column("sealed", LargeBinary, nullable=False),  # what is secret of it, encrypted with the key file
    Column("made_ms", Ms, nullable=False),
)

notice_heard = Table(  # what equipment said unasked: the newest, older ones are forgotten
    "notice_heard",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("source", String, nullable=False),  # address it came from
    Column("slot", Integer),  # of the device that has it, where one does
    Column("kind", String, nullable=False),  # trap, inform, syslog
    Column("name", String, nullable=False),
    Column("severity", String, nullable=False),  # in the device's own words
    Column("about", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("oid", String, nullable=False),
    Column("varbinds", JSON, nullable=False),  # [[OID, value]]
    Column("trouble", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

notice_tally = Table(
    "notice_tally",
    metadata,
    Column("what", String, primary_key=True),  # heard, malformed, flooded, unknown, unkept
    Column("number", BigInteger, nullable=False),
)
