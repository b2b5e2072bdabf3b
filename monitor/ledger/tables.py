"""The ledger's tables, as SQLAlchemy Core sees them; Alembic makes them.

Times are integers, UTC milliseconds, in columns ending `_ms`. Codes are stored, never words.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

Ms = BigInteger().with_variant(Integer, "sqlite")
"""UTC milliseconds."""

Unsigned = BigInteger().with_variant(Integer, "sqlite")
"""32 bits without a sign: PostgreSQL's INTEGER has one."""

RowId = BigInteger().with_variant(Integer, "sqlite")
"""Ids of rows that never stop coming; SQLite's own row id has 64 bits under the name INTEGER."""

# --- identities -----------------------------------------------------------------------------

subject = Table(
    "subject",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("key", String, nullable=False, unique=True),
)

# --- plant and customers, as imported -------------------------------------------------------

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

plant_version = Table(
    "plant_version",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),
    Column("note", Text, nullable=False, default=""),
)

# --- what is known now ----------------------------------------------------------------------

terminal_state = Table(
    "terminal_state",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("state", Integer, nullable=False),
    Column("since_ms", Ms, nullable=False),
    Column("last_seen_ms", Ms, nullable=False),
    Column("first_missed_ms", Ms, nullable=False),
)

column_blob = Table(
    "column_blob",
    metadata,
    Column("family", String, primary_key=True),  # e.g. `last:cm_upstream`, `judge`
    Column("name", String, primary_key=True),
    Column("dtype", String, nullable=False),
    Column("at_ms", Ms, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

rule_version = Table(
    "rule_version",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),
    Column("rules", JSON, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("slot", Integer, nullable=False),
    Column("instance", Unsigned, nullable=False),
    Column("rule", String, nullable=False),
    Column("level", Integer, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("value", Float),
    Column("since_ms", Ms, nullable=False),
    Column("cleared_ms", Ms),
    Index(
        "ix_alarm_standing",
        "slot",
        "rule",
        "instance",
        unique=True,
        sqlite_where=text("cleared_ms IS NULL"),
        postgresql_where=text("cleared_ms IS NULL"),
    ),
)

# --- incidents and what is owed because of them ---------------------------------------------

incident = Table(
    "incident",
    metadata,
    Column("number", Integer, primary_key=True),  # INC-000001 is number 1
    Column("state", String, nullable=False, index=True),  # open, resolved
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
    Index(
        "ix_incident_standing",
        "element",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
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

notice = Table(
    "notice",
    metadata,
    Column("id", String, primary_key=True),  # the idempotency key, for ever the same
    Column("incident", Integer, ForeignKey("incident.number"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("receiver", String, nullable=False),
    Column("event", String, nullable=False),  # incident.opened, incident.updated, incident.resolved
    Column("payload", JSON, nullable=False),
    Column("owed_ms", Ms, nullable=False),
    Column("state", String, nullable=False),  # owed, delivered, dead
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_ms", Ms, nullable=False),  # next attempt not before
    Column("leased_until_ms", Ms, nullable=False, default=0),
    Column("done_ms", Ms),
    UniqueConstraint("incident", "revision", "receiver"),
    Index(
        "ix_notice_owed",
        "receiver",
        "incident",
        "revision",
        sqlite_where=text("state = 'owed'"),
        postgresql_where=text("state = 'owed'"),
    ),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("notice", String, ForeignKey("notice.id"), nullable=False, index=True),
    Column("at_ms", Ms, nullable=False),
    Column("took_ms", Integer, nullable=False),
    Column("status", Integer),  # HTTP status; NULL: no answer
    Column("outcome", String, nullable=False),  # delivered, retry, dead
    Column("detail", Text, nullable=False, default=""),
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

# --- trouble calls --------------------------------------------------------------------------

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
    sqlite_autoincrement=True,
)

# --- people ---------------------------------------------------------------------------------

user = Table(
    "user",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String, nullable=False),  # admin, noc, agent, maintainer, viewer
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
)

# --- between processes, and the trail -------------------------------------------------------

change = Table(
    "change",
    metadata,
    Column("id", RowId, primary_key=True),  # monotone: the event stream's id
    Column("at_ms", Ms, nullable=False),
    Column("kind", String, nullable=False),  # e.g. incident, state, plant, rules, health
    Column("subject", String, nullable=False, default=""),
    Column("data", JSON, nullable=False, default=dict),
    sqlite_autoincrement=True,
)

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

command = Table(
    "command",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at_ms", Ms, nullable=False),
    Column("by", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("arguments", JSON, nullable=False, default=dict),
    Column("state", String, nullable=False),  # owed, done, failed
    Column("result", JSON),
    Column("done_ms", Ms),
    Index("ix_command_owed", "id", sqlite_where=text("state = 'owed'"), postgresql_where=text("state = 'owed'")),
    sqlite_autoincrement=True,
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
