"""Work orders, each change of their state, which of their clocks have spoken, and messages that came in about them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

work_order = Table(
    "work_order",
    metadata,
    Column("number", Integer, primary_key=True),  # ORD-000001 is number 1
    Column("kind", String, nullable=False),  # incident, trouble
    Column("system", String, nullable=False),  # who keeps it besides us, a name under [[inbound]]; empty: nobody yet
    Column("external", String),  # its number there
    Column("incident", Integer, ForeignKey("incident.number"), index=True),
    Column("incident_said", String, nullable=False),  # what the sender calls it; joined once there is such
    Column("account", String, nullable=False),  # of a trouble of one home; else empty
    Column("terminal", String, nullable=False),
    Column("severity", Integer, nullable=False),  # the incident's at its worst: it sets the clocks
    Column("state", String, nullable=False, index=True),
    Column("crew", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("cause", String, nullable=False),  # the crew's code
    Column("note", Text, nullable=False),
    Column("opened_ms", Ms, nullable=False),
    Column("round_ms", Ms, nullable=False),  # since when its times count: opened, or reopened last
    Column("reopened", Integer, nullable=False),
    Column("acknowledged_ms", Ms),
    Column("dispatched_ms", Ms),
    Column("on_site_ms", Ms),
    Column("done_ms", Ms),
    Column("cancelled_ms", Ms),
    Column("restored_ms", Ms),  # seen at the terminals, or said by somebody for them
    Column("closed_ms", Ms),
    Column("said_ms", Ms, nullable=False),  # the sender's time of the newest state, and its number in his own order
    Column("sequence", RowId),
    Column("opened_by", String, nullable=False),
    Column("revision", Integer, nullable=False),  # +1 on every change: compare-and-set
    Column("spot_check", Boolean, nullable=False),
    Column("report", JSON),  # what was known of the home when its trouble was handed on
    Index("ix_work_order_external", "system", "external", unique=True),
)

work_order_transition = Table(  # each change of state, compared and set
    "work_order_transition",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("work_order", Integer, ForeignKey("work_order.number"), nullable=False, index=True),
    Column("at_ms", Ms, nullable=False),  # when it became so,
    Column("heard_ms", Ms, nullable=False),  # and when we heard
    Column("actor", String, nullable=False),
    Column("was", String),  # NULL: it began
    Column("becomes", String, nullable=False),
    Column("reason", Text, nullable=False),
)

work_order_alarm = Table(  # a clock speaks once in each round
    "work_order_alarm",
    metadata,
    Column("work_order", Integer, ForeignKey("work_order.number"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("clock", String, primary_key=True),
    Column("step", String, primary_key=True),  # warning, overdue
    Column("at_ms", Ms, nullable=False),
    Column("due_ms", Ms, nullable=False),
)

inbound = Table(  # what came in: the same message again changes nothing
    "inbound",
    metadata,
    Column("source", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("at_ms", Ms, nullable=False, index=True),
    Column("sha256", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("work_order", Integer, ForeignKey("work_order.number")),
)
