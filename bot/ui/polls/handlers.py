"""What the controls of ballot papers and private ballots do."""

import discord

from bot.services.polls import finding, opening, voting
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.polls.controls import ABSTAIN, MENU, OWN_BALLOT, REPOST, VOTE, WITHDRAW
from bot.ui.polls.pages import confirmation, own_ballot, withdrawn


@VOTE.on_tap
async def vote(interaction: discord.Interaction, poll: int, item: str, option: str) -> None:
    await cast(interaction, poll, item, () if option == ABSTAIN else (option,))


@MENU.on_pick
async def vote_in_menu(interaction: discord.Interaction, poll: int, item: str, picked: tuple[str, ...]) -> None:
    await cast(interaction, poll, item, picked)


async def cast(interaction: discord.Interaction, poll_id: int, item_key: str, picks: tuple[str, ...]) -> None:
    """Count a vote and tell the voter."""
    bot = bot_of(interaction)
    recorded = await voting.cast(bot.context, person_of(interaction), poll_id, item_key, picks)
    bot.board.mark(poll_id)
    await answer(interaction, confirmation(recorded, speech_for(interaction)))


@OWN_BALLOT.on_tap
async def show_own_ballot(interaction: discord.Interaction, poll: int) -> None:
    context = context_of(interaction)
    ballot = await voting.own_ballot(context, person_of(interaction), poll)
    votable = ballot.poll.accepts_votes(context.clock())
    await answer(interaction, view=own_ballot(ballot, speech_for(interaction), votable=votable))


@WITHDRAW.on_tap
async def withdraw(interaction: discord.Interaction, poll: int) -> None:
    bot = bot_of(interaction)
    _, answers = await voting.withdraw(bot.context, person_of(interaction), poll)
    bot.board.mark(poll)
    await edit_in_place(interaction, withdrawn(answers, speech_for(interaction)))


@REPOST.on_tap
async def repost(interaction: discord.Interaction, poll: int) -> None:
    bot = bot_of(interaction)
    posted = await finding.require_open_poll(bot.context, person_of(interaction), poll)
    await bot.board.repost(posted, interaction.channel_id or posted.channel_id)
    await opening.log_reposting(bot.context, posted)
    speech = speech_for(interaction)
    await answer(interaction, speech("The ballot paper is posted again. Votes cast so far count on."))
