"""Keep each change of an incident's state with its reason, who works on it, and how incidents belong together."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")
STANDING = sa.text("resolved_ms IS NULL")


def upgrade() -> None:
    op.add_column("incident", sa.Column("closed_ms", MS))
    op.add_column("incident", sa.Column("assigned_to", sa.String))
    op.add_column("incident", sa.Column("snoozed_until_ms", MS))
    op.add_column("incident", sa.Column("reopened", sa.Integer, nullable=False, server_default="0"))
    op.add_column("incident", sa.Column("etr_after_ms", MS))
    op.add_column("incident", sa.Column("etr_before_ms", MS))
    op.add_column("incident", sa.Column("etr_source", sa.String))
    op.add_column("incident", sa.Column("etr_by", sa.String))
    op.drop_index("ix_incident_standing", "incident")
    op.create_index("ix_incident_standing", "incident", ["element"], sqlite_where=STANDING, postgresql_where=STANDING)
    op.create_table(
        "incident_transition",
        sa.Column("id", MS, primary_key=True),
        sa.Column(
            "incident",
            sa.Integer,
            sa.ForeignKey("incident.number", name="fk_incident_transition_incident"),
            nullable=False,
        ),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("was", sa.String),
        sa.Column("becomes", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_transition_incident", "incident_transition", ["incident"])
    op.create_table(
        "incident_link",
        sa.Column(
            "incident", sa.Integer, sa.ForeignKey("incident.number", name="fk_incident_link_incident"), primary_key=True
        ),
        sa.Column(
            "other", sa.Integer, sa.ForeignKey("incident.number", name="fk_incident_link_other"), primary_key=True
        ),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at_ms", MS, nullable=False),
    )
    op.create_index("ix_incident_link_other", "incident_link", ["other"])


def downgrade() -> None:
    op.drop_table("incident_link")
    op.drop_table("incident_transition")
    op.drop_index("ix_incident_standing", "incident")
    op.create_index(
        "ix_incident_standing",
        "incident",
        ["element"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    for name in (
        "etr_by",
        "etr_source",
        "etr_before_ms",
        "etr_after_ms",
        "reopened",
        "snoozed_until_ms",
        "assigned_to",
        "closed_ms",
    ):
        op.drop_column("incident", name)
