"""What the buttons of the programme do: each acts on what the sheet showed, or says that it is out of date."""

import discord
from discord import ui

from bot.domain.polls import PollState
from bot.domain.programme import MINUTE, MORE_TIME
from bot.domain.step import Act
from bot.services.polls import lifecycle
from bot.services.polls.lifecycle import ShownDeadline, deadline_stamp
from bot.services.programme import moving
from bot.services.programme.moving import Shown
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import person_of
from bot.ui.debates.controls import ASK_TO_CLOSE
from bot.ui.floor.moving import close_floor_here
from bot.ui.run_sheet.controls import (
    END_FLOOR_NOW,
    END_STATEMENTS_NOW,
    STEP_BACK,
    STEP_DO,
    STEP_MORE_TIME,
    STEP_RETIME,
    STEP_RETIME_NOW,
    STEP_SKIP,
)
from bot.ui.run_sheet.moves import MAY_ASK, Tapped, asks_first, perform, question_before
from bot.ui.run_sheet.pages import done_on_console
from bot.ui.run_sheet.programme_pages import ask_to_shorten, shortened_steps
from bot.ui.run_sheet.showing import ask_or_show, then_show
from bot.ui.statements.acts import close_here


@STEP_DO.on_tap
async def do(
    interaction: discord.Interaction, debate: int, changes: int, step: int, act: str, about: int, turn: int, since: int
) -> None:
    """Do the next right thing; what nothing takes back asks first."""
    if await drop_double_tap(interaction, since):
        return

    async def find() -> Tapped:
        if act not in set(Act):
            raise moving.out_of_date()
        shown, key = Shown(debate, changes, step), (Act(act), about, turn)
        status, move = await moving.current_move(context_of(interaction), person_of(interaction), shown, key)
        return Tapped(interaction, status, move)

    async def ask() -> ui.LayoutView | None:
        tapped = await find()
        if not asks_first(tapped.status, tapped.move):
            await perform(tapped)
            return None
        return await question_before(tapped)

    async def go() -> None:
        await perform(await find())
        bot_of(interaction).board.mark_sheet(person_of(interaction).guild_id)

    if act == Act.CLOSE_DEBATE:
        await ASK_TO_CLOSE.perform(interaction)
    elif act in MAY_ASK:
        await ask_or_show(interaction, ask)
    else:
        await then_show(interaction, go)


@END_FLOOR_NOW.on_tap
async def end_floor(interaction: discord.Interaction, floor: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return

    async def act() -> None:
        await close_floor_here(interaction, floor)

    await then_show(interaction, act, note=done_on_console)


@END_STATEMENTS_NOW.on_tap
async def end_statements(interaction: discord.Interaction, set: int, shown: int) -> None:  # noqa: A002  the field
    if await drop_double_tap(interaction, shown):
        return

    async def act() -> None:
        await close_here(interaction, set)

    await then_show(interaction, act, note=done_on_console)


@STEP_SKIP.on_tap
async def skip(interaction: discord.Interaction, debate: int, changes: int, step: int, since: int) -> None:
    """Show the step after what is skipped; nothing of it is done yet."""
    if await drop_double_tap(interaction, since):
        return

    async def act() -> None:
        skipped = await moving.skip(context_of(interaction), person_of(interaction), Shown(debate, changes, step))
        bot_of(interaction).board.mark_sheet(skipped.debate.guild_id)

    await then_show(interaction, act)


@STEP_BACK.on_pick
async def back(interaction: discord.Interaction, debate: int, changes: int, step: int, picked: tuple[str, ...]) -> None:
    """Go back to a step, which the next tap on the big button begins."""
    number = int(picked[0]) if picked[0].isdecimal() else 0

    async def act() -> None:
        shown = Shown(debate, changes, step)
        moved = await moving.back_to(context_of(interaction), person_of(interaction), shown, number)
        bot_of(interaction).board.mark_sheet(moved.debate.guild_id)

    await then_show(interaction, act)


@STEP_MORE_TIME.on_tap
async def more_time(interaction: discord.Interaction, debate: int, changes: int, step: int) -> None:
    """Give the step more time, and its poll as well, where that has a deadline."""

    async def act() -> None:
        bot, person = bot_of(interaction), person_of(interaction)
        moved = await moving.more_time(bot.context, person, Shown(debate, changes, step))
        bot.board.mark_sheet(person.guild_id)
        for poll in moved.happened.polls:
            is_its_own = moved.present is not None and moved.present.is_begun_by(poll)
            if is_its_own and poll.state is PollState.OPEN and poll.closes_at is not None:
                shown, minutes = ShownDeadline(poll.id, deadline_stamp(poll)), MORE_TIME // MINUTE
                await bot.board.extended(await lifecycle.extend(bot.context, person, None, None, minutes, shown=shown))

    await then_show(interaction, act)


@STEP_RETIME.on_tap
async def ask_whether_to_shorten(interaction: discord.Interaction, debate: int, changes: int, step: int) -> None:
    async def ask() -> ui.LayoutView | None:
        context, person, shown = context_of(interaction), person_of(interaction), Shown(debate, changes, step)
        status = await moving.current_status(context, person, shown)
        return ask_to_shorten(status, speech_for(interaction)) if shortened_steps(status) else None

    await ask_or_show(interaction, ask)


@STEP_RETIME_NOW.on_tap
async def retime(interaction: discord.Interaction, debate: int, changes: int, step: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return

    async def act() -> None:
        moved = await moving.retime(context_of(interaction), person_of(interaction), Shown(debate, changes, step))
        bot_of(interaction).board.mark_sheet(moved.debate.guild_id)

    await then_show(interaction, act, note=done_on_console)
