"""What the buttons of the run sheet do. Each brings the sheet up to date afterwards."""

from collections.abc import Awaitable, Callable

import discord
from discord import ui

from bot.domain.oxford import hidden_words
from bot.domain.polls import PollState, Round
from bot.domain.refusals import BadAnswer, NotAllowed, NotNow, Refusal
from bot.domain.texts import say
from bot.services.common.debate_lookup import settings_of
from bot.services.polls import finding, lifecycle, opening
from bot.services.results.shift import shift
from bot.services.run_sheet.console import room_of
from bot.services.run_sheet.status import debate_status, poll_status, unpublished_result
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.eligible_voters import electorates_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import Speech, speech_for, speech_of_room
from bot.ui.common.responding import answer, defer_update, edit_in_place, is_on_public_message, person_of
from bot.ui.polls.opening import open_here, post_paper
from bot.ui.polls.reopening import reopen_here
from bot.ui.polls.threads import open_thread_or_tell
from bot.ui.results import retracting
from bot.ui.results.verdicts import post_shift
from bot.ui.run_sheet.confirm_pages import ask_to_close, ask_to_publish
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
from bot.ui.run_sheet.pages import done_on_console, left_on_console, run_sheet
from bot.ui.run_sheet.section_pages import MORE_MINUTES

Note = Callable[[Speech], ui.LayoutView]
"""Makes a short page."""


async def _sheet(interaction: discord.Interaction, *, note: Note | None = None) -> ui.LayoutView:
    """Make the run sheet, and have the bot retry the results that it could not post. Raises NotAllowed, NotNow.

    In a channel that has the run sheet for all, `note` stands in its place.
    """
    bot, speech = bot_of(interaction), speech_for(interaction)
    status = await debate_status(bot.context, person_of(interaction))
    for entry in status.polls:
        bot.board.retry_now(entry.poll.id)
    console = status.settings.console
    if console is None or console.channel_id != interaction.channel_id:
        return run_sheet(status, bot.context.library, bot.board.failures, speech)
    if note is not None:
        return note(speech)
    room = await room_of(bot.context, status.debate.guild_id)
    return run_sheet(status, bot.context.library, bot.board.failures, speech, room=room)


async def _show_sheet(interaction: discord.Interaction, *, note: Note | None = None) -> None:
    """Bring the sheet that was tapped up to date: the one of a channel, or the person's own."""
    view = await _sheet(interaction, note=note)
    if is_on_public_message(interaction) and interaction.guild_id is not None:
        await bot_of(interaction).console.refresh(interaction.guild_id)
    else:
        await edit_in_place(interaction, view)


async def _room(interaction: discord.Interaction) -> int | None:
    """Return the channel in which to act for a tap on the run sheet of a channel; None means here. Raises NotNow."""
    context, guild_id = context_of(interaction), person_of(interaction).guild_id
    console = (await settings_of(context, guild_id)).console
    if console is None or console.channel_id != interaction.channel_id:
        return None
    room = await room_of(context, guild_id)
    if room is None:
        raise NotNow(say("Open the first question with `/poll open` in the debate's channel."))
    return room


async def _then_show(
    interaction: discord.Interaction, act: Callable[[], Awaitable[None]], *, note: Note | None = None
) -> None:
    """Act, and update the run sheet, also after a refusal: the sheet may be out of date."""
    await defer_update(interaction, public=True)
    try:
        await act()
    except NotAllowed:
        raise
    except Refusal:
        await _show_sheet(interaction)
        raise
    await _show_sheet(interaction, note=note)


async def _ask_or_show(
    interaction: discord.Interaction, question: Callable[[], Awaitable[ui.LayoutView | None]]
) -> None:
    """Ask in place of a person's own sheet, and privately under that of a channel.

    If there is nothing to ask any more, the sheet shows how things stand.
    """
    await defer_update(interaction)
    try:
        asked = await question()
    except NotAllowed:
        raise
    except Refusal:
        await _show_sheet(interaction)
        raise
    if asked is None:
        await defer_update(interaction, public=True)
        await _show_sheet(interaction)
    else:
        await edit_in_place(interaction, asked)


@RUN_SHEET.on_tap
async def show(interaction: discord.Interaction) -> None:
    """Show the sheet, or bring it up to date."""
    await defer_update(interaction, public=True)
    await _show_sheet(interaction)


@OPEN.on_tap
async def open_poll(interaction: discord.Interaction, debate: int, question: str, round: str) -> None:  # noqa: A002  the field
    async def act() -> None:
        room = await _room(interaction)
        poll, is_new = await open_here(interaction, question, Round(round), debate_id=debate, channel_id=room)
        if is_new:
            await post_paper(interaction, poll)

    await _then_show(interaction, act)


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

    await _then_show(interaction, act)


