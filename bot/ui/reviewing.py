"""Reviewing responses: what the buttons of the queue do."""

from datetime import timedelta

import discord

from bot.domain.refusals import NotNow
from bot.services import reviewing
from bot.ui import custom_ids, items
from bot.ui.boundary import answer, person_of, replace
from bot.ui.host import context_of
from bot.ui.render.reviewing import queue_page
from bot.ui.speech import speech_for
from bot.ui.taps import acts_on

UNREAD = timedelta(seconds=2)
"""A tap so shortly after a response was shown was meant for the one before it."""


async def _page(interaction: discord.Interaction, place: int) -> discord.ui.LayoutView:
    context = context_of(interaction)
    shown = await reviewing.queue(context, person_of(interaction), place)
    return queue_page(shown, context.clock(), speech_for(interaction))


@acts_on(items.QueueButton)
async def turn_queue(tap: items.QueueButton, interaction: discord.Interaction) -> None:
    view = await _page(interaction, int(tap.ids["place"]))
    if tap.ids["step"] == custom_ids.NEW:
        await answer(interaction, view=view)
    else:
        await replace(interaction, view)


@acts_on(items.ReviewButton)
async def decide(tap: items.ReviewButton, interaction: discord.Interaction) -> None:
    context, place = context_of(interaction), int(tap.ids["place"])
    approve = tap.ids["verdict"] == "approve"
    if context.clock().timestamp() - int(tap.ids["shown"]) >= UNREAD.total_seconds():
        try:
            await reviewing.decide(context, person_of(interaction), int(tap.ids["response"]), approve=approve)
        except NotNow:
            await replace(interaction, await _page(interaction, place))
            raise
    await replace(interaction, await _page(interaction, place))
