"""Performs the moves of a programme: each is what a command or another button does as well."""

from dataclasses import dataclass

import discord
from discord import ui

from bot.domain.floor import Order
from bot.domain.polls import Round
from bot.domain.reopening import never_reopened
from bot.domain.step import OPENING, Act, Ballot, Move
from bot.services.programme import moving
from bot.services.programme.moving import Shown, shown_by
from bot.services.programme.reading import ProgrammeStatus
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import person_of
from bot.ui.floor.moving import call_next, close_floor_here, open_floor_here, tell
from bot.ui.polls.opening import open_here, post_paper
from bot.ui.run_sheet.acts import (
    cannot_post,
    close_poll,
    question_before_closing,
    question_before_publishing,
    show_shift_here,
)
from bot.ui.run_sheet.confirm_pages import ask_to_end_floor, ask_to_end_statements
from bot.ui.run_sheet.showing import act_in, channel_to_act_in
from bot.ui.run_sheet.step_pages import step_page
from bot.ui.statements.acts import open_here as open_statements
from bot.ui.statements.acts import status_of


@dataclass(frozen=True)
class Tapped:
    """A move that a moderator has tapped, and where the programme stood then."""

    interaction: discord.Interaction
    status: ProgrammeStatus
    move: Move

    @property
    def shown(self) -> Shown:
        """What the page showed."""
        return shown_by(self.status)


MAY_ASK = frozenset({Act.CLOSE_POLL, Act.PUBLISH, Act.CLOSE_FLOOR, Act.CLOSE_STATEMENTS})


def asks_first(status: ProgrammeStatus, move: Move) -> bool:
    """Whether a move asks before it is done, as nothing takes it back."""
    if move.act is Act.CLOSE_POLL:
        poll = next((poll for poll in status.happened.polls if poll.id == move.about), None)
        return poll is None or never_reopened(poll) is not None
    if move.act is Act.CLOSE_FLOOR:
        state = status.happened.floor
        is_speaking = state is not None and state.turn is not None and not state.turn.is_overdue(status.at)
        return is_speaking or bool(state and state.waiting)
    return move.act in {Act.PUBLISH, Act.CLOSE_DEBATE, Act.CLOSE_STATEMENTS}


async def question_before(tapped: Tapped) -> ui.LayoutView | None:
    """Return what is asked before a move; None if there is nothing to ask any more. Raises NotNow."""
    interaction, about, floor = tapped.interaction, tapped.move.about, tapped.status.happened.floor
    if tapped.move.act is Act.PUBLISH:
        return await question_before_publishing(interaction, about)
    if tapped.move.act is Act.CLOSE_STATEMENTS:
        return ask_to_end_statements(await status_of(interaction, about), tapped.status.at, speech_for(interaction))
    if tapped.move.act is Act.CLOSE_FLOOR:
        return ask_to_end_floor(floor, tapped.status.at, speech_for(interaction)) if floor else None
    return await question_before_closing(interaction, about)


async def perform(tapped: Tapped) -> None:
    """Do what a move says. Raises a refusal; what was moved stays moved, and the sheet offers the rest again."""
    interaction, move = tapped.interaction, tapped.move
    match move.act:
        case Act.GO_ON:
            await _go_on(interaction, await moving.go_on(context_of(interaction), person_of(interaction), tapped.shown))
        case Act.POST:
            await _post(tapped)
        case Act.OPEN_POLL:
            await _open_poll(tapped)
        case Act.CLOSE_POLL:
            await close_poll(interaction, move.about)
        case Act.SHOW_SHIFT:
            await show_shift_here(interaction, tapped.status.debate.id, move.question or "")
            await moving.posted(context_of(interaction), tapped.status.debate.guild_id, tapped.shown)
        case Act.OPEN_FLOOR | Act.NEXT_SPEAKER | Act.CLOSE_FLOOR:
            await _lead_the_floor(tapped)
        case Act.OPEN_STATEMENTS:
            ballot, channel_id = move.ballot or Ballot(Round.MAIN), await channel_to_act_in(interaction)
            await open_statements(interaction, move.question or "", ballot.round, channel_id)
        case Act.PUBLISH | Act.CLOSE_DEBATE | Act.CLOSE_STATEMENTS:
            raise ValueError(f"{move.act} asks first")


async def _go_on(interaction: discord.Interaction, entered: ProgrammeStatus) -> None:
    """Do what a step begins with that was just entered; if that fails, the run sheet offers it again."""
    bot_of(interaction).board.mark_sheet(entered.debate.guild_id)
    first = next(iter(entered.moves), None)
    if first is not None and first.act in OPENING:
        await perform(Tapped(interaction, entered, first))


async def _post(tapped: Tapped) -> None:
    interaction, status = tapped.interaction, tapped.status
    bot, number = bot_of(interaction), status.progress.present or 0
    page = step_page(tapped.move, status, bot.context.library, speech_of_room(interaction))
    channel = interaction.client.get_partial_messageable(
        await channel_to_act_in(interaction), guild_id=interaction.guild_id
    )
    try:
        # Discord drops a second one that comes at once, whoever pressed.
        await channel.send(view=page, nonce=f"step-{status.debate.id}-{number}-{status.stored.changes}")
    except FAILURES as error:
        raise cannot_post() from error
    await moving.posted(bot.context, status.debate.guild_id, tapped.shown)


async def _lead_the_floor(tapped: Tapped) -> None:
    interaction, move = tapped.interaction, tapped.move
    if move.act is Act.CLOSE_FLOOR:
        await close_floor_here(interaction, move.about)
    elif move.act is Act.NEXT_SPEAKER:
        await tell(interaction, await call_next(interaction, move.about, move.turn))
    else:
        order = Order(move.order) if move.order else None
        opened = await open_floor_here(interaction, question=move.question, seconds=move.seconds, order=order)
        await tell(interaction, opened)


async def _open_poll(tapped: Tapped) -> None:
    interaction, move, ballot = tapped.interaction, tapped.move, tapped.move.ballot or Ballot(Round.MAIN)
    poll, is_new = await open_here(
        interaction,
        move.question or "",
        ballot.round,
        minutes=ballot.minutes,
        release=ballot.release,
        secrecy=ballot.secrecy,
        debate_id=tapped.status.debate.id,
        channel_id=await act_in(interaction),
    )
    if is_new:
        await post_paper(interaction, poll)
