"""Taking down a statement that people can vote on: what the moderators' buttons and menus do."""

import discord

from bot.domain.statements import DeclineReason, Statement, StatementStatus
from bot.services.statements import review
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.languages import speech_for
from bot.ui.common.picked import list_has_changed, number_picked
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.statements.controls import ALL, NEW, PICK_SHOWN, PUT_BACK, SHOWN, TAKE_DOWN
from bot.ui.statements.shown_pages import put_back, shown_page, shown_statement


@SHOWN.on_tap
async def list_shown(interaction: discord.Interaction, question: str, page: int, step: str) -> None:
    context, asked = context_of(interaction), None if question == ALL else question
    found = await review.shown_statements(context, person_of(interaction), asked, page)
    view = shown_page(found, context.library, speech_for(interaction))
    if step == NEW:
        await answer(interaction, view=view)
    else:
        await edit_in_place(interaction, view)


@PICK_SHOWN.on_pick
async def show_one(interaction: discord.Interaction, picked: tuple[str, ...]) -> None:
    found = await review.find_statement(context_of(interaction), person_of(interaction), number_picked(picked))
    await _show(interaction, found.statement)


@TAKE_DOWN.on_pick
async def take_down(interaction: discord.Interaction, statement: int, picked: tuple[str, ...]) -> None:
    if picked[0] not in set(DeclineReason):
        raise list_has_changed()
    context, person, reason = context_of(interaction), person_of(interaction), DeclineReason(picked[0])
    taken = await review.decline(context, person, statement, StatementStatus.SHOWN, reason)
    bot_of(interaction).board.mark_sheet(person.guild_id)
    await _show(interaction, taken, taken_down=True)


@PUT_BACK.on_tap
async def show_again(interaction: discord.Interaction, statement: int, shown: int) -> None:
    """Show a statement again that was taken down."""
    if await drop_double_tap(interaction, shown):
        return
    context, person = context_of(interaction), person_of(interaction)
    back = await review.approve(context, person, statement, StatementStatus.DECLINED)
    bot_of(interaction).board.mark_sheet(person.guild_id)
    await edit_in_place(interaction, put_back(back, context.library, speech_for(interaction)))


async def _show(interaction: discord.Interaction, one: Statement, *, taken_down: bool = False) -> None:
    context, speech = context_of(interaction), speech_for(interaction)
    view = shown_statement(one, context.clock(), context.library, speech, taken_down=taken_down)
    await edit_in_place(interaction, view)
