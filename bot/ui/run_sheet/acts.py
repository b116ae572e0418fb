"""What several buttons of the run sheet do, or ask before it is done."""

import discord
from discord import ui

from bot.domain.oxford import hidden_words
from bot.domain.polls import PollState
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.services.polls import lifecycle
from bot.services.results.shift import shift
from bot.services.run_sheet.status import poll_status
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.eligible_voters import electorates_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import person_of
from bot.ui.results.verdicts import post_shift
from bot.ui.run_sheet.confirm_pages import ask_to_close, ask_to_publish
from bot.ui.run_sheet.showing import act_in


async def question_before_closing(interaction: discord.Interaction, poll: int) -> ui.LayoutView | None:
    """Ask whether to close a poll; None if it is not open any more."""
    context = context_of(interaction)
    entry = await poll_status(context, person_of(interaction), poll)
    if entry.poll.state is not PollState.OPEN:
        return None
    return ask_to_close(entry, context.clock(), speech_for(interaction))


async def close_poll(interaction: discord.Interaction, poll: int) -> None:
    """Close a poll, and post its result where it is public."""
    bot, person = bot_of(interaction), person_of(interaction)
    electorates = await electorates_of(interaction.client, bot.context.open_polls.polls(person.guild_id))
    tally, closed_now = await lifecycle.close_by_hand(bot.context, person, None, None, electorates, poll_id=poll)
    if closed_now:
        await bot.board.post_result(tally)


async def question_before_publishing(interaction: discord.Interaction, poll: int) -> ui.LayoutView | None:
    """Ask whether to publish a result; None if it does not wait for that. Raises NotNow."""
    context = context_of(interaction)
    entry = await poll_status(context, person_of(interaction), poll)
    if entry.poll.published_at is not None:
        raise NotNow(say("That result is already public."))
    if entry.poll.is_hidden:
        raise NotNow(hidden_words(entry.poll))
    if not entry.poll.awaits_publication:
        return None
    return ask_to_publish(entry, context.clock(), speech_for(interaction))


async def show_shift_here(interaction: discord.Interaction, debate: int, question: str) -> None:
    """Show the room how opinion moved on a question. Raises NotNow."""
    context, room, person = context_of(interaction), speech_of_room(interaction), person_of(interaction)
    shifted = await shift(context, person, question, for_room=True, debate_id=debate)
    may = interaction.app_permissions.attach_files
    here = interaction.channel_id if await act_in(interaction) is None else shifted.after.channel_id
    channel = interaction.client.get_partial_messageable(here or 0, guild_id=interaction.guild_id)
    try:
        await post_shift(context, channel, shifted, room, may_attach=may)
    except FAILURES as error:
        raise cannot_post() from error


def cannot_post() -> NotNow:
    """Say that Discord did not take what was to be posted."""
    return NotNow(say("The bot could not post that here. Give its role View Channel and Send Messages, or try again."))
