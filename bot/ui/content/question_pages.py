"""The questions: a list with the state of their polls, and one in full."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import get_args

import discord
from discord import ui

from bot.domain.message_links import message_link
from bot.domain.polls import Poll, PollState, Round
from bot.library.languages import Translated
from bot.library.models import Argument, Library, Proposal, Question, Side, Topic
from bot.services.results.overview import Overview
from bot.ui.common.controls import Menu, option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, first_that_fits, link_button, page, parts, row, rows
from bot.ui.common.poll_words import round_words, state_words
from bot.ui.common.text import attribution, clipped, passage, small
from bot.ui.content.controls import ARGUMENTS, QUESTION, QUESTION_PAGE, READ_PROPOSAL, READ_TOPIC
from bot.ui.responses.controls import NEW, RESPOND, RESPONSES
from bot.ui.statements.controls import VOTE_ON

MOST_OF_TITLE = 256
"""Characters that the title of a question may have."""


def question_list(library: Library, shown: Overview, speech: Speech) -> ui.LayoutView:
    """Show the questions with the state of their polls and where to go, and a menu that opens one.

    Where not everything fits, titles are cut and each question has its newest poll only, then without the way there,
    then no poll.
    """
    forms = ((MOST_OF_TITLE, len(Round), True), (60, len(Round), True), (60, 1, True), (30, 1, False), (30, 0, False))
    return first_that_fits(
        partial(_question_list, library, shown, speech, letters, newest, linked=linked)
        for letters, newest, linked in forms
    )


def _question_list(
    library: Library, shown: Overview, speech: Speech, letters: int, newest: int, *, linked: bool
) -> ui.LayoutView:
    blocks: list[Block | str] = ["## " + speech("The questions")]
    for question in library.questions:
        title = f"**{question.id.upper()} · {clipped(question.title.say(speech.language), letters)}**"
        polls = shown.polls.get(question.id, ())
        states = [_where_it_stands(poll, shown, speech, linked=linked) for poll in polls[-newest:]] if newest else []
        states += [] if polls else [speech("Not open yet")]
        blocks.append(f"{title}\n{small(states)}" if states else title)
    choices = [
        option(question.id, f"{question.id.upper()} · {question.title.say(speech.language)}")
        for question in library.questions
    ]
    cited = f"-# {attribution(library, speech)}"
    return page(*blocks, *_menus(QUESTION, speech("Read a question…"), choices), cited)


def _where_it_stands(poll: Poll, shown: Overview, speech: Speech, *, linked: bool) -> str:
    state, result = _state(poll, speech), shown.results.get(poll.id)
    if result is not None:
        way = speech("Read the result"), message_link(poll.guild_id, result.channel_id, result.message_id)
    elif (card := poll.card_address) is not None:
        way = speech("Vote") if poll.state is PollState.OPEN else speech("See the poll"), card
    else:
        return state
    return f"{state} · [{way[0]}]({way[1]})" if linked else state


ROOM_ON_A_PHONE = 25
"""Lines of text of a question's page, so that with its buttons it takes a phone's screen and a third at most."""
LETTERS_IN_A_LINE = 28
MOST_OF_A_SIDE = 3


def question_page(
    question: Question, polls: Sequence[Poll], speech: Speech, *, has_statements: bool = False
) -> ui.LayoutView:
    """Show what a question asks, the first arguments of each side, the state of its poll, and what one can do next."""
    language = speech.language
    head = f"### {_title(question, speech)}\n{question.asks.say(language)}"
    respond = speech("Say why") if polls else speech("Say what you think")
    polling = small(_state(poll, speech) for poll in polls) or small([speech("Voting has not begun.")])
    return page(
        head,
        *_groups(question, _first_arguments(question, language), speech, lambda said: said.text.say(language)),
        polling,
        *rows([
            *_poll_links(polls, speech)[-2:],
            *([VOTE_ON(speech("Vote on statements"), question=question.id)] if has_statements else []),
            RESPOND(respond, question=question.id),
            RESPONSES(speech("Read responses"), question=question.id, page=0, step=NEW),
            ARGUMENTS(speech("Read more"), question=question.id),
        ]),
    )  # fmt: skip


def _state(poll: Poll, speech: Speech) -> str:
    state = state_words(poll, speech)
    if poll.state is PollState.OPEN and poll.closes_at is not None:
        state = speech("🟢 Open, closes {time}", time=f"<t:{int(poll.closes_at.timestamp())}:R>")
    name = round_words(poll.round, speech)
    return f"{state} ({name})" if name else state


def _poll_links(polls: Sequence[Poll], speech: Speech) -> list[Block]:
    links = [(poll, url) for poll in polls if (url := poll.card_address)]
    return [
        link_button(speech("Vote") if poll.state is PollState.OPEN else speech("See the poll"), url)
        for poll, url in links
    ]


def _title(question: Question, speech: Speech) -> str:
    return f"{question.id.upper()} · {question.title.say(speech.language)}"


Group = tuple[Side | None, Sequence[Argument]]


def _by_side(question: Question) -> list[Group]:
    """Sort the arguments by side; those without one come last, under no heading of a side."""
    sides: tuple[Side | None, ...] = (*get_args(Side), None)
    groups = [(side, [said for said in question.arguments if said.side == side]) for side in sides]
    return [(side, said) for side, said in groups if said]


def _first_arguments(question: Question, language: str) -> list[Group]:
    """Choose the arguments to begin with: the first of each side, then context and others while there is room."""
    groups = _by_side(question)
    counts = [0] * len(groups)
    room = ROOM_ON_A_PHONE - _lines(question.title, language) - _lines(question.asks, language)
    for place in range(MOST_OF_A_SIDE):
        for number, (side, said) in enumerate(groups):
            if counts[number] != place or place == len(said):
                continue
            needed = _lines(said[place].text, language) + (place == 0)
            if needed <= room or (place == 0 and side != "context"):
                room -= needed
                counts[number] += 1
    return [(side, said[:count]) for (side, said), count in zip(groups, counts, strict=True) if count]


def _lines(text: Translated, language: str) -> int:
    return -(-len(text.say(language)) // LETTERS_IN_A_LINE)


def _groups(
    question: Question, groups: Sequence[Group], speech: Speech, written: Callable[[Argument], str]
) -> Iterator[str]:
    """Write each group of arguments under its name."""
    for side, arguments in groups:
        yield "\n".join([f"**{_side_name(question, side, speech)}**", *(f"- {written(said)}" for said in arguments)])


def _side_name(question: Question, side: Side | None, speech: Speech) -> str:
    """Name a group of arguments as the pack does."""
    if side is None:
        return speech("What the paper says")
    named = {"for": question.sides.for_, "against": question.sides.against, "context": question.sides.context}[side]
    if named is not None:
        return named.say(speech.language)
    return {"for": speech("For"), "against": speech("Against"), "context": speech("Context")}[side]


def arguments_page(library: Library, question: Question, speech: Speech) -> ui.LayoutView:
    """Show all that the paper says on a question, each with its section, and what to discuss and read beside it."""
    language = speech.language
    said = _groups(question, _by_side(question), speech, lambda argument: passage(argument, language))
    prompts = ["**" + speech("To discuss") + "**", *(f"- {prompt.say(language)}" for prompt in question.prompts)]
    related = question.related
    return page(
        f"### {_title(question, speech)}\n-# {attribution(library, speech)}",
        *said,
        "\n".join(prompts) if question.prompts else None,
        *_related(library.proposals, related.proposals, READ_PROPOSAL, speech("Related proposals…"), speech),
        *_related(library.topics, related.topics, READ_TOPIC, speech("Related background…"), speech),
        row([QUESTION_PAGE(speech("Back to the question"), question=question.id)]),
    )


def _related(
    entries: Sequence[Proposal] | Sequence[Topic], ids: Sequence[str], menu: Menu, label: str, speech: Speech
) -> list[Block]:
    """Return menus that open the proposals or topics which belong to a question."""
    language = speech.language
    related = [
        option(
            entry.id,
            entry.title.say(language),
            (entry.who if isinstance(entry, Proposal) else entry.group).say(language),
        )
        for entry in entries
        if entry.id in ids
    ]
    return _menus(menu, label, related)


def _menus(menu: Menu, label: str, options: Sequence[discord.SelectOption]) -> list[Block]:
    """Return as many menus as the options need."""
    return [row([menu(label, part, part=number)]) for number, part in enumerate(parts(options))]
