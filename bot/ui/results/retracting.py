"""Retracting posted results when their poll is cancelled."""

import contextlib
import logging

import discord

from bot.domain.faults import StorageFault
from bot.domain.message_links import message_link
from bot.domain.polls import Poll, Posting, Release
from bot.services.common.context import Context
from bot.services.polls import result_messages
from bot.ui.common.channels import channel_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import Speech
from bot.ui.results.pages import cancelled_note, cancelled_result

log = logging.getLogger(__name__)


async def remember(context: Context, message: discord.Message | None, speech: Speech, *polls: Poll) -> None:
    """Remember a message that shows the results of these polls; retract it if one of them is cancelled already.

    Where that fails a note takes its place, should one of them be cancelled.
    """
    if message is None:
        return
    with contextlib.suppress(StorageFault):  # of which the storage has told the operator
        for poll in await result_messages.add(context, Posting(message.channel.id, message.id), *polls):
            await _taken_back(message, poll, speech)


async def retract(client: discord.Client, context: Context, poll: Poll, speech: Speech) -> list[str]:
    """Replace every message that shows a cancelled poll's result; return links to those that could not be changed.

    Where a result was public and its message is not known, as of polls that an earlier version closed, the room is
    told.
    """
    known = await result_messages.of_poll(context, poll)
    unchanged = [posting for posting in known if not await _replaced(client, poll, posting, speech)]
    messages = 2 if poll.release is Release.MANUAL else 1  # the first says that the poll has closed, and no more
    if len(known) < messages and poll.published_at is not None and poll.seal is not None:
        try:
            await channel_of(client, poll).send(cancelled_note(poll, speech))
        except FAILURES as error:
            log.warning("could not tell the room that poll %s is cancelled: %s", poll.id, error)
    return [message_link(poll.guild_id, one.channel_id, one.message_id) for one in unchanged]


async def _replaced(client: discord.Client, poll: Poll, posting: Posting, speech: Speech) -> bool:
    channel = client.get_partial_messageable(posting.channel_id, guild_id=poll.guild_id)
    return await _taken_back(channel.get_partial_message(posting.message_id), poll, speech)


async def _taken_back(message: discord.Message | discord.PartialMessage, poll: Poll, speech: Speech) -> bool:
    try:
        await message.edit(view=cancelled_result(poll, speech), attachments=[])
    except discord.NotFound:  # somebody has deleted it, which does as well
        return True
    except FAILURES as error:
        log.warning("could not take back a result of poll %s: %s", poll.id, error)
        return False
    return True
