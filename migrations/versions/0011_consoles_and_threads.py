"""The run sheet in a channel, threads at ballot cards with the responses posted there, and where a debate started."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("servers") as servers:
        servers.add_column(sa.Column("console_channel", sa.BigInteger(), nullable=True))
        servers.add_column(sa.Column("console_message", sa.BigInteger(), nullable=True))
        servers.add_column(sa.Column("threads", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("debates", sa.Column("channel_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "response_messages",
        sa.Column("response_id", KEY, autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_response_messages")),
    )
