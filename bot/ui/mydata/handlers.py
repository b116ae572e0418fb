"""What the controls of `/mydata` do."""

import discord
from discord import ui

from bot.services.mydata import mydata
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import defer_update, edit_in_place, person_of
from bot.ui.mydata.controls import ASK_TO_DELETE, DELETE, MY_DATA
from bot.ui.mydata.deletion_pages import ask_to_delete, deletion
from bot.ui.mydata.pages import own_data


@MY_DATA.on_tap
async def turn_page(interaction: discord.Interaction, page: int) -> None:
    await edit_in_place(interaction, await own_page(interaction, page))


async def own_page(interaction: discord.Interaction, number: int = 0) -> ui.LayoutView:
    """Make a page of what is stored about the person."""
    context, speech = context_of(interaction), speech_for(interaction)
    data = await mydata.show(context, person_of(interaction))
    return own_data(data.read_in(speech.language, context.poll_texts), context.library, speech, number)


@ASK_TO_DELETE.on_tap
async def ask(interaction: discord.Interaction) -> None:
    planned = await mydata.plan_deletion(context_of(interaction), person_of(interaction))
    await edit_in_place(interaction, ask_to_delete(planned, speech_for(interaction)))


@DELETE.on_tap
async def delete(interaction: discord.Interaction) -> None:
    bot, person = bot_of(interaction), person_of(interaction)
    await defer_update(interaction)
    done = await mydata.delete(bot.context, person)
    await edit_in_place(interaction, deletion(done, speech_for(interaction)))
    for poll_id in done.changed:
        bot.board.mark(poll_id)
    bot.board.mark_sheet(person.guild_id)
