"""Seals of closed polls, inclusion codes of their voters, and the chained log of actions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("polls", sa.Column("seal", sa.String(length=64), nullable=True))
    op.create_table(
        "codes",
        sa.Column("poll_id", KEY, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_codes_poll_id_polls")),
    )
    op.create_index("ix_codes_poll_code", "codes", ["poll_id", "code"], unique=False)
    op.create_table(
        "actions",
        sa.Column("debate_id", KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=op.f("fk_actions_debate_id_debates")),
        sa.PrimaryKeyConstraint("debate_id", "number", name=op.f("pk_actions")),
    )
