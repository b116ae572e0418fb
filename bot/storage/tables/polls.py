"""Polls, their items, and what is known of them beside their ballots."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, Text, false, text, true

from bot.storage.tables.columns import Key, Moment, metadata

polls = Table(
    "polls",
    metadata,
    Column("id", Key, primary_key=True),
    Column("debate_id", Key, ForeignKey("debates.id"), nullable=False, index=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("question", String(1), nullable=False),
    Column("title", String(256), nullable=False),
    Column("round", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("release", String(16), nullable=False),
    Column("secrecy", String(16), nullable=False),
    Column("participant_role", BigInteger),
    Column("electorate", Integer),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("opened_at", Moment, nullable=False),
    Column("closes_at", Moment),
    Column("closed_at", Moment),
    Column("published_at", Moment),
    Column("announce_claimed_at", Moment),
    Column("announced_at", Moment),
    Column("small_groups", Boolean, server_default=true(), nullable=False),
    Column("half_reminded_at", Moment),
    Column("end_reminded_for", Moment),
    Column("quorum", String(8)),
    Column("seal", String(64)),
    Column("counter", String(16)),  # a random id of the process that counts the poll, until it is sealed
    Column("log_head", String(64)),
    Column("member_days", Integer, nullable=False, server_default=text("0")),
    Column("joined_before", Boolean, nullable=False, server_default=false()),
    Column("account_days", Integer, nullable=False, server_default=text("0")),
    Column("refused", JSON),  # how many people could not vote, by reason, once it has closed
)

# The messages that show a poll's result.
result_messages = Table(
    "result_messages",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
)

# Who could not vote in an open poll, each under a mark of that poll alone. When it closes, their numbers stay.
refused_voters = Table(
    "refused_voters",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("mark", String(16), primary_key=True),
    Column("barrier", String(16), nullable=False),
    sqlite_with_rowid=False,
)

# Messages on a poll's deadline: its reminders, and that it was extended.
deadline_notes = Table(
    "deadline_notes",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("extension", Boolean, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Key, primary_key=True),
    Column("poll_id", Key, ForeignKey("polls.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("key", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("settings", JSON, nullable=False),
)

# The published shift between two closed polls, which does not change when people have their data deleted.
shifts = Table(
    "shifts",
    metadata,
    Column("poll_before", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("poll_after", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("told", Text, nullable=False),
)
