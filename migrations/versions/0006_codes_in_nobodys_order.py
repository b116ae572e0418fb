"""Inclusion codes in an order that is nobody's, each behind a commitment that outlasts it.

They lay in the order of their voters' pseudonyms. The lists that are there keep the codes themselves as commitments,
since these are what their seals cover.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.rename_table("codes", "codes_as_they_came")
    op.create_table(
        "codes",
        sa.Column("poll_id", KEY, autoincrement=False, nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_codes_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "commitment", name=op.f("pk_codes")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO codes (poll_id, commitment, code) "
        "SELECT poll_id, code, code FROM codes_as_they_came ORDER BY poll_id, code"
    )
    op.drop_table("codes_as_they_came")
