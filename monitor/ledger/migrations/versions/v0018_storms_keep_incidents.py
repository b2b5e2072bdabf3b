"""Have each storm keep its incidents: one that came back in a later storm belongs to both."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    held = _taken_out()
    op.drop_index("ix_storm_incident_storm", "storm_incident")
    op.drop_table("storm_incident")
    made = op.create_table(
        "storm_incident",
        sa.Column("storm", MS, _to("storm", "storm.id"), primary_key=True),
        sa.Column("incident", sa.Integer, _to("incident", "incident.number"), primary_key=True),
        sa.Column("at_ms", MS, nullable=False),
    )
    op.create_index("ix_storm_incident_incident", "storm_incident", ["incident"])
    op.bulk_insert(made, held)


def downgrade() -> None:
    held = {row["incident"]: row for row in _taken_out()}  # the newest storm of each
    op.drop_index("ix_storm_incident_incident", "storm_incident")
    op.drop_table("storm_incident")
    made = op.create_table(
        "storm_incident",
        sa.Column("incident", sa.Integer, _to("incident", "incident.number"), primary_key=True),
        sa.Column("storm", MS, _to("storm", "storm.id"), nullable=False),
        sa.Column("at_ms", MS, nullable=False),
    )
    op.create_index("ix_storm_incident_storm", "storm_incident", ["storm"])
    op.bulk_insert(made, list(held.values()))


def _to(column: str, there: str) -> sa.ForeignKey:
    return sa.ForeignKey(there, name=f"fk_storm_incident_{column}")


def _taken_out() -> list[dict[str, int]]:
    """Return what incidents are held by which storms, the oldest storm first."""
    table = sa.table("storm_incident", sa.column("storm"), sa.column("incident"), sa.column("at_ms"))
    return [dict(row) for row in op.get_bind().execute(sa.select(table).order_by(table.c.storm)).mappings()]
