"""When a set of statements was announced as closed, so that its result is posted once. Closed ones have been."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statement_sets", sa.Column("announced_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE statement_sets SET announced_at = closed_at WHERE state = 'closed'")
