"""What the controls for reading do."""

import discord
from discord import ui

from bot.services.polls.finding import find_question
from bot.services.results import results
from bot.services.results.overview import overview
from bot.services.statements.results import can_be_voted_on
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.content.autocomplete import find_proposal, find_topic
from bot.ui.content.background_pages import topic_page
from bot.ui.content.controls import (
    ARGUMENTS,
    PROPOSAL,
    PROPOSALS,
    QUESTION,
    QUESTION_PAGE,
    QUESTIONS,
    READ_PROPOSAL,
    READ_TOPIC,
    TOPIC,
)
from bot.ui.content.proposal_pages import proposal_list, proposal_page
from bot.ui.content.question_pages import arguments_page, question_list, question_page

Picked = tuple[str, ...]


@PROPOSAL.on_pick
async def open_proposal(interaction: discord.Interaction, cluster: str, picked: Picked) -> None:
    library = context_of(interaction).library
    proposal = find_proposal(library, picked[0])
    await edit_in_place(interaction, proposal_page(library, proposal, speech_for(interaction), back_to=cluster))


@PROPOSALS.on_tap
async def back_to_proposals(interaction: discord.Interaction, cluster: str) -> None:
    await edit_in_place(interaction, proposal_list(context_of(interaction).library, cluster, speech_for(interaction)))


@READ_PROPOSAL.on_pick
async def read_proposal(interaction: discord.Interaction, picked: Picked) -> None:
    library = context_of(interaction).library
    await answer(interaction, view=proposal_page(library, find_proposal(library, picked[0]), speech_for(interaction)))


@TOPIC.on_pick
async def open_topic(interaction: discord.Interaction, picked: Picked) -> None:
    library = context_of(interaction).library
    await edit_in_place(interaction, topic_page(library, find_topic(library, picked[0]), speech_for(interaction)))


@READ_TOPIC.on_pick
async def read_topic(interaction: discord.Interaction, picked: Picked) -> None:
    library = context_of(interaction).library
    await answer(interaction, view=topic_page(library, find_topic(library, picked[0]), speech_for(interaction)))


@QUESTION.on_pick
async def open_question(interaction: discord.Interaction, picked: Picked) -> None:
    await answer(interaction, view=await _question(interaction, picked[0]))


@QUESTION_PAGE.on_tap
async def read_question(interaction: discord.Interaction, question: str) -> None:
    await edit_in_place(interaction, await _question(interaction, question))


async def _question(interaction: discord.Interaction, name: str) -> ui.LayoutView:
    context = context_of(interaction)
    question = find_question(context.library, name)
    polls = (await results.polls_by_question(context, person_of(interaction).guild_id)).get(question.id, [])
    has_statements = await can_be_voted_on(context, person_of(interaction).guild_id, question.id)
    return question_page(question, polls, speech_for(interaction), has_statements=has_statements)


@ARGUMENTS.on_tap
async def read_arguments(interaction: discord.Interaction, question: str) -> None:
    library = context_of(interaction).library
    await edit_in_place(interaction, arguments_page(library, find_question(library, question), speech_for(interaction)))


@QUESTIONS.on_tap
async def list_questions(interaction: discord.Interaction) -> None:
    context = context_of(interaction)
    shown = await overview(context, person_of(interaction).guild_id)
    await answer(interaction, view=question_list(context.library, shown, speech_for(interaction)))
