"""Reviewing responses: what the buttons and the menu of moderators do."""

import re
from datetime import timedelta

import discord
from discord import ui

from bot.domain.refusals import NotFound, NotNow
from bot.domain.responses import Status
from bot.domain.texts import say
from bot.services.responses import review
from bot.ui.common import custom_ids, items
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, leave_as_is, person_of, replace
from bot.ui.common.taps import acts_on, picked
from bot.ui.responses.review_pages import Decision, queue_page, response_review

UNREAD = timedelta(seconds=2)
"""A tap so shortly after a response was shown was meant for the one before it."""


async def _queue(
    interaction: discord.Interaction, status: Status, place: int, last: Decision | None = None
) -> ui.LayoutView:
    context = context_of(interaction)
    shown = await review.queue_page(context, person_of(interaction), place, status)
    return queue_page(shown, context.clock(), speech_for(interaction), last)


async def _alone(interaction: discord.Interaction, response_id: int) -> ui.LayoutView:
    context = context_of(interaction)
    reviewed = await review.find_response(context, person_of(interaction), response_id)
    return response_review(reviewed, context.clock(), speech_for(interaction))


@acts_on(items.QueueButton)
async def turn_queue(tap: items.QueueButton, interaction: discord.Interaction) -> None:
    view = await _queue(interaction, Status(tap.ids["status"]), int(tap.ids["place"]))
    if tap.ids["step"] == custom_ids.NEW:
        await answer(interaction, view=view)
    else:
        await replace(interaction, view)


@acts_on(items.TakeDownMenu)
async def show_one(tap: items.TakeDownMenu, interaction: discord.Interaction) -> None:
    value = picked(tap)[0]
    if not re.fullmatch(custom_ids.NUMBER, value):
        raise NotFound(say("The list has moved on since you opened it. Open it again with `/responses`."))
    await answer(interaction, view=await _alone(interaction, int(value)))


@acts_on(items.ReviewButton)
async def decide(tap: items.ReviewButton, interaction: discord.Interaction) -> None:
    context, person = context_of(interaction), person_of(interaction)
    response_id, place = int(tap.ids["response"]), int(tap.ids["place"])
    was, to = Status(tap.ids["was"]), Status(tap.ids["to"])
    if context.clock().timestamp() - int(tap.ids["shown"]) < UNREAD.total_seconds():
        await leave_as_is(interaction)
        return

    async def show(last: Decision | None = None) -> None:
        """Show what comes next: of what waited the queue, of what had been decided the response itself."""
        in_queue = Status.PENDING in {was, to}
        shown = _queue(interaction, Status.PENDING, place, last) if in_queue else _alone(interaction, response_id)
        await replace(interaction, await shown)

    try:
        await review.decide(context, person, response_id, was, to)
    except NotNow:
        await show()
        raise
    if was is Status.PENDING:
        await show(Decision(await review.find_response(context, person, response_id), place))
    else:
        await show()
