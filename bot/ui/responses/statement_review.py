"""Statements in the moderators' queue: approving, declining with a reason, merging, and taking that back."""

import discord

from bot.domain.responses import Status
from bot.domain.statements import DeclineReason, Statement, StatementStatus
from bot.services.responses import review as queue
from bot.services.statements import review
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.languages import speech_for
from bot.ui.common.picked import list_has_changed, number_picked
from bot.ui.common.responding import edit_in_place, person_of
from bot.ui.responses.review_pages import queue_page
from bot.ui.statements.controls import APPROVE, DECLINE, MERGE, UNDO


async def _then_show(interaction: discord.Interaction, decided: Statement, place: int) -> None:
    context, person = context_of(interaction), person_of(interaction)
    bot_of(interaction).board.mark_sheet(person.guild_id)
    shown = await queue.queue_page(context, person, place, Status.PENDING)
    targets = await review.merge_targets(context, person, shown.statement.statement.id) if shown.statement else []
    view = queue_page(
        shown, context.clock(), context.library, speech_for(interaction), targets=targets, decided=decided, place=place
    )
    await edit_in_place(interaction, view)


@APPROVE.on_tap
async def approve(interaction: discord.Interaction, statement: int, was: str, place: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return
    context, person = context_of(interaction), person_of(interaction)
    await _then_show(interaction, await review.approve(context, person, statement, StatementStatus(was)), place)


@DECLINE.on_pick
async def decline(
    interaction: discord.Interaction, statement: int, was: str, place: int, picked: tuple[str, ...]
) -> None:
    if picked[0] not in set(DeclineReason):
        raise list_has_changed()
    context, person, reason = context_of(interaction), person_of(interaction), DeclineReason(picked[0])
    decided = await review.decline(context, person, statement, StatementStatus(was), reason)
    await _then_show(interaction, decided, place)


@MERGE.on_pick
async def merge(
    interaction: discord.Interaction, statement: int, was: str, place: int, picked: tuple[str, ...]
) -> None:
    into = number_picked(picked)
    context, person = context_of(interaction), person_of(interaction)
    decided = await review.merge(context, person, statement, StatementStatus(was), into)
    await _then_show(interaction, decided, place)


@UNDO.on_tap
async def undo(interaction: discord.Interaction, statement: int, was: str, place: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return
    context, person = context_of(interaction), person_of(interaction)
    await _then_show(interaction, await review.undo(context, person, statement, StatementStatus(was)), place)
