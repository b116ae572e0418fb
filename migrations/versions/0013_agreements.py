"""Who agrees with which response; the number that is shown moves in steps. Responses can be edited."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("responses", sa.Column("agreed", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("responses", sa.Column("edited_at", sa.DateTime()))
    op.create_table(
        "agreements",
        sa.Column("response_id", KEY, autoincrement=False, nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_agreements_response_id_responses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", "participant", name=op.f("pk_agreements")),
    )
    op.create_index(op.f("ix_agreements_participant"), "agreements", ["participant"])
