"""Contingency plans as people wrote them, and what became of them at each incident."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

plan = Table(
    "plan",
    metadata,
    Column("name", String, primary_key=True),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),  # the one that new incidents are met with
)

plan_version = Table(  # never changed: a run goes on with the version it began with
    "plan_version",
    metadata,
    Column("plan", String, ForeignKey("plan.name"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),
    Column("body", JSON, nullable=False),
)

plan_run = Table(
    "plan_run",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("incident", Integer, ForeignKey("incident.number"), nullable=False),
    Column("plan", String, ForeignKey("plan.name"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),  # how often the incident had come back by then
    Column("state", String, nullable=False),  # running, done, stopped
    Column("started_ms", Ms, nullable=False),
    Column("ended_ms", Ms),
    Column("reason", Text, nullable=False),
    UniqueConstraint("incident", "plan", "reopened"),
    Index(
        "ix_plan_run_running",
        "id",
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
)

plan_handover = Table(  # plans that customer service has, with a notice: they do not start here any more
    "plan_handover",
    metadata,
    Column("incident", Integer, ForeignKey("incident.number"), primary_key=True),
    Column("plan", String, ForeignKey("plan.name"), primary_key=True),
    Column("reopened", Integer, primary_key=True),  # how often the incident had come back by then
    Column("at_ms", Ms, nullable=False),  # of the last notice that carried it
)

plan_step_run = Table(
    "plan_step_run",
    metadata,
    Column("run", RowId, ForeignKey("plan_run.id"), primary_key=True),
    Column("step", Integer, primary_key=True),  # 0 is the first
    Column("state", String, nullable=False),  # waiting, done, skipped, failed, overdue
    Column("at_ms", Ms),  # when it came to that; NULL: it waits
    Column("by", String, nullable=False),
    Column("result", JSON, nullable=False),
)
