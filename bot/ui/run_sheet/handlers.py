"""What the buttons of the run sheet do. Each brings the sheet up to date afterwards."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import discord
from discord import ui

from bot.domain.polls import Round
from bot.domain.refusals import NotAllowed, NotNow, Refusal
from bot.domain.texts import say
from bot.services.polls import finding, lifecycle, opening
from bot.services.results.shift import shift
from bot.services.run_sheet.status import debate_status, unpublished_result
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.eligible_voters import electorates_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, defer_update, edit_in_place, person_of
from bot.ui.polls.opening import open_here, post_paper
from bot.ui.results import retracting
from bot.ui.results.messages import shift_message
from bot.ui.run_sheet.controls import (
    ASK_TO_SET_ASIDE,
    CLOSE,
    EXTEND,
    OPEN,
    PUBLISH,
    REPOST,
    RUN_SHEET,
    SET_ASIDE,
    SHIFT,
)
from bot.ui.run_sheet.left_pages import ask_to_set_aside, left_aside
from bot.ui.run_sheet.pages import MORE_MINUTES, run_sheet

DOUBLE_TAP = timedelta(seconds=2)
"""A poll that was opened or closed so shortly before a tap is not what the moderator saw when tapping."""


async def _sheet(interaction: discord.Interaction) -> ui.LayoutView:
    """Make the run sheet, and have the bot retry the results that it could not post. Raises NotAllowed, NotNow."""
    bot = bot_of(interaction)
    status = await debate_status(bot.context, person_of(interaction))
    for entry in status.polls:
        bot.board.retry_now(entry.poll.id)
    return run_sheet(status, bot.context.library, bot.board.failures, speech_for(interaction))


async def _then_show(interaction: discord.Interaction, act: Callable[[], Awaitable[None]]) -> None:
    """Act, and update the run sheet, also after a refusal: the sheet may be out of date."""
    await defer_update(interaction)
    try:
        await act()
    except NotAllowed:
        raise
    except Refusal:
        await edit_in_place(interaction, await _sheet(interaction))
        raise
    await edit_in_place(interaction, await _sheet(interaction))


async def _is_double(interaction: discord.Interaction, poll_id: int) -> bool:
    """Whether a poll was opened, or closed, so shortly before that the moderator cannot have meant the button."""
    context = context_of(interaction)
    status = await debate_status(context, person_of(interaction))
    shown = [*(entry.poll for entry in status.polls), *(left.poll for left in status.earlier_unpublished)]
    since = [poll.closed_at or poll.opened_at for poll in shown if poll.id == poll_id]
    return any(context.clock() - moment < DOUBLE_TAP for moment in since)


@RUN_SHEET.on_tap
async def show(interaction: discord.Interaction) -> None:
    """Show the sheet, or bring it up to date."""
    await defer_update(interaction)
    await edit_in_place(interaction, await _sheet(interaction))


@OPEN.on_tap
async def open_poll(interaction: discord.Interaction, debate: int, question: str, round: str) -> None:  # noqa: A002  the field
    async def act() -> None:
        poll, is_new = await open_here(interaction, question, Round(round), debate_id=debate)
        if is_new:
            await post_paper(interaction, poll)

    await _then_show(interaction, act)


@EXTEND.on_tap
async def extend(interaction: discord.Interaction, poll: int, deadline: int) -> None:
    async def act() -> None:
        bot, shown = bot_of(interaction), lifecycle.ShownDeadline(poll, deadline)
        await lifecycle.extend(bot.context, person_of(interaction), None, None, MORE_MINUTES, shown=shown)
        bot.board.mark(poll)

    await _then_show(interaction, act)


@CLOSE.on_tap
async def close(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> None:
        bot, person = bot_of(interaction), person_of(interaction)
        if await _is_double(interaction, poll):
            return
        electorates = await electorates_of(interaction.client, bot.context.open_polls.polls(person.guild_id))
        tally, closed_now = await lifecycle.close_by_hand(bot.context, person, None, None, electorates, poll_id=poll)
        if closed_now:
            await bot.board.post_result(tally)

    await _then_show(interaction, act)


@REPOST.on_tap
async def repost(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> None:
        bot, person = bot_of(interaction), person_of(interaction)
        posted = await finding.require_open_poll(bot.context, person, poll)
        await bot.board.repost(posted, interaction.channel_id or posted.channel_id)
        await opening.log_reposting(bot.context, posted)

    await _then_show(interaction, act)


@SHIFT.on_tap
async def show_shift(interaction: discord.Interaction, debate: int, question: str) -> None:
    async def act() -> None:
        context, room, person = context_of(interaction), speech_of_room(interaction), person_of(interaction)
        shifted = await shift(context, person, question, for_room=True, debate_id=debate)
        message = await shift_message(context, shifted, room, may_attach=interaction.app_permissions.attach_files)
        channel = interaction.client.get_partial_messageable(interaction.channel_id or 0, guild_id=interaction.guild_id)
        try:
            # Discord drops a second message with this nonce, should it be tapped twice.
            posted = await channel.send(**message, nonce=f"shift-{shifted.after.id}")
        except FAILURES as error:
            raise NotNow(
                say("The bot could not post that here. Give its role View Channel and Send Messages, or try again.")
            ) from error
        await retracting.remember(context, posted, room, shifted.before, shifted.after)

    await _then_show(interaction, act)


@PUBLISH.on_tap
async def publish(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> None:
        bot = bot_of(interaction)
        if await _is_double(interaction, poll):
            return
        await bot.board.post_result(
            await lifecycle.publish(bot.context, person_of(interaction), None, None, poll_id=poll)
        )

    await _then_show(interaction, act)


@ASK_TO_SET_ASIDE.on_tap
async def ask_whether_to_set_aside(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> None:
        left = await unpublished_result(context_of(interaction), person_of(interaction), poll)
        await answer(interaction, view=ask_to_set_aside(left, speech_for(interaction)))

    await _then_show(interaction, act)


@SET_ASIDE.on_tap
async def set_aside(interaction: discord.Interaction, poll: int) -> None:
    await defer_update(interaction)
    bot = bot_of(interaction)
    tally = await lifecycle.set_aside(bot.context, person_of(interaction), poll)
    unchanged_links = await retracting.retract(interaction.client, bot.context, tally.poll, speech_of_room(interaction))
    await edit_in_place(interaction, left_aside(tally.poll, unchanged_links, speech_for(interaction)))
    await bot.board.show(tally)
