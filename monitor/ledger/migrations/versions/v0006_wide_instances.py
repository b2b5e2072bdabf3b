"""Let an alarm be about an interface whose index takes all 32 bits."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":  # whose INTEGER is as wide as need be
        op.alter_column("alarm", "instance", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("alarm", "instance", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
