"""Seals of format 2 cover the log of actions; those given before have no head of it, which is how they are known."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("polls", sa.Column("log_head", sa.String(64)))
