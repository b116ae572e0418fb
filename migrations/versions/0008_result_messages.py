"""Where results were posted, so that those of cancelled polls can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "result_messages",
        sa.Column("poll_id", KEY, autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_result_messages_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "channel_id", "message_id", name=op.f("pk_result_messages")),
    )
