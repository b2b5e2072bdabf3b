"""Keep what announcement systems were given to say to a subscriber."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "announced",
        sa.Column("id", MS, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("incident", sa.Integer),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announced_account", "announced", ["account", "at_ms"])
    op.create_index("ix_announced_at_ms", "announced", ["at_ms"])


def downgrade() -> None:
    op.drop_table("announced")
