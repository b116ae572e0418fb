"""Servers, debates and what runs along one: its log, its programme, its page on the wall."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, Text, false, text, true

from bot.storage.tables.columns import Key, Moment, metadata

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

# Names of people who took part in named polls or responses, and of nobody else.
names = Table(
    "names",
    metadata,
    Column("debate_id", Key, ForeignKey("debates.id"), primary_key=True, autoincrement=False),
    Column("participant", String(80), primary_key=True),
    Column("name", String(100), nullable=False),
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
