"""Responses and who agrees with them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from bot.storage.tables.columns import Key, Moment, metadata

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
