"""Rules on who may vote, and how many people they kept out."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for table in ("servers", "polls", "statement_sets"):
        op.add_column(table, sa.Column("member_days", sa.Integer(), server_default=sa.text("0"), nullable=False))
        op.add_column(table, sa.Column("joined_before", sa.Boolean(), server_default=sa.false(), nullable=False))
        op.add_column(table, sa.Column("account_days", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("polls", sa.Column("refused", sa.JSON(), nullable=True))
    op.create_table(
        "refused_voters",
        sa.Column("poll_id", KEY, autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("barrier", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_refused_voters_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "mark", name=op.f("pk_refused_voters")),
        sqlite_with_rowid=False,
    )
