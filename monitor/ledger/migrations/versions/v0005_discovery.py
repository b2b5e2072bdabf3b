"""Keep where terminals are, where they were before, and what is proposed because of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "segment",
        sa.Column("id", MS, primary_key=True),
        sa.Column("teller", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("nodes", sa.JSON, nullable=False),
        sa.Column("elements", sa.JSON, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("agrees", sa.Boolean, nullable=False),
        sa.Column("seen_ms", MS, nullable=False),
        sa.UniqueConstraint("teller", "name", name="uq_segment_teller"),
    )
    op.create_table(
        "terminal_segment",
        sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("segment", sa.BigInteger, nullable=False),
        sa.Column("since_ms", MS, nullable=False),
    )
    op.create_table(
        "terminal_move",
        sa.Column("id", MS, primary_key=True),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("from_segment", sa.BigInteger, nullable=False),
        sa.Column("to_segment", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_terminal_move_slot", "terminal_move", ["slot"])
    op.create_index("ix_terminal_move_at_ms", "terminal_move", ["at_ms"])
    op.create_table(
        "proposal",
        sa.Column("id", MS, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("terminal", sa.String, nullable=False),
        sa.Column("segment", sa.BigInteger, nullable=False),
        sa.Column("drawn_at", sa.String, nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("since_ms", MS, nullable=False),
        sa.Column("made_ms", MS, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("decided_ms", MS),
        sa.Column("decided_by", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("state = 'open'")
    op.create_index("ix_proposal_open", "proposal", ["id"], sqlite_where=is_open, postgresql_where=is_open)
    op.create_index("ix_proposal_terminal", "proposal", ["terminal", "kind"])


def downgrade() -> None:
    for table in ("proposal", "terminal_move", "terminal_segment", "segment"):
        op.drop_table(table)
