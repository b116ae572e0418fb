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
    Column("named_speakers", Boolean, nullable=False, server_default=true()),
    Column("statements", Integer, nullable=False, server_default=text("3")),
    Column("review_statements", Boolean, nullable=False, server_default=true()),
    Column("groups", Boolean, nullable=False, server_default=false()),
    Column("member_days", Integer, nullable=False, server_default=text("0")),
    Column("joined_before", Boolean, nullable=False, server_default=false()),
    Column("account_days", Integer, nullable=False, server_default=text("0")),
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
    Column("event_id", BigInteger),
    Column("event_ends_at", Moment),
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

# Rounds of turns to speak. Of each debate at most one is open.
floors = Table(
    "floors",
    metadata,
    Column("id", Key, primary_key=True),
    Column("debate_id", Key, ForeignKey("debates.id"), nullable=False, index=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("thread_id", BigInteger),
    Column("voice_channel_id", BigInteger),
    Column("is_stage", Boolean, nullable=False),
    Column("question", String(1)),
    Column("title", String(256), nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("order", String(16), nullable=False),
    Column("is_named", Boolean, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("list_closed", Boolean, nullable=False, server_default=false()),
)

# Who waits for the floor: once to speak, and once to reply. A row is erased when its person withdraws or is called, all
# when the floor closes. The name is kept for good only of those who speak.
speakers_list = Table(
    "speakers_list",
    metadata,
    Column("floor_id", Key, ForeignKey("floors.id"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True, index=True),
    Column("is_reply", Boolean, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("name", String(100)),
    Column("side", String(16)),
    Column("asked_at", Moment, nullable=False),
)

# Turns to speak. The user id is there only while the turn runs; `seconds` are what was spoken, once it is over.
speeches = Table(
    "speeches",
    metadata,
    Column("floor_id", Key, ForeignKey("floors.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("debate_id", Key, ForeignKey("debates.id"), nullable=False, index=True),
    Column("participant", String(80), nullable=False, index=True),
    Column("user_id", BigInteger),
    Column("side", String(16)),
    Column("is_reply", Boolean, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("paused_at", Moment),
    Column("paused_seconds", Integer, nullable=False, server_default=text("0")),
    Column("warned_for", Moment),  # the end that the speaker was warned of
    Column("ended_at", Moment),
    Column("ending", String(16)),
    Column("seconds", Integer),
)

# Who has done anything in an open floor, and who of them wants to move on. Erased when the floor closes.
floor_presence = Table(
    "floor_presence",
    metadata,
    Column("floor_id", Key, ForeignKey("floors.id"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True, index=True),
    Column("moves_on", Boolean, nullable=False, server_default=false()),
)

# The programme of a debate: its steps as they were in the pack when it started, and where a moderator's buttons have
# left it. `lengths` are the steps' planned minutes; the plan counts from one step on, which was to begin at a moment.
programmes = Table(
    "programmes",
    metadata,
    Column("debate_id", Key, ForeignKey("debates.id"), primary_key=True, autoincrement=False),
    Column("steps", JSON, nullable=False),
    Column("lengths", JSON, nullable=False),
    Column("present", Integer),
    Column("planned_from", Integer, nullable=False),
    Column("planned_at", Moment),
    Column("changes", Integer, nullable=False),
)

# The steps of a programme that have begun, the last time that each did.
programme_steps = Table(
    "programme_steps",
    metadata,
    Column("debate_id", Key, ForeignKey("debates.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ending", String(16)),
    Column("posted_at", Moment),
    Column("extra_minutes", Integer, nullable=False),
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
