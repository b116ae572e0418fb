"""Statements that participants write and vote on, and the settings for them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("servers", sa.Column("statements", sa.Integer(), server_default=sa.text("3"), nullable=False))
    op.add_column("servers", sa.Column("review_statements", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("servers", sa.Column("groups", sa.Boolean(), server_default=sa.false(), nullable=False))
    _statements()
    _sets()
    _votes("statement_votes", "participant")
    _votes("secret_statement_voters", "participant", with_stance=False)
    _votes("secret_statement_votes", "lot")
    _votes("mixed_statement_votes", "lot")


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", KEY, nullable=False),
        sa.Column("debate_id", KEY, nullable=False),
        sa.Column("question", sa.String(length=1), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=True),
        sa.Column("participant", sa.String(length=80), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("decline_reason", sa.String(length=20), nullable=True),
        sa.Column("merged_into", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=op.f("fk_statements_debate_id_debates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
    )
    op.create_index(op.f("ix_statements_participant"), "statements", ["participant"])
    op.create_index("uq_statements_number", "statements", ["debate_id", "question", "number"], unique=True)


def _sets() -> None:
    op.create_table(
        "statement_sets",
        sa.Column("id", KEY, nullable=False),
        sa.Column("debate_id", KEY, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.String(length=1), nullable=False),
        sa.Column("title", sa.String(length=256), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("release", sa.String(length=16), nullable=False),
        sa.Column("secrecy", sa.String(length=16), nullable=False),
        sa.Column("small_groups", sa.Boolean(), nullable=False),
        sa.Column("groups_wanted", sa.Boolean(), nullable=False),
        sa.Column("participant_role", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("turnout", sa.Integer(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("groups", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=op.f("fk_statement_sets_debate_id_debates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_sets")),
    )
    op.create_index(op.f("ix_statement_sets_state"), "statement_sets", ["state"])
    op.create_index("uq_statement_sets_round", "statement_sets", ["debate_id", "question", "round"], unique=True)


def _votes(name: str, last_of_key: str, *, with_stance: bool = True) -> None:
    """Make a table of votes, sorted by its key: by participant or, where it says nothing about people, by lot."""
    by_lot = last_of_key == "lot"
    length = 32 if by_lot else 80
    set_id = sa.Column("set_id", KEY, autoincrement=False, nullable=False)
    statement_id = sa.Column("statement_id", KEY, autoincrement=False, nullable=False)
    other = sa.Column(last_of_key, sa.String(length=length), nullable=False)
    columns = [set_id, statement_id, other] if by_lot else [set_id, other, statement_id]
    stance = [sa.Column("stance", sa.String(length=8), nullable=False)] if with_stance else []
    op.create_table(
        name,
        *columns,
        *stance,
        sa.ForeignKeyConstraint(["set_id"], ["statement_sets.id"], name=op.f(f"fk_{name}_set_id_statement_sets")),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name=op.f(f"fk_{name}_statement_id_statements")),
        sa.PrimaryKeyConstraint(*(column.name for column in columns), name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )
