"""Opening a poll again that was closed by mistake, for a moderator who taps a button, here or on the run sheet."""

import logging

import discord

from bot.domain.polls import Poll, Posting
from bot.services.polls import reopening
from bot.services.polls.reopening import ShownClosing
from bot.ui.common.bot import bot_of
from bot.ui.common.channels import channel_of, speech_there
from bot.ui.common.failures import FAILURES
from bot.ui.common.responding import person_of
from bot.ui.polls.moderator_pages import reopened_note

log = logging.getLogger(__name__)


async def reopen_here(interaction: discord.Interaction, poll_id: int, closed: int) -> Poll:
    """Open a poll again, bring its ballot card back to life, and tell the room. Raises a Refusal."""
    bot = bot_of(interaction)
    poll, said = await reopening.reopen(bot.context, person_of(interaction), ShownClosing(poll_id, closed))
    bot.board.reopened(poll)
    await _tell_room(interaction.client, poll, said)
    return poll


async def _tell_room(client: discord.Client, poll: Poll, said: list[Posting]) -> None:
    """Change the messages that said that the poll is closed; where there is none, post one."""
    view = reopened_note(poll, speech_there(client, poll))
    changed = [await _changed(client, poll, posting, view) for posting in said]
    if any(changed):
        return
    try:
        await channel_of(client, poll).send(view=view, silent=True)
    except FAILURES as error:
        log.warning("could not tell the room that poll %s is open again: %s", poll.id, error)


async def _changed(client: discord.Client, poll: Poll, posting: Posting, view: discord.ui.LayoutView) -> bool:
    channel = client.get_partial_messageable(posting.channel_id, guild_id=poll.guild_id)
    try:
        await channel.get_partial_message(posting.message_id).edit(view=view, attachments=[])
    except FAILURES as error:
        log.warning("could not change the message that poll %s is closed: %s", poll.id, error)
        return False
    return True
