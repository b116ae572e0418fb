"""Responses in the threads of ballot cards: what has to be posted, changed or deleted there."""

import hashlib
from dataclasses import dataclass

from bot.domain.polls import Poll, Posting
from bot.services.common.context import Context
from bot.services.polls.threads import thread_of
from bot.storage import servers
from bot.storage.engine import Connection
from bot.storage.response_messages import (
    PostedResponse,
    UnpostedResponse,
    forget_posted,
    posted_responses,
    save_posted,
    unposted_responses,
)


@dataclass(frozen=True)
class ThreadWork:
    """What is to be done in threads. A response that is erased or taken down is deleted there as well."""

    to_post: tuple[tuple[UnpostedResponse, Poll], ...]
    to_change: tuple[PostedResponse, ...]
    to_delete: tuple[PostedResponse, ...]


def digest_of(text: str) -> str:
    """Return what tells one text from another, without storing it twice."""
    return hashlib.sha256(text.encode()).hexdigest()


async def thread_work(context: Context) -> ThreadWork:
    """Find what is to be done. Only responses that were written while a poll is open go into its thread."""
    async with context.database.reading() as connection:
        polls = await _polls_with_threads(context, connection)
        debates = {debate_id for debate_id, _ in polls}
        unposted = await unposted_responses(connection, debates) if debates else []
        posted = await posted_responses(connection)
    found = [(one, polls.get((one.debate_id, one.question))) for one in unposted]
    return ThreadWork(
        tuple((one, poll) for one, poll in found if poll is not None and one.created_at >= poll.opened_at),
        tuple(one for one in posted if one.text is not None and digest_of(one.text) != one.digest),
        tuple(one for one in posted if one.text is None),
    )


async def _polls_with_threads(context: Context, connection: Connection) -> dict[tuple[int, str], Poll]:
    """Return the open polls with a thread by debate and question; of several rounds, the one opened last."""
    polls = sorted((poll for poll in context.open_polls.polls() if thread_of(poll)), key=lambda poll: poll.id)
    wanted = {
        guild_id
        for guild_id in {poll.guild_id for poll in polls}
        if (await servers.server_settings(connection, guild_id)).threads
    }
    return {(poll.debate_id, poll.question): poll for poll in polls if poll.guild_id in wanted}


async def note_posted(context: Context, response_id: int, posting: Posting, text: str) -> None:
    """Store where a response was posted, and what the message says."""
    async with context.database.writing() as connection:
        await save_posted(connection, response_id, posting, digest_of(text))


async def note_deleted(context: Context, response_id: int) -> None:
    """Store that a response is in no thread any more."""
    async with context.database.writing() as connection:
        await forget_posted(connection, response_id)
