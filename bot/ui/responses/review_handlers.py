"""Reviewing responses: what the moderators' buttons and menu do."""

from datetime import UTC, datetime

import discord
from discord import ui

from bot.domain.refusals import NotNow
from bot.domain.responses import Status
from bot.services.responses import review
from bot.services.statements.review import merge_targets
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.languages import speech_for
from bot.ui.common.picked import number_picked
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.responses.controls import NEW, QUEUE, REVIEW, TAKE_DOWN
from bot.ui.responses.review_pages import Decision, queue_page, response_review


async def _queue(
    interaction: discord.Interaction, status: Status, place: int, last: Decision | None = None
) -> ui.LayoutView:
    context = context_of(interaction)
    shown = await review.queue_page(context, person_of(interaction), place, status)
    targets = []
    if shown.statement is not None:
        targets = await merge_targets(context, person_of(interaction), shown.statement.statement.id)
    return queue_page(shown, context.clock(), context.library, speech_for(interaction), last, targets=targets)


async def _alone(interaction: discord.Interaction, response_id: int) -> ui.LayoutView:
    context = context_of(interaction)
    reviewed = await review.find_response(context, person_of(interaction), response_id)
    return response_review(reviewed, context.clock(), speech_for(interaction))


@QUEUE.on_tap
async def turn_queue(interaction: discord.Interaction, status: str, place: int, step: str) -> None:
    view = await _queue(interaction, Status(status), place)
    if step == NEW:
        await answer(interaction, view=view)
    else:
        await edit_in_place(interaction, view)


@TAKE_DOWN.on_pick
async def show_one(interaction: discord.Interaction, picked: tuple[str, ...]) -> None:
    await answer(interaction, view=await _alone(interaction, number_picked(picked)))


@REVIEW.on_tap
async def decide(interaction: discord.Interaction, response: int, was: str, to: str, place: int, shown: int) -> None:
    context, person = context_of(interaction), person_of(interaction)
    if await drop_double_tap(interaction, shown):
        return

    async def show(last: Decision | None = None) -> None:
        """Show the queue if the response waited in it, else the response itself."""
        in_queue = Status.PENDING in {was, to}
        view = _queue(interaction, Status.PENDING, place, last) if in_queue else _alone(interaction, response)
        await edit_in_place(interaction, await view)

    try:
        await review.decide(context, person, response, Status(was), Status(to), datetime.fromtimestamp(shown, UTC))
    except NotNow:
        await show()
        raise
    bot_of(interaction).board.mark_sheet(person.guild_id)
    if was == Status.PENDING:
        await show(Decision(await review.find_response(context, person, response), place))
    else:
        await show()
