"""The questions: a list with the state of their polls, and one in full."""

from collections.abc import Mapping, Sequence
from functools import partial

import discord
from discord import ui

from bot.domain.polls import Poll, Round
from bot.library.models import Library, Question
from bot.ui.common.controls import Menu, option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, first_that_fits, link_button, page, parts, row
from bot.ui.common.text import attribution, clipped, paper_link, poll_heading, state_words, statement
from bot.ui.content.controls import QUESTION, READ_PROPOSAL, READ_TOPIC
from bot.ui.responses.controls import discussion

MOST_OF_TITLE = 256
"""Characters that the title of a question may have."""


def question_list(library: Library, polls: Mapping[str, Sequence[Poll]], speech: Speech) -> ui.LayoutView:
    """Show the questions and the state of their polls, with a menu that opens one.

    Where not everything fits, titles are cut and each question has its newest poll only, then no poll.
    """
    return first_that_fits(
        partial(_question_list, library, polls, speech, letters, newest)
        for letters, newest in ((MOST_OF_TITLE, len(Round)), (60, len(Round)), (60, 1), (30, 1), (30, 0))
    )


def _question_list(
    library: Library, polls: Mapping[str, Sequence[Poll]], speech: Speech, letters: int, newest: int
) -> ui.LayoutView:
    title = speech("The questions")
    blocks: list[Block | str] = [f"## {title}\n-# {attribution(library, speech)}"]
    for question in library.questions:
        lines = [f"**{question.id.upper()} · {clipped(question.title.say(speech.language), letters)}**"]
        shown = polls.get(question.id, ())[-newest:] if newest else ()
        lines += [f"-# {_poll_line(poll, speech)}" for poll in shown]
        blocks.append("\n".join(lines))
    choices = [
        option(question.id, f"{question.id.upper()} · {question.title.say(speech.language)}")
        for question in library.questions
    ]
    return page(*blocks, *_menus(QUESTION, speech("Read a question…"), choices))


def _poll_line(poll: Poll, speech: Speech) -> str:
    return f"{poll_heading(poll, speech)}: {state_words(poll, speech)}"


def question_page(library: Library, question: Question, polls: Sequence[Poll], speech: Speech) -> ui.LayoutView:
    """Show what a question asks, what the paper argues, what to read beside it, and the state of its poll."""
    language = speech.language
    head = [
        "## " + speech("Question {letter}", letter=question.id.upper()),
        f"**{question.title.say(language)}**",
        f"-# {attribution(library, speech)}",
        question.asks.say(language),
    ]
    arguments = ["### " + speech("What the paper says")]
    arguments += [f"- {statement(said, language)}" for said in question.arguments]
    prompts = ["### " + speech("To discuss"), *(f"- {prompt.say(language)}" for prompt in question.prompts)]
    states = ["### " + speech("The poll"), *(_poll_line(poll, speech) for poll in polls)]
    if not polls:
        states.append(speech("Not opened yet."))
    links = [link_button(speech("To the ballot paper"), url) for poll in polls if (url := paper_link(poll))]
    return page(
        "\n".join(head),
        "\n".join(arguments),
        "\n".join(prompts) if question.prompts else None,
        "\n".join(states),
        *_related(library, question, speech),
        row([*discussion(question.id, speech("Say what you think"), speech), *links[:3]]),
    )


def _related(library: Library, question: Question, speech: Speech) -> list[Block]:
    """Return menus that open the proposals and topics which belong to a question."""
    language = speech.language
    proposals = [
        option(proposal.id, proposal.title.say(language), proposal.who.say(language))
        for proposal in library.proposals
        if proposal.id in question.related.proposals
    ]
    topics = [
        option(topic.id, topic.title.say(language), topic.group.say(language))
        for topic in library.topics
        if topic.id in question.related.topics
    ]
    return [
        *_menus(READ_PROPOSAL, speech("Related proposals…"), proposals),
        *_menus(READ_TOPIC, speech("Related background…"), topics),
    ]


def _menus(menu: Menu, label: str, options: Sequence[discord.SelectOption]) -> list[Block]:
    """Return as many menus as the options need."""
    return [row([menu(label, part, part=number)]) for number, part in enumerate(parts(options))]
