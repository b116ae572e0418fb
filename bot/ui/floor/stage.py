"""Stage channels: moving speakers up and down, and who raises a hand there.

The bot need not be in the channel. Moving somebody up invites them, and they accept in their own Discord. That takes
the permission Mute Members there. Who is in a channel is known from the intent for voice states, which nobody has to
approve: a message for each person who comes, goes or mutes, kept in memory alone.
"""

import logging

import discord

from bot.domain.floor import Floor
from bot.domain.texts import Text, say
from bot.ui.common.failures import FAILURES

log = logging.getLogger(__name__)

Voice = discord.VoiceChannel | discord.StageChannel


def voice_of(interaction: discord.Interaction) -> Voice | None:
    """Return the channel that people speak in: the one of the command, or else the one its author is connected to."""
    if isinstance(interaction.channel, Voice):
        return interaction.channel
    member = interaction.user
    state = member.voice if isinstance(member, discord.Member) else None
    return state.channel if state is not None else None


def stage_of(client: discord.Client, floor: Floor) -> discord.StageChannel | None:
    """Return the Stage channel of a floor, if it has one and it is still there."""
    guild = client.get_guild(floor.guild_id)
    channel = guild.get_channel(floor.voice_channel_id) if guild and floor.is_stage and floor.voice_channel_id else None
    return channel if isinstance(channel, discord.StageChannel) else None


def what_is_missing(client: discord.Client, floor: Floor) -> Text | None:
    """Say what the bot cannot do in a floor's Stage channel, and what still works; None where all works."""
    stage = stage_of(client, floor)
    if stage is None or stage.permissions_for(stage.guild.me).mute_members:
        return None
    return _may_not(stage)


def _may_not(stage: discord.StageChannel) -> Text:
    return say(
        "⚠️ Invite speakers in {channel} yourself: the bot’s role lacks Mute Members there. All else works.",
        channel=stage.mention,
    )


async def move(client: discord.Client, floor: Floor, user_id: int, *, up: bool) -> Text | None:
    """Invite somebody to speak in the floor's Stage channel, or make them listen; say what moderators have to know."""
    stage = stage_of(client, floor)
    if stage is None:
        return None
    member = stage.guild.get_member(user_id)
    is_there = member is not None and member.voice is not None and member.voice.channel == stage
    if member is None or not is_there:
        mention = f"<@{user_id}>"
        return say("{name} is not in {channel}.", name=mention, channel=stage.mention) if up else None
    if what_is_missing(client, floor):  # as moderators have been told
        return None
    try:
        await member.edit(suppress=not up)
    except discord.Forbidden:
        return _may_not(stage)
    except FAILURES as error:
        log.warning("could not move a speaker in stage channel %s: %s", stage.id, error)
        return say("Discord did not move the speaker. Do it in {channel}.", channel=stage.mention) if up else None
    return None


def hands(client: discord.Client, floor: Floor) -> dict[int, discord.Member]:
    """Return who has a hand raised in a floor's Stage channel. Who has been invited has one too, but is not muted."""
    stage = stage_of(client, floor)
    listening = stage.requesting_to_speak if stage else []
    return {member.id: member for member in listening if member.voice is not None and member.voice.suppress}
