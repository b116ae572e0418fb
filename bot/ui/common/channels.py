"""Where a poll is held: its channel, and the language spoken there."""

import discord

from bot.domain.polls import Poll
from bot.ui.common.languages import Speech, speech_of_guild


def channel_of(client: discord.Client, poll: Poll) -> discord.PartialMessageable:
    """Return the channel that a poll's ballot paper is in, without asking Discord for it."""
    return client.get_partial_messageable(poll.channel_id, guild_id=poll.guild_id)


def speech_there(client: discord.Client, poll: Poll) -> Speech:
    """Return the speech of a poll's server."""
    return speech_of_guild(client, poll.guild_id)
