"""The scheduled event of a debate's server, and when it is to end; both are empty without one and once it has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debates", sa.Column("event_id", sa.BigInteger))
    op.add_column("debates", sa.Column("event_ends_at", sa.DateTime))
