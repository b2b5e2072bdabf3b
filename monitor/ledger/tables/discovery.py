"""Where terminals are by the devices that tell of them, and where that differs from the plant file."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, text
from sqlalchemy.types import JSON

from monitor.ledger.tables.columns import Ms, RowId, metadata

segment = Table(  # what one device tells of as a whole: a pair of ports of a CMTS, a PON
    "segment",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("teller", String, nullable=False),  # key of the device
    Column("name", String, nullable=False),  # in the device's numbers
    Column("nodes", JSON, nullable=False),  # [name], as the device calls its fibre nodes
    Column("elements", JSON, nullable=False),  # [id] of the plant that it is taken for
    Column("counts", JSON, nullable=False),  # [[element, terminals of it here, terminals of it placed anywhere]]
    Column("agrees", Boolean, nullable=False),  # what the device names is where its terminals are drawn
    Column("seen_ms", Ms, nullable=False),
    UniqueConstraint("teller", "name"),
)

terminal_segment = Table(  # written on change only; when each was last seen there is a column of its own
    "terminal_segment",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("segment", BigInteger, nullable=False),
    Column("since_ms", Ms, nullable=False),
)

terminal_move = Table(
    "terminal_move",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("slot", Integer, nullable=False, index=True),
    Column("at_ms", Ms, nullable=False, index=True),  # first seen in the new segment
    Column("from_segment", BigInteger, nullable=False),
    Column("to_segment", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

proposal = Table(
    "proposal",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", String, nullable=False),  # new, moved, differs, vanished, elsewhere, branch
    Column("terminal", String, nullable=False),  # MAC or serial; an element of what behaviour shows
    Column("segment", BigInteger, nullable=False),
    Column("drawn_at", String, nullable=False),  # element the plant has it behind; empty: nowhere
    Column("candidates", JSON, nullable=False),  # [element]: where it may hang by the evidence
    Column("since_ms", Ms, nullable=False),  # since when it has been on the segment; vanished: when it was last seen
    Column("made_ms", Ms, nullable=False),
    Column("state", String, nullable=False),  # open, accepted, dismissed, applied, withdrawn
    Column("element", String, nullable=False, default=""),  # what was chosen
    Column("decided_ms", Ms),
    Column("decided_by", String, nullable=False, default=""),
    Column("evidence", JSON),  # figures that speak for it; NULL: none are kept
    Index("ix_proposal_open", "id", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
    Index("ix_proposal_terminal", "terminal", "kind"),
    sqlite_autoincrement=True,
)
