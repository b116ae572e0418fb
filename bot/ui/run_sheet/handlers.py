"""What the buttons of the run sheet do. Each brings the sheet up to date afterwards."""

import discord

from bot.domain.polls import Round
from bot.domain.refusals import BadAnswer
from bot.domain.texts import say
from bot.services.polls import finding, lifecycle, opening
from bot.services.run_sheet.status import poll_status, unpublished_result
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, defer_update, edit_in_place, person_of
from bot.ui.polls.opening import open_here, post_paper
from bot.ui.polls.reopening import reopen_here
from bot.ui.polls.threads import open_thread_or_tell
from bot.ui.results import retracting
from bot.ui.run_sheet.acts import close_poll, question_before_closing, question_before_publishing, show_shift_here
from bot.ui.run_sheet.controls import (
    ASK_TO_SET_ASIDE,
    CLOSE,
    CLOSE_NOW,
    EXTEND,
    LEAVE,
    OPEN,
    OPEN_ANOTHER,
    PUBLISH,
    PUBLISH_NOW,
    REOPEN,
    REPOST,
    RUN_SHEET,
    SET_ASIDE,
    SHIFT,
)
from bot.ui.run_sheet.left_pages import ask_to_set_aside, left_aside
from bot.ui.run_sheet.pages import done_on_console, left_on_console
from bot.ui.run_sheet.section_pages import MORE_MINUTES
from bot.ui.run_sheet.showing import act_in, ask_or_show, show_sheet, then_show


@RUN_SHEET.on_tap
async def show(interaction: discord.Interaction) -> None:
    """Show the sheet, or bring it up to date."""
    await defer_update(interaction, public=True)
    await show_sheet(interaction)


@OPEN.on_tap
async def open_poll(interaction: discord.Interaction, debate: int, question: str, round: str) -> None:  # noqa: A002  the field
    async def act() -> None:
        room = await act_in(interaction)
        poll, is_new = await open_here(interaction, question, Round(round), debate_id=debate, channel_id=room)
        if is_new:
            await post_paper(interaction, poll)

    await then_show(interaction, act)


@OPEN_ANOTHER.on_pick
async def open_another(interaction: discord.Interaction, debate: int, picked: tuple[str, ...]) -> None:
    question, _, round_ = picked[0].partition(":")
    if round_ not in set(Round):
        raise BadAnswer(say("Nothing was chosen. Choose from the menu."))
    await open_poll(interaction, debate, question, round_)


@EXTEND.on_tap
async def extend(interaction: discord.Interaction, poll: int, deadline: int) -> None:
    async def act() -> None:
        bot, shown = bot_of(interaction), lifecycle.ShownDeadline(poll, deadline)
        extended = await lifecycle.extend(bot.context, person_of(interaction), None, None, MORE_MINUTES, shown=shown)
        await bot.board.extended(extended)

    await then_show(interaction, act)


@CLOSE.on_tap
async def ask_whether_to_close(interaction: discord.Interaction, poll: int) -> None:
    await ask_or_show(interaction, lambda: question_before_closing(interaction, poll))


@CLOSE_NOW.on_tap
async def close(interaction: discord.Interaction, poll: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return
    await then_show(interaction, lambda: close_poll(interaction, poll), note=done_on_console)


@REOPEN.on_tap
async def reopen(interaction: discord.Interaction, poll: int, closed: int) -> None:
    async def act() -> None:
        await reopen_here(interaction, poll, closed)

    await then_show(interaction, act)


@LEAVE.on_tap
async def leave(interaction: discord.Interaction) -> None:
    await defer_update(interaction)
    await show_sheet(interaction, note=left_on_console)


@REPOST.on_tap
async def repost(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> None:
        bot, person = bot_of(interaction), person_of(interaction)
        posted = await finding.require_open_poll(bot.context, person, poll)
        here = interaction.channel_id if await act_in(interaction) is None else posted.channel_id
        again = await bot.board.repost(posted, here or posted.channel_id)
        await open_thread_or_tell(interaction, again)
        await opening.log_reposting(bot.context, posted)

    await then_show(interaction, act)


@SHIFT.on_tap
async def show_shift(interaction: discord.Interaction, debate: int, question: str) -> None:
    await then_show(interaction, lambda: show_shift_here(interaction, debate, question))


@PUBLISH.on_tap
async def ask_whether_to_publish(interaction: discord.Interaction, poll: int) -> None:
    await ask_or_show(interaction, lambda: question_before_publishing(interaction, poll))


@PUBLISH_NOW.on_tap
async def publish(interaction: discord.Interaction, poll: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return

    async def act() -> None:
        bot = bot_of(interaction)
        tally = await lifecycle.publish(bot.context, person_of(interaction), None, None, poll_id=poll)
        await bot.board.post_result(tally)

    await then_show(interaction, act, note=done_on_console)


@ASK_TO_SET_ASIDE.on_tap
async def ask_whether_to_set_aside(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> None:
        context, person = context_of(interaction), person_of(interaction)
        left, entry = await unpublished_result(context, person, poll), await poll_status(context, person, poll)
        await answer(interaction, view=ask_to_set_aside(left, entry.turnout, speech_for(interaction)))

    await then_show(interaction, act)


@SET_ASIDE.on_tap
async def set_aside(interaction: discord.Interaction, poll: int) -> None:
    await defer_update(interaction)
    bot = bot_of(interaction)
    tally = await lifecycle.set_aside(bot.context, person_of(interaction), poll)
    unchanged_links = await retracting.retract(interaction.client, bot.context, tally.poll, speech_of_room(interaction))
    await edit_in_place(interaction, left_aside(tally.poll, unchanged_links, speech_for(interaction)))
    await bot.board.show(tally)
