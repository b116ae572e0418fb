"""The questions: a list with where each stands, one in full."""

from collections.abc import Mapping, Sequence

from discord import ui

from bot.domain.polls import Poll
from bot.library.models import Library, Question
from bot.ui import custom_ids, items
from bot.ui.render.layout import Block, link_button, page, row
from bot.ui.render.responses import discussion
from bot.ui.render.words import attribution, paper_link, poll_heading, state_words, statement
from bot.ui.speech import Speech


def question_list(library: Library, polls: Mapping[str, Sequence[Poll]], speech: Speech) -> ui.LayoutView:
    """Show the questions and the state of their polls, with a menu that opens one."""
    blocks: list[Block | str] = [f"## {speech('The questions')}\n-# {attribution(library, speech)}"]
    for question in library.questions:
        lines = [f"**{question.id.upper()} · {question.title.say(speech.language)}**"]
        lines += [f"-# {_poll_line(poll, speech)}" for poll in polls.get(question.id, ())]
        blocks.append("\n".join(lines))
    choices = [
        items.option(question.id, f"{question.id.upper()} · {question.title.say(speech.language)}")
        for question in library.questions
    ]
    menu = items.menu(items.QuestionMenu, custom_ids.OPEN_QUESTION, speech("Read a question…"), choices)
    return page(*blocks, row([menu]))


def _poll_line(poll: Poll, speech: Speech) -> str:
    return f"{poll_heading(poll, speech)}: {state_words(poll, speech)}"


def question_page(library: Library, question: Question, polls: Sequence[Poll], speech: Speech) -> ui.LayoutView:
    """Show what a question asks, what the paper argues, what to read beside it, and the state of its poll."""
    language = speech.language
    head = [
        f"## {speech('Question {letter}', letter=question.id.upper())}",
        f"**{question.title.say(language)}**",
        f"-# {attribution(library, speech)}",
        question.asks.say(language),
    ]
    arguments = [f"### {speech('What the paper says')}"]
    arguments += [f"- {statement(said, language)}" for said in question.arguments]
    prompts = [f"### {speech('To discuss')}", *(f"- {prompt.say(language)}" for prompt in question.prompts)]
    states = [f"### {speech('The poll')}", *(_poll_line(poll, speech) for poll in polls)]
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
        items.option(proposal.id, proposal.title.say(language), proposal.who.say(language))
        for proposal in library.proposals
        if proposal.id in question.related.proposals
    ]
    topics = [
        items.option(topic.id, topic.title.say(language), topic.group.say(language))
        for topic in library.topics
        if topic.id in question.related.topics
    ]
    menus: list[Block] = []
    if proposals:
        label = speech("Related proposals…")
        menus.append(row([items.menu(items.RelatedProposalMenu, custom_ids.READ_PROPOSAL, label, proposals)]))
    if topics:
        label = speech("Related background…")
        menus.append(row([items.menu(items.RelatedTopicMenu, custom_ids.READ_TOPIC, label, topics)]))
    return menus
