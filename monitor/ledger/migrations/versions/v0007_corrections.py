"""Keep what speaks for a proposal, what crews found, and who called."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("proposal", sa.Column("evidence", sa.JSON))
    op.create_table(
        "found",
        sa.Column("incident", sa.Integer, sa.ForeignKey("incident.number", name="fk_found_incident"), primary_key=True),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("named", sa.String, nullable=False),
        sa.Column("cause", sa.String, nullable=False),
        sa.Column("false_alarm", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "call",
        sa.Column("id", MS, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("symptom", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("logged_ms", MS, nullable=False),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_call_at_ms", "call", ["at_ms"])
    op.create_index("ix_call_account", "call", ["account"])


def downgrade() -> None:
    op.drop_table("call")
    op.drop_table("found")
    op.drop_column("proposal", "evidence")
