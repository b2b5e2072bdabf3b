"""Put notices in one order, some before others and many into one, and keep how each receiver fares."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEPT = "id, incident, revision, receiver, event, payload, owed_ms, state, attempts, due_ms, leased_until_ms, done_ms"
LOG = "id, notice, at_ms, took_ms, status, outcome, detail"


def upgrade() -> None:
    _set_aside()
    op.create_table(
        "notice",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("serial", MS, nullable=False),
        sa.Column("incident", sa.Integer, sa.ForeignKey("incident.number", name="fk_notice_incident")),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("receiver", sa.String, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False, server_default="1"),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("owed_ms", MS, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("carried_by", sa.String),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_ms", MS, nullable=False),
        sa.Column("leased_until_ms", MS, nullable=False),
        sa.Column("done_ms", MS),
        sa.UniqueConstraint("serial", name="uq_notice_serial"),
    )
    op.execute(
        f"INSERT INTO notice (serial, {KEPT}) "  # noqa: S608 - constants, as below
        f"SELECT row_number() OVER (ORDER BY owed_ms, incident, revision, receiver), {KEPT} FROM notice_before"
    )
    for name, columns, condition in (
        ("story", ["incident", "receiver", "serial"], None),
        ("receiver", ["receiver", "serial"], None),
        ("queue", ["receiver", "rank", "due_ms", "serial"], "state = 'owed'"),
        ("tried", ["receiver", "serial"], "state = 'owed' AND attempts > 0"),
        ("owed", ["receiver", "incident", "serial"], "state = 'owed'"),
        ("carried", ["receiver", "incident", "serial"], "state = 'carried'"),
        ("dead", ["receiver", "serial"], "state = 'dead'"),
        ("carried_by", ["carried_by"], "carried_by IS NOT NULL"),
    ):
        where = sa.text(condition) if condition else None
        op.create_index(f"ix_notice_{name}", "notice", columns, sqlite_where=where, postgresql_where=where)
    _bring_back_the_log()
    op.create_table(
        "receiver_standing",
        sa.Column("receiver", sa.String, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("open_since_ms", MS),
        sa.Column("not_before_ms", MS, nullable=False),
        sa.Column("success_ms", MS),
        sa.Column("failure_ms", MS),
        sa.Column("detail", sa.Text, nullable=False),
    )
    special = sa.text("class NOT IN ('', 'residential')")
    op.create_index("ix_account_special", "account", ["class"], sqlite_where=special, postgresql_where=special)


def downgrade() -> None:
    op.drop_index("ix_account_special", "account")
    op.drop_table("receiver_standing")
    for name in ("story", "receiver", "queue", "tried", "carried", "dead", "carried_by"):
        op.drop_index(f"ix_notice_{name}", "notice")
    _set_aside()
    op.create_table(
        "notice",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("incident", sa.Integer, sa.ForeignKey("incident.number", name="fk_notice_incident"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("receiver", sa.String, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("owed_ms", MS, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_ms", MS, nullable=False),
        sa.Column("leased_until_ms", MS, nullable=False),
        sa.Column("done_ms", MS),
        sa.UniqueConstraint("incident", "revision", "receiver", name="uq_notice_incident"),
    )
    op.execute("UPDATE notice_before SET state = 'owed' WHERE state = 'carried'")
    op.execute(f"DELETE FROM delivery_before WHERE notice IN (SELECT id FROM notice_before WHERE {NEW})")  # noqa: S608 - constants
    op.execute(f"INSERT INTO notice ({KEPT}) SELECT {KEPT} FROM notice_before WHERE NOT ({NEW})")  # noqa: S608 - constants
    owed = sa.text("state = 'owed'")
    op.create_index(
        "ix_notice_owed", "notice", ["receiver", "incident", "revision"], sqlite_where=owed, postgresql_where=owed
    )
    _bring_back_the_log()


NEW = "incident IS NULL OR event NOT LIKE 'incident.%'"
"""What the ledger before this could not hold; what a digest carried is delivered, owed, or given up by itself there."""


def _set_aside() -> None:
    """Give way to new tables of the same names: a column that may be nothing now could not before."""
    op.drop_index("ix_notice_owed", "notice")
    op.drop_index("ix_delivery_notice", "delivery")
    if op.get_bind().dialect.name != "sqlite":  # where the names of keys are their own, not the table's
        op.execute("ALTER TABLE delivery DROP CONSTRAINT fk_delivery_notice")
        op.execute("ALTER TABLE delivery DROP CONSTRAINT pk_delivery")
        op.execute("ALTER TABLE notice DROP CONSTRAINT pk_notice")
        op.execute("ALTER TABLE notice DROP CONSTRAINT IF EXISTS uq_notice_incident")
        op.execute("ALTER TABLE notice DROP CONSTRAINT IF EXISTS uq_notice_serial")
    op.rename_table("delivery", "delivery_before")
    op.rename_table("notice", "notice_before")


def _bring_back_the_log() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", MS, primary_key=True),
        sa.Column("notice", sa.String, sa.ForeignKey("notice.id", name="fk_delivery_notice"), nullable=False),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("took_ms", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.execute(f"INSERT INTO delivery ({LOG}) SELECT {LOG} FROM delivery_before")  # noqa: S608 - constants
    op.drop_table("delivery_before")
    op.drop_table("notice_before")
    op.create_index("ix_delivery_notice", "delivery", ["notice"])
