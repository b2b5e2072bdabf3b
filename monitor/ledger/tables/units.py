"""Who is responsible for which part of the plant, and who of them is on call."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from monitor.ledger.tables.columns import Ms, RowId, metadata

unit = Table(
    "unit",
    metadata,
    Column("id", String, primary_key=True),  # what areas and accounts name
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),  # branch, station, contractor
    Column("parent", String, nullable=False),
)

unit_member = Table(  # a user of a contractor sees its areas only
    "unit_member",
    metadata,
    Column("unit", String, ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True),
    Column("user", String, ForeignKey("user.name", ondelete="CASCADE"), primary_key=True, index=True),
)

rota = Table(  # one person's turns: every week, or once between two dates
    "rota",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("unit", String, ForeignKey("unit.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("level", Integer, nullable=False),  # 1: called first, 2: called when the first does not answer
    Column("person", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("weekdays", String, nullable=False),  # ISO days, e.g. 12345; empty: a dated shift
    Column("from_minute", Integer, nullable=False),  # of the local day
    Column("to_minute", Integer, nullable=False),  # at or before from_minute: on the day after
    Column("first_ms", Ms),  # of a dated shift, which stands in for the weekly ones of its level
    Column("last_ms", Ms),
)

incident_unit = Table(  # who is responsible for an incident, said anew whenever it is told
    "incident_unit",
    metadata,
    Column("incident", Integer, ForeignKey("incident.number"), primary_key=True),
    Column("unit", String, nullable=False, index=True),  # empty: no area holds most of it
    Column("area", String, nullable=False),
    Column("at_ms", Ms, nullable=False),
)

storm = Table(  # many incidents at once: they are worked as one list
    "storm",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("began_ms", Ms, nullable=False),
    Column("ended_ms", Ms),
    Index(
        "ix_storm_standing",
        "id",
        sqlite_where=text("ended_ms IS NULL"),
        postgresql_where=text("ended_ms IS NULL"),
    ),
)

storm_incident = Table(  # one that came back may have been in several
    "storm_incident",
    metadata,
    Column("storm", RowId, ForeignKey("storm.id"), primary_key=True, autoincrement=False),
    Column("incident", Integer, ForeignKey("incident.number"), primary_key=True, autoincrement=False, index=True),
    Column("at_ms", Ms, nullable=False),
)
