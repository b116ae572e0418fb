"""Opening statements for voting and closing them, as the run sheet and the programme do it."""

import discord

from bot.domain.polls import Round
from bot.domain.refusals import NotFound, NotNow
from bot.domain.statements import StatementSet
from bot.domain.texts import say
from bot.services.statements import results, sets
from bot.services.statements.results import SetStatus
from bot.ui.common.bot import DebateBot, bot_of, context_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_of_room
from bot.ui.common.responding import person_of


async def open_here(interaction: discord.Interaction, question: str, round_: Round, channel_id: int) -> None:
    """Open a question's statements for voting, and post their card in a channel. Raises NotNow."""
    bot, person, room = bot_of(interaction), person_of(interaction), speech_of_room(interaction)
    opened, _ = await sets.open_set(
        bot.context, person, question, round_, language=room.language, channel_id=channel_id
    )
    _mark(bot, opened)
    try:
        await bot.statement_cards.refresh(opened.id)
    except FAILURES as error:
        raise NotNow(
            say("The statements are open, but the bot could not post their card. `/statements` shows them.")
        ) from error


def _mark(bot: DebateBot, changed: StatementSet) -> None:
    """Bring what tells of a set up to date: the run sheet and the question's ballot cards."""
    bot.board.mark_sheet(changed.guild_id)
    for poll in bot.context.open_polls.polls():
        if (poll.guild_id, poll.question) == (changed.guild_id, changed.question):
            bot.board.mark(poll.id)


async def status_of(interaction: discord.Interaction, set_id: int) -> SetStatus:
    """Return how a set stands, for a moderator. Raises NotAllowed, NotFound."""
    _, found = await results.sets_for_moderators(context_of(interaction), person_of(interaction))
    for one in found:
        if one.set.id == set_id:
            return one
    raise NotFound(say("This server has no such statements."))


async def close_here(interaction: discord.Interaction, set_id: int) -> None:
    """Close a set; the room sees what it shares. Raises NotNow."""
    bot, person = bot_of(interaction), person_of(interaction)
    closed = await sets.close_set(bot.context, person, set_id)
    _mark(bot, closed)
    try:
        await bot.statement_cards.refresh(closed.id)
    except FAILURES as error:
        raise NotNow(say("They are closed. The result could not be posted yet. `/common-ground` shows it.")) from error
    bot.board.mark_sheet(person.guild_id)  # the big screen shows what the room has seen
