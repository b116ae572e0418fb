"""What the controls of ballot cards do, and those that earlier versions have put on ballot papers."""

import discord

from bot.domain.polls import Round, Secrecy
from bot.services.polls import finding, opening, voting
from bot.services.results import results
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.polls.answer_letters import answer_of_digits
from bot.ui.polls.ballot_handlers import cast_or_ask, options_of, show_item
from bot.ui.polls.controls import (
    ABSTAIN,
    FINISH,
    LIVE_COUNT,
    MENU,
    ORDER,
    OWN_BALLOT,
    REPOST,
    STEP,
    VOTE,
    WITHDRAW,
)
from bot.ui.polls.pages import confirmation, withdrawn
from bot.ui.polls.summary_pages import own_ballot
from bot.ui.polls.threads import open_thread_or_tell
from bot.ui.results.messages import result_message


@VOTE.on_tap
async def vote(interaction: discord.Interaction, poll: int, item: str, option: str) -> None:
    await _cast(interaction, poll, item, () if option == ABSTAIN else (option,))


@MENU.on_pick
async def vote_in_menu(interaction: discord.Interaction, poll: int, item: str, picked: tuple[str, ...]) -> None:
    await _cast(interaction, poll, item, picked)


async def _cast(interaction: discord.Interaction, poll_id: int, item_key: str, picks: tuple[str, ...]) -> None:
    """Count a vote on a public message and tell the voter; a vote that would be final is asked for first."""
    bot = bot_of(interaction)
    poll = bot.context.open_polls.poll(poll_id)
    if poll is not None and poll.secrecy is Secrecy.SECRET:
        await cast_or_ask(interaction, poll_id, item_key, picks, in_place=False)
        return
    recorded = await voting.cast(bot.context, person_of(interaction), poll_id, item_key, picks)
    bot.board.mark(poll_id)
    speech = speech_for(interaction)
    read = recorded.on(bot.context.poll_texts.poll(recorded.poll, speech.language))
    await answer(interaction, confirmation(read, speech))


@ORDER.on_tap
async def begin_order(interaction: discord.Interaction, poll: int, item: str) -> None:
    await show_item(interaction, poll, item, in_place=False)


@STEP.on_tap
async def go_on_with_order(interaction: discord.Interaction, poll: int, item: str, order: str) -> None:
    draft = answer_of_digits(options_of(interaction, poll, item), order)
    await show_item(interaction, poll, item, draft, in_place=False)


@FINISH.on_tap
async def finish_order(interaction: discord.Interaction, poll: int, item: str, order: str) -> None:
    await _cast(interaction, poll, item, answer_of_digits(options_of(interaction, poll, item), order))


@OWN_BALLOT.on_tap
async def show_own_ballot(interaction: discord.Interaction, poll: int) -> None:
    context, speech = context_of(interaction), speech_for(interaction)
    ballot = await voting.own_ballot(context, person_of(interaction), poll)
    votable = ballot.poll.accepts_votes(context.clock())
    read = ballot.on(context.poll_texts.poll(ballot.poll, speech.language))
    await answer(interaction, view=own_ballot(read, speech, votable=votable))


@LIVE_COUNT.on_tap
async def show_live_count(interaction: discord.Interaction, question: str, round: str) -> None:  # noqa: A002  the field's name
    context, speech = context_of(interaction), speech_for(interaction)
    tally = await results.result(context, person_of(interaction), question, Round(round))
    await answer(interaction, **await result_message(context, tally, speech, may_attach=False))


@WITHDRAW.on_tap
async def withdraw(interaction: discord.Interaction, poll: int) -> None:
    bot = bot_of(interaction)
    found, answers = await voting.withdraw(bot.context, person_of(interaction), poll)
    bot.board.mark(poll)
    await edit_in_place(interaction, withdrawn(answers, found, speech_for(interaction)))


@REPOST.on_tap
async def repost(interaction: discord.Interaction, poll: int) -> None:
    bot = bot_of(interaction)
    posted = await finding.require_open_poll(bot.context, person_of(interaction), poll)
    again = await bot.board.repost(posted, interaction.channel_id or posted.channel_id)
    await opening.log_reposting(bot.context, posted)
    speech = speech_for(interaction)
    await answer(interaction, speech("The ballot card is posted again. All votes so far still count."))
    await open_thread_or_tell(interaction, again)
