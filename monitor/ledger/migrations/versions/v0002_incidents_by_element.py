"""Find open incidents by their element: an agent asks for those on the way that feeds a caller."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STANDING = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_index(
        "ix_incident_standing", "incident", ["element"], sqlite_where=STANDING, postgresql_where=STANDING
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_incident_standing", "incident")
