"""Secret answers of polls that are over, moved there bit by bit, and who is counting a poll at present."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("polls", sa.Column("counter", sa.String(length=16), nullable=True))
    op.create_table(
        "mixed_ballots",
        sa.Column("poll_id", KEY, autoincrement=False, nullable=False),
        sa.Column("item_id", KEY, autoincrement=False, nullable=False),
        sa.Column("lot", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_mixed_ballots_item_id_items")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_mixed_ballots_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "item_id", "lot", name=op.f("pk_mixed_ballots")),
        sqlite_with_rowid=False,
    )
