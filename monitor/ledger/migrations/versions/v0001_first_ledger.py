"""The first ledger: identities, plant, states, incidents, notices, people, trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OWED = sa.text("state = 'owed'")
STANDING = sa.text("cleared_ms IS NULL")

TABLES = (
    "account",
    "alarm",
    "api_token",
    "area",
    "audit",
    "change",
    "column_blob",
    "command",
    "device",
    "element",
    "incident",
    "link",
    "plant_version",
    "rule_version",
    "service",
    "subject",
    "terminal_state",
    "user",
    "account_phone",
    "incident_account",
    "incident_event",
    "incident_terminal",
    "notice",
    "session",
    "delivery",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("lon", sa.Float()),
        sa.Column("lat", sa.Float()),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_account"),
    )
    op.create_table(
        "alarm",
        sa.Column("id", INT64, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float()),
        sa.Column("since_ms", INT64, nullable=False),
        sa.Column("cleared_ms", INT64),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
    )
    op.create_index(
        "ix_alarm_standing",
        "alarm",
        ["slot", "rule", "instance"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_ms", INT64, nullable=False),
        sa.Column("expires_ms", INT64),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("name", name="uq_api_token_name"),
    )
    op.create_table(
        "area",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_area"),
    )
    op.create_table(
        "audit",
        sa.Column("id", INT64, nullable=False),
        sa.Column("at_ms", INT64, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "change",
        sa.Column("id", INT64, nullable=False),
        sa.Column("at_ms", INT64, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "column_blob",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("dtype", sa.String(), nullable=False),
        sa.Column("at_ms", INT64, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("family", "name", name="pk_column_blob"),
    )
    op.create_table(
        "command",
        sa.Column("id", INT64, nullable=False),
        sa.Column("at_ms", INT64, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("result", sa.JSON()),
        sa.Column("done_ms", INT64),
        sa.PrimaryKeyConstraint("id", name="pk_command"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_command_owed", "command", ["id"], sqlite_where=OWED, postgresql_where=OWED)
    op.create_table(
        "device",
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("snmp_version", sa.String(), nullable=False),
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("interval_s", sa.Float()),
        sa.PrimaryKeyConstraint("element", name="pk_device"),
    )
    op.create_table(
        "element",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("lon", sa.Float()),
        sa.Column("lat", sa.Float()),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_element"),
    )
    op.create_index("ix_element_kind", "element", ["kind"])
    op.create_index("ix_element_parent", "element", ["parent"])
    op.create_table(
        "incident",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_ms", INT64, nullable=False),
        sa.Column("updated_ms", INT64, nullable=False),
        sa.Column("resolved_ms", INT64),
        sa.Column("started_after_ms", INT64, nullable=False),
        sa.Column("started_before_ms", INT64, nullable=False),
        sa.Column("subscribers", sa.Integer(), nullable=False),
        sa.Column("terminals", sa.Integer(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.Column("acknowledged_by", sa.String()),
        sa.Column("acknowledged_ms", INT64),
        sa.Column("merged_into", sa.Integer()),
        sa.PrimaryKeyConstraint("number", name="pk_incident"),
    )
    op.create_index("ix_incident_state", "incident", ["state"])
    op.create_table(
        "link",
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("element", "path", name="pk_link"),
    )
    op.create_table(
        "plant_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at_ms", INT64, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_plant_version"),
    )
    op.create_table(
        "rule_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at_ms", INT64, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_rule_version"),
    )
    op.create_table(
        "service",
        sa.Column("id", INT64, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
    )
    op.create_index("ix_service_account", "service", ["account"])
    op.create_index("ix_service_terminal", "service", ["terminal"])
    op.create_table(
        "subject",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_subject"),
        sa.UniqueConstraint("key", name="uq_subject_key"),
    )
    op.create_table(
        "terminal_state",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("since_ms", INT64, nullable=False),
        sa.Column("last_seen_ms", INT64, nullable=False),
        sa.Column("first_missed_ms", INT64, nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_terminal_state"),
    )
    op.create_table(
        "user",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_ms", INT64, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_user"),
    )
    op.create_table(
        "account_phone",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.account"], name="fk_account_phone_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "position", name="pk_account_phone"),
    )
    op.create_index("ix_account_phone_e164", "account_phone", ["e164"])
    op.create_table(
        "incident_account",
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("restored_ms", INT64),
        sa.ForeignKeyConstraint(["incident"], ["incident.number"], name="fk_incident_account_incident"),
        sa.PrimaryKeyConstraint("incident", "account", name="pk_incident_account"),
    )
    op.create_index("ix_incident_account_account", "incident_account", ["account"])
    op.create_table(
        "incident_event",
        sa.Column("id", INT64, nullable=False),
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("at_ms", INT64, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.number"], name="fk_incident_event_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_incident_event"),
    )
    op.create_index("ix_incident_event_incident", "incident_event", ["incident"])
    op.create_table(
        "incident_terminal",
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("dark_ms", INT64, nullable=False),
        sa.Column("restored_ms", INT64),
        sa.ForeignKeyConstraint(["incident"], ["incident.number"], name="fk_incident_terminal_incident"),
        sa.PrimaryKeyConstraint("incident", "slot", name="pk_incident_terminal"),
    )
    op.create_index("ix_incident_terminal_slot", "incident_terminal", ["slot"])
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("owed_ms", INT64, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_ms", INT64, nullable=False),
        sa.Column("leased_until_ms", INT64, nullable=False),
        sa.Column("done_ms", INT64),
        sa.ForeignKeyConstraint(["incident"], ["incident.number"], name="fk_notice_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("incident", "revision", "receiver", name="uq_notice_incident"),
    )
    op.create_index(
        "ix_notice_owed", "notice", ["receiver", "incident", "revision"], sqlite_where=OWED, postgresql_where=OWED
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("created_ms", INT64, nullable=False),
        sa.Column("expires_ms", INT64, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["user.name"], name="fk_session_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", INT64, nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("at_ms", INT64, nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name="fk_delivery_notice"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_notice", "delivery", ["notice"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