@CLOSE.on_tap
async def ask_whether_to_close(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> ui.LayoutView | None:
        context = context_of(interaction)
        entry = await poll_status(context, person_of(interaction), poll)
        if entry.poll.state is not PollState.OPEN:
            return None
        return ask_to_close(entry, context.clock(), speech_for(interaction))

    await _ask_or_show(interaction, act)


@CLOSE_NOW.on_tap
async def close(interaction: discord.Interaction, poll: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return

    async def act() -> None:
        bot, person = bot_of(interaction), person_of(interaction)
        electorates = await electorates_of(interaction.client, bot.context.open_polls.polls(person.guild_id))
        tally, closed_now = await lifecycle.close_by_hand(bot.context, person, None, None, electorates, poll_id=poll)
        if closed_now:
            await bot.board.post_result(tally)

    await _then_show(interaction, act, note=done_on_console)


@REOPEN.on_tap
async def reopen(interaction: discord.Interaction, poll: int, closed: int) -> None:
    async def act() -> None:
        await reopen_here(interaction, poll, closed)

    await _then_show(interaction, act)


@LEAVE.on_tap
async def leave(interaction: discord.Interaction) -> None:
    await defer_update(interaction)
    await _show_sheet(interaction, note=left_on_console)


@REPOST.on_tap
async def repost(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> None:
        bot, person = bot_of(interaction), person_of(interaction)
        posted = await finding.require_open_poll(bot.context, person, poll)
        here = interaction.channel_id if await _room(interaction) is None else posted.channel_id
        again = await bot.board.repost(posted, here or posted.channel_id)
        await open_thread_or_tell(interaction, again)
        await opening.log_reposting(bot.context, posted)

    await _then_show(interaction, act)


@SHIFT.on_tap
async def show_shift(interaction: discord.Interaction, debate: int, question: str) -> None:
    async def act() -> None:
        context, room, person = context_of(interaction), speech_of_room(interaction), person_of(interaction)
        shifted = await shift(context, person, question, for_room=True, debate_id=debate)
        may = interaction.app_permissions.attach_files
        here = interaction.channel_id if await _room(interaction) is None else shifted.after.channel_id
        channel = interaction.client.get_partial_messageable(here or 0, guild_id=interaction.guild_id)
        try:
            await post_shift(context, channel, shifted, room, may_attach=may)
        except FAILURES as error:
            raise NotNow(
                say("The bot could not post that here. Give its role View Channel and Send Messages, or try again.")
            ) from error

    await _then_show(interaction, act)


@PUBLISH.on_tap
async def ask_whether_to_publish(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> ui.LayoutView | None:
        context = context_of(interaction)
        entry = await poll_status(context, person_of(interaction), poll)
        if entry.poll.published_at is not None:
            raise NotNow(say("That result is already public."))
        if entry.poll.is_hidden:
            raise NotNow(hidden_words(entry.poll))
        if not entry.poll.awaits_publication:
            return None
        return ask_to_publish(entry, context.clock(), speech_for(interaction))

    await _ask_or_show(interaction, act)


@PUBLISH_NOW.on_tap
async def publish(interaction: discord.Interaction, poll: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return

    async def act() -> None:
        bot = bot_of(interaction)
        tally = await lifecycle.publish(bot.context, person_of(interaction), None, None, poll_id=poll)
        await bot.board.post_result(tally)

    await _then_show(interaction, act, note=done_on_console)


@ASK_TO_SET_ASIDE.on_tap
async def ask_whether_to_set_aside(interaction: discord.Interaction, poll: int) -> None:
    async def act() -> None:
        context, person = context_of(interaction), person_of(interaction)
        left, entry = await unpublished_result(context, person, poll), await poll_status(context, person, poll)
        await answer(interaction, view=ask_to_set_aside(left, entry.turnout, speech_for(interaction)))

    await _then_show(interaction, act)


@SET_ASIDE.on_tap
async def set_aside(interaction: discord.Interaction, poll: int) -> None:
    await defer_update(interaction)
    bot = bot_of(interaction)
    tally = await lifecycle.set_aside(bot.context, person_of(interaction), poll)
    unchanged_links = await retracting.retract(interaction.client, bot.context, tally.poll, speech_of_room(interaction))
    await edit_in_place(interaction, left_aside(tally.poll, unchanged_links, speech_for(interaction)))
    await bot.board.show(tally)
