"""Opening statements for voting and closing them, as the run sheet and the programme do it."""

import contextlib

import discord

from bot.domain.polls import Round
from bot.domain.refusals import NotFound, NotNow
from bot.domain.statements import StatementSet
from bot.domain.texts import say
from bot.services.statements import results, sets
from bot.services.statements.results import SetStatus
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_of_room
from bot.ui.common.responding import person_of
from bot.ui.statements.ground_pages import ground_page
from bot.ui.statements.pages import closed_card, set_card


async def open_here(interaction: discord.Interaction, question: str, round_: Round, channel_id: int) -> None:
    """Open a question's statements for voting, and post their card in a channel. Raises NotNow."""
    context, person, room = context_of(interaction), person_of(interaction), speech_of_room(interaction)
    opened, _ = await sets.open_set(context, person, question, round_, language=room.language, channel_id=channel_id)
    await _post_card(interaction, opened, channel_id)
    _mark(interaction, opened)


def _mark(interaction: discord.Interaction, changed: StatementSet) -> None:
    """Bring what tells of a set up to date: the run sheet and the question's ballot cards."""
    board = bot_of(interaction).board
    board.mark_sheet(changed.guild_id)
    for poll in context_of(interaction).open_polls.polls():
        if (poll.guild_id, poll.question) == (changed.guild_id, changed.question):
            board.mark(poll.id)


async def _post_card(interaction: discord.Interaction, opened: StatementSet, channel_id: int) -> None:
    status = await status_of(interaction, opened.id)
    channel = interaction.client.get_partial_messageable(channel_id, guild_id=opened.guild_id)
    try:
        message = await channel.send(view=set_card(opened, status.shown, speech_of_room(interaction)))
    except FAILURES as error:
        raise NotNow(
            say("The statements are open, but the bot could not post their card. `/statements` shows them.")
        ) from error
    await sets.save_message(context_of(interaction), opened, channel_id, message.id)


async def status_of(interaction: discord.Interaction, set_id: int) -> SetStatus:
    """Return how a set stands, for a moderator. Raises NotAllowed, NotFound."""
    _, found = await results.sets_for_moderators(context_of(interaction), person_of(interaction))
    for one in found:
        if one.set.id == set_id:
            return one
    raise NotFound(say("This server has no such statements."))


async def close_here(interaction: discord.Interaction, set_id: int) -> None:
    """Close a set; the room sees what it shares. Raises NotNow."""
    context, person, room = context_of(interaction), person_of(interaction), speech_of_room(interaction)
    closed = await sets.close_set(context, person, set_id)
    _mark(interaction, closed)
    if closed.channel_id is None:
        return
    channel = interaction.client.get_partial_messageable(closed.channel_id, guild_id=person.guild_id)
    found = await results.set_result(context, person, set_id)
    with contextlib.suppress(*FAILURES):
        if closed.message_id is not None:
            await channel.get_partial_message(closed.message_id).edit(view=closed_card(closed, room))
    try:
        await channel.send(view=ground_page(found, context.library, room))
    except FAILURES as error:
        raise NotNow(say("They are closed, but the result could not be posted. `/common-ground` shows it.")) from error
