"""Whether the first result of a question stays hidden until the second vote closes, as in an Oxford debate."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debates", sa.Column("format", sa.String(16), server_default="open", nullable=False))
