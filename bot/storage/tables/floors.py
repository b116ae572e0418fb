"""Rounds of turns to speak."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, false, text

from bot.storage.tables.columns import Key, Moment, metadata

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
