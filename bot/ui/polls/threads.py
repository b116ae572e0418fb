"""Opening a thread at a ballot card, named after the question."""

import logging
from typing import Final

import discord

from bot.domain.polls import Poll
from bot.services.common.context import Context
from bot.services.polls.threads import wants_thread
from bot.ui.common.bot import bot_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer
from bot.ui.common.text import clipped

log = logging.getLogger(__name__)

MOST_OF_NAME = 100
A_WEEK: Final = 10080
"""Minutes without a word after which Discord puts a thread away; whoever writes brings it back."""


async def open_thread(client: discord.Client, context: Context, poll: Poll) -> bool:
    """Open a poll's thread if the server wants one; return False if that did not work, and then voting goes on."""
    if poll.message_id is None or not await wants_thread(context, poll):
        return True
    channel = client.get_partial_messageable(poll.channel_id, guild_id=poll.guild_id)
    name = clipped(f"{poll.question.upper()} · {poll.title}", MOST_OF_NAME)
    try:
        await channel.get_partial_message(poll.message_id).create_thread(name=name, auto_archive_duration=A_WEEK)
    except FAILURES as error:
        log.warning("could not open a thread for poll %s: %s", poll.id, error)
        return False
    return True


def may_open_threads(interaction: discord.Interaction) -> bool:
    """Whether the bot may open threads in this channel, and write in them."""
    may = interaction.app_permissions
    return may.create_public_threads and may.send_messages_in_threads


async def open_thread_or_tell(interaction: discord.Interaction, poll: Poll) -> None:
    """Open a poll's thread, and tell the moderator if the bot may not."""
    if not await open_thread(interaction.client, bot_of(interaction).context, poll):
        speech = speech_for(interaction)
        await answer(
            interaction,
            speech(
                "The poll is open, but the bot could not open its thread. Give its role Create Public "
                "Threads and Send Messages in Threads. Inside a thread, no other can be opened."
            ),
        )
