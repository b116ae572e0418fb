"""Ballots, secret ones, and the lists of who has voted."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from bot.storage.tables.columns import Key, Moment, metadata

# The key's first two columns find a participant's ballots in a poll; the whole key makes a repeated vote an update.
ballots = Table(
    "ballots",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True),
    Column("item_id", Key, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("answer", Text, nullable=False),
    Column("cast_at", Moment, nullable=False),
    Column("changes", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# A secret poll's voters and votes: the tables share only poll and item, and neither stores the order of arrival.
secret_voters = Table(
    "secret_voters",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True),
    Column("item_id", Key, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
secret_ballots = Table(
    "secret_ballots",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("item_id", Key, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("lot", String(32), primary_key=True),  # random, and the only order of the table
    Column("answer", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Answers of closed secret polls, moved here in the order of their lots: in the first table the database's pages reveal
# the order of arrival and, in PostgreSQL, which transaction wrote a row.
mixed_ballots = Table(
    "mixed_ballots",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("item_id", Key, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("lot", String(32), primary_key=True),
    Column("answer", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Receipts of the voters of a closed poll; nothing joins them to ballots. The commitments are random, and the only order
# of the table. Code and salt are erased when a person deletes their data; they have no index, in which a deleted entry
# would leave a gap.
codes = Table(
    "codes",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("commitment", String(64), primary_key=True),
    Column("code", String(12)),
    Column("salt", String(32)),
    sqlite_with_rowid=False,
)
