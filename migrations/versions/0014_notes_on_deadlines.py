"""Where a room was reminded of a deadline, or told of another, so that what no longer holds can be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "deadline_notes",
        sa.Column("poll_id", KEY, autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("extension", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_deadline_notes_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "channel_id", "message_id", name=op.f("pk_deadline_notes")),
    )
