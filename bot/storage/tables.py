"""The tables. Migrations create them; a test checks that both agree."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    text,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite autoincrements primary keys of the exact type INTEGER only.
Key = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment: aware UTC in Python, naive UTC in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        return value.replace(tzinfo=UTC) if value else None


meta = Table(
    "meta",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)

servers = Table(
    "servers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("moderator_role", BigInteger),
    Column("participant_role", BigInteger),
    Column("release", String(16), nullable=False),
    Column("secrecy", String(16), nullable=False),
    Column("small_groups", Boolean, server_default=true(), nullable=False),
    Column("reminders", Boolean, nullable=False, server_default=true()),
    Column("review", Boolean, nullable=False, server_default=false()),
    Column("console_channel", BigInteger),
    Column("console_message", BigInteger),
    Column("threads", Boolean, nullable=False, server_default=false()),
)

debates = Table(
    "debates",
    metadata,
    Column("id", Key, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("pack", String(40), nullable=False),
    Column("title", String(256), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("channel_id", BigInteger),
    Column("format", String(16), server_default="open", nullable=False),
)
Index(
    "uq_debates_open",
    debates.c.guild_id,
    unique=True,
    sqlite_where=debates.c.closed_at.is_(None),
    postgresql_where=debates.c.closed_at.is_(None),
)

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
)
# One poll per question and round, even if two moderators open it at once; cancelled ones do not count.
Index(
    "uq_polls_question",
    polls.c.debate_id,
    polls.c.question,
    polls.c.round,
    unique=True,
    sqlite_where=text("state != 'cancelled'"),
    postgresql_where=text("state != 'cancelled'"),
)

# The messages that show a poll's result.
result_messages = Table(
    "result_messages",
    metadata,
    Column("poll_id", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
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

# Names of people who took part in named polls or responses, and of nobody else.
names = Table(
    "names",
    metadata,
    Column("debate_id", Key, ForeignKey("debates.id"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True),
    Column("name", String(100), nullable=False),
)

responses = Table(
    "responses",
    metadata,
    Column("id", Key, primary_key=True),
    Column("debate_id", Key, ForeignKey("debates.id"), nullable=False),
    Column("question", String(1), nullable=False),
    Column("participant", String(80), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("status", String(16), nullable=False),
    Column("agreed", Integer, nullable=False, server_default=text("0")),
    Column("edited_at", Moment),
)
Index("ix_responses_debate_question", responses.c.debate_id, responses.c.question)

# Responses that were posted in the thread of a ballot card. A row outlives its response until its message is deleted as
# well, so nothing refers to the response; the digest of the text tells whether the message still says the same.
response_messages = Table(
    "response_messages",
    metadata,
    Column("response_id", Key, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
)

# Who agrees with a response, and whether the number that is shown, `responses.agreed`, counts them.
agreements = Table(
    "agreements",
    metadata,
    Column("response_id", Key, ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True, index=True),
    Column("agrees", Boolean, nullable=False),
    Column("is_counted", Boolean, nullable=False),
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

# The audit log of a debate: each hash covers the entry and the hash before it.
actions = Table(
    "actions",
    metadata,
    Column("debate_id", Key, ForeignKey("debates.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entry", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)

# The published shift between two closed polls, which does not change when people have their data deleted.
shifts = Table(
    "shifts",
    metadata,
    Column("poll_before", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("poll_after", Key, ForeignKey("polls.id"), primary_key=True, autoincrement=False),
    Column("told", Text, nullable=False),
)

# The page on the wall of a debate. Whoever knows its token sees it; a closed one is gone for good.
halls = Table(
    "halls",
    metadata,
    Column("debate_id", Key, ForeignKey("debates.id"), primary_key=True, autoincrement=False),
    Column("token", String(32), nullable=False, unique=True),
    Column("closed", Boolean, nullable=False, server_default=false()),
    Column("held", String(60)),
    Column("held_at", Moment),
    Column("response_id", Key),
    Column("response_until", Moment),
)
