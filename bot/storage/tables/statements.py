"""Statements and the votes on them."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false, text

from bot.storage.tables.columns import Key, Moment, metadata

# Statements of a question, which people vote on in one set or more. One whose author has deleted it keeps its number,
# and its votes; its text is empty.
statements = Table(
    "statements",
    metadata,
    Column("id", Key, primary_key=True),
    Column("debate_id", Key, ForeignKey("debates.id"), nullable=False),
    Column("question", String(1), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("seed", String(40)),  # the pack's id; its statements have no participant
    Column("participant", String(80), index=True),
    Column("status", String(16), nullable=False),
    Column("decline_reason", String(20)),
    Column("merged_into", Key),
    Column("created_at", Moment, nullable=False),
)
Index("uq_statements_number", statements.c.debate_id, statements.c.question, statements.c.number, unique=True)

# One opening of a question's statements for voting. What it comes to is worked out once, when it has closed.
statement_sets = Table(
    "statement_sets",
    metadata,
    Column("id", Key, primary_key=True),
    Column("debate_id", Key, ForeignKey("debates.id"), nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("question", String(1), nullable=False),
    Column("title", String(256), nullable=False),
    Column("round", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("release", String(16), nullable=False),
    Column("secrecy", String(16), nullable=False),
    Column("small_groups", Boolean, nullable=False),
    Column("groups_wanted", Boolean, nullable=False),
    Column("participant_role", BigInteger),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    Column("turnout", Integer),
    Column("counts", JSON(none_as_null=True)),
    Column("groups", JSON(none_as_null=True)),
    Column("member_days", Integer, nullable=False, server_default=text("0")),
    Column("joined_before", Boolean, nullable=False, server_default=false()),
    Column("account_days", Integer, nullable=False, server_default=text("0")),
    Column("announced_at", Moment),
)
Index(
    "uq_statement_sets_round",
    statement_sets.c.debate_id,
    statement_sets.c.question,
    statement_sets.c.round,
    unique=True,
)

# Like ballots: the key finds a participant's votes in a set, and makes a repeated vote an update.
statement_votes = Table(
    "statement_votes",
    metadata,
    Column("set_id", Key, ForeignKey("statement_sets.id"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True),
    Column("statement_id", Key, ForeignKey("statements.id"), primary_key=True, autoincrement=False),
    Column("stance", String(8), nullable=False),
    sqlite_with_rowid=False,
)

# Secret votes on statements lie like secret ballots, in three tables that nothing joins.
secret_statement_voters = Table(
    "secret_statement_voters",
    metadata,
    Column("set_id", Key, ForeignKey("statement_sets.id"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True),
    Column("statement_id", Key, ForeignKey("statements.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
secret_statement_votes = Table(
    "secret_statement_votes",
    metadata,
    Column("set_id", Key, ForeignKey("statement_sets.id"), primary_key=True, autoincrement=False),
    Column("statement_id", Key, ForeignKey("statements.id"), primary_key=True, autoincrement=False),
    Column("lot", String(32), primary_key=True),
    Column("stance", String(8), nullable=False),
    sqlite_with_rowid=False,
)
mixed_statement_votes = Table(
    "mixed_statement_votes",
    metadata,
    Column("set_id", Key, ForeignKey("statement_sets.id"), primary_key=True, autoincrement=False),
    Column("statement_id", Key, ForeignKey("statements.id"), primary_key=True, autoincrement=False),
    Column("lot", String(32), primary_key=True),
    Column("stance", String(8), nullable=False),
    sqlite_with_rowid=False,
)
