"""The page on the wall of a debate: its address, and what moderators have chosen to show on it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "halls",
        sa.Column("debate_id", KEY, autoincrement=False, nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("held", sa.String(length=60)),
        sa.Column("held_at", sa.DateTime()),
        sa.Column("response_id", KEY),
        sa.Column("response_until", sa.DateTime()),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=op.f("fk_halls_debate_id_debates")),
        sa.PrimaryKeyConstraint("debate_id", name=op.f("pk_halls")),
        sa.UniqueConstraint("token", name=op.f("uq_halls_token")),
    )
