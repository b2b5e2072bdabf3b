"""Find what an incident absorbed, keep which plans were handed over, drop findings of the time before a return."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    some = sa.text("merged_into IS NOT NULL")
    op.create_index("ix_incident_merged", "incident", ["merged_into"], sqlite_where=some, postgresql_where=some)
    op.create_table(
        "plan_handover",
        sa.Column("incident", sa.Integer, sa.ForeignKey("incident.number"), primary_key=True),
        sa.Column("plan", sa.String, sa.ForeignKey("plan.name"), primary_key=True),
        sa.Column("reopened", sa.Integer, primary_key=True),
        sa.Column("at_ms", MS, nullable=False),
    )
    op.execute(
        "DELETE FROM found WHERE EXISTS (SELECT 1 FROM incident_transition AS back WHERE back.incident = found.incident"
        " AND back.was = 'resolved' AND back.becomes = 'open' AND back.at_ms > found.at_ms)"
    )  # the timeline keeps what was said


def downgrade() -> None:
    op.drop_table("plan_handover")
    op.drop_index("ix_incident_merged", "incident")
