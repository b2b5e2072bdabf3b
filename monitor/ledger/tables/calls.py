"""Trouble calls, who is to be called back, what agents are told to do, and work that was announced."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

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
    Column("told", String, nullable=False, server_default=text("''")),  # verdict; empty: none
    Column("incident", Integer),  # which the caller was told of, or it joined; NULL: none
    sqlite_autoincrement=True,
)

announced = Table(  # what announcement systems were given to say to a subscriber
    "announced",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("account", String, nullable=False),
    Column("at_ms", Ms, nullable=False, index=True),
    Column("by", String, nullable=False),  # whose token asked
    Column("verdict", String, nullable=False),  # of the home; `area.outage` and so on where only the area was spoken of
    Column("incident", Integer),  # the incident that was named; NULL: none was
    Index("ix_announced_account", "account", "at_ms"),
    sqlite_autoincrement=True,
)

callback = Table(  # who wished to be told that service is back, and what came of it
    "callback",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("account", String, nullable=False, index=True),
    Column("call", RowId, ForeignKey("call.id"), nullable=False),
    Column("incident", Integer),  # which the call joined; NULL: none was known then
    Column("wished_ms", Ms, nullable=False),
    Column("claimed_by", String),  # who calls back now; NULL: nobody
    Column("claimed_ms", Ms),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("again_ms", Ms),  # not tried again before; NULL: at once
    Column("result", String),  # reached, still_out, given_up; NULL: owed
    Column("done_ms", Ms),
    Column("done_by", String),
    Index(
        "ix_callback_owed",
        "account",
        unique=True,
        sqlite_where=text("result IS NULL"),
        postgresql_where=text("result IS NULL"),
    ),
    sqlite_autoincrement=True,
)

guidance = Table(  # what an agent does about a symptom under a verdict; each change is a version of its own
    "guidance",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("symptom", String, nullable=False),  # empty: any
    Column("verdict", String, nullable=False),  # empty: any
    Column("version", Integer, nullable=False),
    Column("text_zh", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at_ms", Ms, nullable=False),
    Column("newest", Boolean, nullable=False),
    UniqueConstraint("symptom", "verdict", "version", name="uq_guidance_version"),
    sqlite_autoincrement=True,
)

planned_work = Table(
    "planned_work",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("element", String, nullable=False),  # empty: an area
    Column("area", String, nullable=False),
    Column("services", String, nullable=False),  # separated by `;`; empty: all
    Column("from_ms", Ms, nullable=False),
    Column("to_ms", Ms, nullable=False, index=True),
    Column("text_zh", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("made_ms", Ms, nullable=False),
    Column("cancelled_ms", Ms),
    Column("cancelled_by", String),
    sqlite_autoincrement=True,
)
