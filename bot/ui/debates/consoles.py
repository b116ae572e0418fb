"""Putting the run sheet into a channel of the moderators, and taking it out again."""

import discord

from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.services.common.permissions import require_administrator
from bot.services.run_sheet.console import set_console
from bot.ui.common.bot import bot_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import person_of


async def put_console(interaction: discord.Interaction, channel: discord.TextChannel) -> list[str]:
    """Post the run sheet in a channel, and remove the one that there was; return what to tell. Raises NotNow."""
    bot, person, speech = bot_of(interaction), person_of(interaction), speech_for(interaction)
    require_administrator(person)
    try:
        place, is_pinned = await bot.console.place(person.guild_id, channel.id)
    except FAILURES as error:
        raise NotNow(
            say(
                "The bot could not post the run sheet in {channel}. "
                "Give its role View Channel and Send Messages there.",
                channel=channel.mention,
            )
        ) from error
    before = await set_console(bot.context, person, place)
    bot.console.moved(person.guild_id, place)
    if before is not None:
        await bot.console.remove(person.guild_id, before)
    notes = []
    if channel.permissions_for(channel.guild.default_role).view_channel:
        notes.append(
            speech(
                "⚠️ Everybody can see {channel}. The run sheet there shows how many have voted, not what. "
                "Only moderators can use its buttons.",
                channel=channel.mention,
            )
        )
    if not is_pinned:
        notes.append(speech("⚠️ The bot could not pin the run sheet. Give its role Pin Messages, or pin it yourself."))
    return notes


async def take_console_away(interaction: discord.Interaction) -> None:
    """Delete the run sheet of a channel, and keep it up to date no longer. Raises NotAllowed."""
    bot, person = bot_of(interaction), person_of(interaction)
    before = await set_console(bot.context, person, None)
    bot.console.moved(person.guild_id, None)
    if before is not None:
        await bot.console.remove(person.guild_id, before)
