"""Keep which work order a notice tells of: what a receiver hears of an order has an order of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("work_order", sa.Integer))
    notice = sa.table("notice", sa.column("id"), sa.column("event"), sa.column("work_order"))
    told = op.get_bind().execute(sa.select(notice.c.id).where(notice.c.event == "order.opened")).scalars().all()
    for name in told:  # ORD-000001_1_desk
        number = int(name.partition("_")[0].removeprefix("ORD-"))
        op.execute(notice.update().where(notice.c.id == name).values(work_order=number))
    some = sa.text("work_order IS NOT NULL")
    op.create_index(
        "ix_notice_order", "notice", ["work_order", "receiver", "serial"], sqlite_where=some, postgresql_where=some
    )


def downgrade() -> None:
    op.drop_index("ix_notice_order", "notice")
    op.drop_column("notice", "work_order")
