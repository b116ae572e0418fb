"""The floor: turns to speak, who waits for them, and whether speakers are stored by name."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("servers", sa.Column("named_speakers", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "floors",
        sa.Column("id", KEY, nullable=False),
        sa.Column("debate_id", KEY, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("voice_channel_id", sa.BigInteger()),
        sa.Column("is_stage", sa.Boolean(), nullable=False),
        sa.Column("question", sa.String(length=1)),
        sa.Column("title", sa.String(length=256), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("order", sa.String(length=16), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("list_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=op.f("fk_floors_debate_id_debates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floors")),
    )
    op.create_index(op.f("ix_floors_debate_id"), "floors", ["debate_id"])
    _unique_where("uq_floors_open", "floors", "debate_id", "closed_at IS NULL")
    op.create_table(
        "speakers_list",
        sa.Column("floor_id", KEY, autoincrement=False, nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.Column("is_reply", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100)),
        sa.Column("side", sa.String(length=16)),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["floor_id"], ["floors.id"], name=op.f("fk_speakers_list_floor_id_floors")),
        sa.PrimaryKeyConstraint("floor_id", "participant", "is_reply", name=op.f("pk_speakers_list")),
    )
    op.create_index(op.f("ix_speakers_list_participant"), "speakers_list", ["participant"])
    op.create_table(
        "speeches",
        sa.Column("floor_id", KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("debate_id", KEY, nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("side", sa.String(length=16)),
        sa.Column("is_reply", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("paused_at", sa.DateTime()),
        sa.Column("paused_seconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("warned_for", sa.DateTime()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("ending", sa.String(length=16)),
        sa.Column("seconds", sa.Integer()),
        sa.ForeignKeyConstraint(["floor_id"], ["floors.id"], name=op.f("fk_speeches_floor_id_floors")),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=op.f("fk_speeches_debate_id_debates")),
        sa.PrimaryKeyConstraint("floor_id", "number", name=op.f("pk_speeches")),
    )
    op.create_index(op.f("ix_speeches_debate_id"), "speeches", ["debate_id"])
    op.create_index(op.f("ix_speeches_participant"), "speeches", ["participant"])
    _unique_where("uq_speeches_running", "speeches", "floor_id", "ended_at IS NULL")
    op.create_table(
        "floor_presence",
        sa.Column("floor_id", KEY, autoincrement=False, nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.Column("moves_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["floor_id"], ["floors.id"], name=op.f("fk_floor_presence_floor_id_floors")),
        sa.PrimaryKeyConstraint("floor_id", "participant", name=op.f("pk_floor_presence")),
    )
    op.create_index(op.f("ix_floor_presence_participant"), "floor_presence", ["participant"])


def _unique_where(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
