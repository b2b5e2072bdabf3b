"""Keep what tests of terminals found."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "terminal_test",
        sa.Column("id", MS, primary_key=True),
        sa.Column("terminal", sa.String, nullable=False),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("done_ms", MS),
        sa.Column("answers", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_terminal_test_terminal", "terminal_test", ["terminal"])


def downgrade() -> None:
    op.drop_table("terminal_test")
