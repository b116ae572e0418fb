"""The programme of a debate, copied when it starts, and how far it is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "programmes",
        sa.Column("debate_id", KEY, autoincrement=False, nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("lengths", sa.JSON(), nullable=False),
        sa.Column("present", sa.Integer()),
        sa.Column("planned_from", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime()),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=op.f("fk_programmes_debate_id_debates")),
        sa.PrimaryKeyConstraint("debate_id", name=op.f("pk_programmes")),
    )
    op.create_table(
        "programme_steps",
        sa.Column("debate_id", KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("ending", sa.String(length=16)),
        sa.Column("posted_at", sa.DateTime()),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=op.f("fk_programme_steps_debate_id_debates")),
        sa.PrimaryKeyConstraint("debate_id", "number", name=op.f("pk_programme_steps")),
    )
