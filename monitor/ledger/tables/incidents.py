"""Incidents, whom they affect, and what became of them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

incident = Table(
    "incident",
    metadata,
    Column("number", Integer, primary_key=True),  # INC-000001 is number 1
    Column("state", String, nullable=False, index=True),  # open, restored, resolved, closed
    Column("cause", String, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("element", String, nullable=False),  # the element named first
    Column("probability", Float, nullable=False),
    Column("faults", JSON, nullable=False),  # what localisation says now; slots stand in incident_terminal
    Column("revision", Integer, nullable=False),  # +1 on every change: compare-and-set, order of notices
    Column("opened_ms", Ms, nullable=False),
    Column("updated_ms", Ms, nullable=False),
    Column("resolved_ms", Ms),
    Column("started_after_ms", Ms, nullable=False),
    Column("started_before_ms", Ms, nullable=False),
    Column("subscribers", Integer, nullable=False),
    Column("terminals", Integer, nullable=False),
    Column("geometry", LargeBinary),  # area, WKB, WGS-84; NULL: unknown
    Column("acknowledged_by", String),
    Column("acknowledged_ms", Ms),
    Column("merged_into", Integer),
    Column("closed_ms", Ms),
    Column("assigned_to", String),
    Column("snoozed_until_ms", Ms),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Column("etr_after_ms", Ms),  # when service is expected back; NULL: nobody knows
    Column("etr_before_ms", Ms),
    Column("etr_source", String),  # hand, learned, plan
    Column("etr_by", String),
    Index(
        "ix_incident_standing",
        "element",
        sqlite_where=text("resolved_ms IS NULL"),
        postgresql_where=text("resolved_ms IS NULL"),
    ),
    Index(
        "ix_incident_merged",
        "merged_into",
        sqlite_where=text("merged_into IS NOT NULL"),
        postgresql_where=text("merged_into IS NOT NULL"),
    ),
)

incident_transition = Table(  # each change of state, compared and set
    "incident_transition",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("incident", Integer, ForeignKey("incident.number"), nullable=False, index=True),
    Column("at_ms", Ms, nullable=False),
    Column("actor", String, nullable=False),  # `core`, or a user's name
    Column("was", String),  # NULL: it began
    Column("becomes", String, nullable=False),
    Column("reason", Text, nullable=False),
)

incident_link = Table(  # how incidents belong together; the first one of a pair is part of, or follows from, the other
    "incident_link",
    metadata,
    Column("incident", Integer, ForeignKey("incident.number"), primary_key=True),
    Column("other", Integer, ForeignKey("incident.number"), primary_key=True, index=True),
    Column("kind", String, nullable=False),  # nested, caused_by
    Column("at_ms", Ms, nullable=False),
)

incident_terminal = Table(
    "incident_terminal",
    metadata,
    Column("incident", Integer, ForeignKey("incident.number"), primary_key=True),
    Column("slot", Integer, primary_key=True, index=True),
    Column("dark_ms", Ms, nullable=False),
    Column("restored_ms", Ms),
)

incident_account = Table(
    "incident_account",
    metadata,
    Column("incident", Integer, ForeignKey("incident.number"), primary_key=True),
    Column("account", String, primary_key=True, index=True),
    Column("restored_ms", Ms),
)

incident_event = Table(
    "incident_event",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("incident", Integer, ForeignKey("incident.number"), nullable=False, index=True),
    Column("at_ms", Ms, nullable=False),
    Column("actor", String, nullable=False),  # `core`, or a user's name
    Column("kind", String, nullable=False),  # opened, updated, resolved, acknowledged, comment, notice
    Column("detail", JSON, nullable=False, default=dict),
)

incident_evidence = Table(  # what was to be seen when it opened: readings that decided, a camera's still
    "incident_evidence",
    metadata,
    Column("incident", Integer, ForeignKey("incident.number"), primary_key=True),
    Column("kind", String, primary_key=True),  # readings, still
    Column("at_ms", Ms, nullable=False),
    Column("detail", JSON, nullable=False),
)

found = Table(  # what the crew found at the end of an incident; saying it again replaces it
    "found",
    metadata,
    Column("incident", Integer, ForeignKey("incident.number"), primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),
    Column("element", String, nullable=False),  # what had failed; empty: nothing, or nobody knows
    Column("kind", String, nullable=False),  # of that element, as the plant had it then
    Column("named", String, nullable=False),  # what localisation named at the time
    Column("cause", String, nullable=False),
    Column("false_alarm", Boolean, nullable=False),
    Column("note", Text, nullable=False),
)
