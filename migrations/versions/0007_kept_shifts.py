"""What was told of the shift between two polls."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "shifts",
        sa.Column("poll_before", KEY, autoincrement=False, nullable=False),
        sa.Column("poll_after", KEY, autoincrement=False, nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_before"], ["polls.id"], name=op.f("fk_shifts_poll_before_polls")),
        sa.ForeignKeyConstraint(["poll_after"], ["polls.id"], name=op.f("fk_shifts_poll_after_polls")),
        sa.PrimaryKeyConstraint("poll_before", "poll_after", name=op.f("pk_shifts")),
    )
