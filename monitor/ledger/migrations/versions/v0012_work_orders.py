"""Keep work orders with all that came in about them, and what was to be seen when an incident opened."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "work_order",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("system", sa.String, nullable=False),
        sa.Column("external", sa.String),
        sa.Column("incident", sa.Integer, sa.ForeignKey("incident.number", name="fk_work_order_incident")),
        sa.Column("incident_said", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("terminal", sa.String, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("crew", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("cause", sa.String, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("opened_ms", MS, nullable=False),
        sa.Column("round_ms", MS, nullable=False),
        sa.Column("reopened", sa.Integer, nullable=False),
        sa.Column("acknowledged_ms", MS),
        sa.Column("dispatched_ms", MS),
        sa.Column("on_site_ms", MS),
        sa.Column("done_ms", MS),
        sa.Column("cancelled_ms", MS),
        sa.Column("restored_ms", MS),
        sa.Column("closed_ms", MS),
        sa.Column("said_ms", MS, nullable=False),
        sa.Column("sequence", MS),
        sa.Column("opened_by", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("spot_check", sa.Boolean, nullable=False),
        sa.Column("report", sa.JSON),
    )
    op.create_index("ix_work_order_incident", "work_order", ["incident"])
    op.create_index("ix_work_order_state", "work_order", ["state"])
    op.create_index("ix_work_order_external", "work_order", ["system", "external"], unique=True)
    op.create_table(
        "work_order_transition",
        sa.Column("id", MS, primary_key=True),
        sa.Column("work_order", sa.Integer, _order("work_order_transition"), nullable=False),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("heard_ms", MS, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("was", sa.String),
        sa.Column("becomes", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_work_order_transition_work_order", "work_order_transition", ["work_order"])
    op.create_table(
        "work_order_alarm",
        sa.Column("work_order", sa.Integer, _order("work_order_alarm"), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("clock", sa.String, primary_key=True),
        sa.Column("step", sa.String, primary_key=True),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("due_ms", MS, nullable=False),
    )
    op.create_table(
        "inbound",
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("message", sa.String, primary_key=True),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("work_order", sa.Integer, _order("inbound")),
    )
    op.create_index("ix_inbound_at_ms", "inbound", ["at_ms"])
    op.create_table(
        "incident_evidence",
        sa.Column(
            "incident",
            sa.Integer,
            sa.ForeignKey("incident.number", name="fk_incident_evidence_incident"),
            primary_key=True,
        ),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    for name in ("incident_evidence", "inbound", "work_order_alarm", "work_order_transition", "work_order"):
        op.drop_table(name)


def _order(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("work_order.number", name=f"fk_{table}_work_order")
