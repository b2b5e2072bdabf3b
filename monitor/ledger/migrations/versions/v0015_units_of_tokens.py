"""Say to which unit an API token belongs."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_token", sa.Column("unit", sa.String, nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("api_token", "unit")
