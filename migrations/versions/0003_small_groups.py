"""Whether live counts keep small groups from being seen through."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("servers", "polls"):
        op.add_column(table, sa.Column("small_groups", sa.Boolean(), server_default=sa.true(), nullable=False))
