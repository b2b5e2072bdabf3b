"""Keep units with their rota, contingency plans with their runs, and storms."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MS = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _to(table: str, column: str, there: str, **options: str) -> sa.ForeignKey:
    return sa.ForeignKey(there, name=f"fk_{table}_{column}", **options)


def upgrade() -> None:
    _units()
    _plans()
    _storms()


def _units() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("parent", sa.String, nullable=False),
    )
    op.create_table(
        "unit_member",
        sa.Column("unit", sa.String, _to("unit_member", "unit", "unit.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user", sa.String, _to("unit_member", "user", "user.name", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_unit_member_user", "unit_member", ["user"])
    op.create_table(
        "rota",
        sa.Column("id", MS, primary_key=True),
        sa.Column("unit", sa.String, _to("rota", "unit", "unit.id", ondelete="CASCADE"), nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("weekdays", sa.String, nullable=False),
        sa.Column("from_minute", sa.Integer, nullable=False),
        sa.Column("to_minute", sa.Integer, nullable=False),
        sa.Column("first_ms", MS),
        sa.Column("last_ms", MS),
    )
    op.create_index("ix_rota_unit", "rota", ["unit"])
    op.create_table(
        "incident_unit",
        sa.Column("incident", sa.Integer, _to("incident_unit", "incident", "incident.number"), primary_key=True),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("at_ms", MS, nullable=False),
    )
    op.create_index("ix_incident_unit_unit", "incident_unit", ["unit"])


def _plans() -> None:
    op.create_table(
        "plan",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "plan_version",
        sa.Column("plan", sa.String, _to("plan_version", "plan", "plan.name"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("at_ms", MS, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "plan_run",
        sa.Column("id", MS, primary_key=True),
        sa.Column("incident", sa.Integer, _to("plan_run", "incident", "incident.number"), nullable=False),
        sa.Column("plan", sa.String, _to("plan_run", "plan", "plan.name"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("reopened", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("started_ms", MS, nullable=False),
        sa.Column("ended_ms", MS),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("incident", "plan", "reopened", name="uq_plan_run_incident"),
    )
    running = sa.text("state = 'running'")
    op.create_index("ix_plan_run_plan", "plan_run", ["plan"])
    op.create_index("ix_plan_run_running", "plan_run", ["id"], sqlite_where=running, postgresql_where=running)
    op.create_table(
        "plan_step_run",
        sa.Column("run", MS, _to("plan_step_run", "run", "plan_run.id"), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("at_ms", MS),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("result", sa.JSON, nullable=False),
    )


def _storms() -> None:
    standing = sa.text("ended_ms IS NULL")
    op.create_table(
        "storm",
        sa.Column("id", MS, primary_key=True),
        sa.Column("began_ms", MS, nullable=False),
        sa.Column("ended_ms", MS),
    )
    op.create_index("ix_storm_standing", "storm", ["id"], sqlite_where=standing, postgresql_where=standing)
    op.create_table(
        "storm_incident",
        sa.Column("incident", sa.Integer, _to("storm_incident", "incident", "incident.number"), primary_key=True),
        sa.Column("storm", MS, _to("storm_incident", "storm", "storm.id"), nullable=False),
        sa.Column("at_ms", MS, nullable=False),
    )
    op.create_index("ix_storm_incident_storm", "storm_incident", ["storm"])


def downgrade() -> None:
    for name in (
        "storm_incident", "storm", "plan_step_run", "plan_run", "plan_version", "plan",
        "incident_unit", "rota", "unit_member", "unit",
    ):  # fmt: skip
        op.drop_table(name)
