"""Keep the newest of what equipment said unasked, and how much of it there was."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice_heard",
        sa.Column("id", MS, primary_key=True),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("slot", sa.Integer),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("severity", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("oid", sa.String, nullable=False),
        sa.Column("varbinds", sa.JSON, nullable=False),
        sa.Column("trouble", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice_tally",
        sa.Column("what", sa.String, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("notice_tally")
    op.drop_table("notice_heard")
