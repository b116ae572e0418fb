"""Secret ballots: who has voted and what was voted, in two tables that nothing joins."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "secret_voters",
        sa.Column("poll_id", KEY, autoincrement=False, nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.Column("item_id", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_secret_voters_item_id_items")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_secret_voters_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "participant", "item_id", name=op.f("pk_secret_voters")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "secret_ballots",
        sa.Column("poll_id", KEY, autoincrement=False, nullable=False),
        sa.Column("item_id", KEY, autoincrement=False, nullable=False),
        sa.Column("lot", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_secret_ballots_item_id_items")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_secret_ballots_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "item_id", "lot", name=op.f("pk_secret_ballots")),
        sqlite_with_rowid=False,
    )
