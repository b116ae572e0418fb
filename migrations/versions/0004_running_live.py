"""Reminders, quorums, and whether responses are reviewed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("servers") as servers:
        servers.add_column(sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.true()))
        servers.add_column(sa.Column("review", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("polls") as polls:
        polls.add_column(sa.Column("half_reminded_at", sa.DateTime(), nullable=True))
        polls.add_column(sa.Column("end_reminded_for", sa.DateTime(), nullable=True))
        polls.add_column(sa.Column("quorum", sa.String(length=8), nullable=True))
