"""Keep what callers were told, whom to call back, what agents are told to do, and work that was announced."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")
OWED = sa.text("result IS NULL")


def upgrade() -> None:
    op.add_column("call", sa.Column("told", sa.String, nullable=False, server_default=sa.text("''")))
    op.add_column("call", sa.Column("incident", sa.Integer))
    op.create_table(
        "callback",
        sa.Column("id", MS, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("call", MS, sa.ForeignKey("call.id", name="fk_callback_call"), nullable=False),
        sa.Column("incident", sa.Integer),
        sa.Column("wished_ms", MS, nullable=False),
        sa.Column("claimed_by", sa.String),
        sa.Column("claimed_ms", MS),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("again_ms", MS),
        sa.Column("result", sa.String),
        sa.Column("done_ms", MS),
        sa.Column("done_by", sa.String),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_callback_account", "callback", ["account"])
    op.create_index("ix_callback_owed", "callback", ["account"], unique=True, sqlite_where=OWED, postgresql_where=OWED)
    op.create_table(
        "guidance",
        sa.Column("id", MS, primary_key=True),
        sa.Column("symptom", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text_zh", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("newest", sa.Boolean, nullable=False),
        sa.UniqueConstraint("symptom", "verdict", "version", name="uq_guidance_version"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "planned_work",
        sa.Column("id", MS, primary_key=True),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("services", sa.String, nullable=False),
        sa.Column("from_ms", MS, nullable=False),
        sa.Column("to_ms", MS, nullable=False),
        sa.Column("text_zh", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("made_ms", MS, nullable=False),
        sa.Column("cancelled_ms", MS),
        sa.Column("cancelled_by", sa.String),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_planned_work_to_ms", "planned_work", ["to_ms"])


def downgrade() -> None:
    for name in ("planned_work", "guidance", "callback"):
        op.drop_table(name)
    op.drop_column("call", "incident")
    op.drop_column("call", "told")
