"""What a programme's steps post in the debate's channel."""

from datetime import datetime
from typing import TypeVar, assert_never

from discord import ButtonStyle, ui

from bot.domain.refusals import NotFound
from bot.domain.step import Move, Page
from bot.domain.texts import say
from bot.library.models import Library, Proposal, Question
from bot.services.programme.reading import ProgrammeStatus
from bot.ui.common.languages import Speech
from bot.ui.common.layout import link_button, page, row
from bot.ui.common.text import clock_time, harmless, step_name
from bot.ui.content.controls import QUESTION_PAGE, QUESTIONS
from bot.ui.help.controls import HOW_TO_VOTE
from bot.ui.programme.controls import PROGRAMME
from bot.ui.responses.controls import RESPOND

MOST_NAMED = 5
"""Steps that the welcome names; `/programme` has all."""

Entry = TypeVar("Entry")


def step_page(move: Move, status: ProgrammeStatus, library: Library, speech: Speech) -> ui.LayoutView:
    """Return what a move posts. Raises NotFound where the pack has it no more."""
    match move.page:
        case Page.BRIEF:
            question = next((question for question in library.questions if question.id == move.question), None)
            return brief(_require(question), speech)
        case Page.PROPOSAL:
            proposal = next((proposal for proposal in library.proposals if proposal.id == move.proposal), None)
            return proposal_to_read(_require(proposal), speech)
        case Page.PAUSE:
            return pause(status.progress.ends_at, speech)
        case Page.WELCOME | None:
            return welcome(status, library, speech)
        case unknown:
            assert_never(unknown)


def _require(found: Entry | None) -> Entry:
    if found is None:
        raise NotFound(say("The pack no longer has that. Skip this step."))
    return found


def welcome(status: ProgrammeStatus, library: Library, speech: Speech) -> ui.LayoutView:
    """Welcome the room: what the debate is about, what comes first, and how to take part."""
    count = len(status.steps)
    shown = range((status.progress.present or 0) + 1, count + 1)[:MOST_NAMED]
    lines = [f"{_at(status, number)}{harmless(step_name(status.steps[number - 1], speech))}" for number in shown]
    if more := count - (shown[-1] if shown else count):
        lines.append(speech.many("…and {count} more step", "…and {count} more steps", count=more))
    buttons = [
        HOW_TO_VOTE(speech("Read how to vote"), style=ButtonStyle.primary),
        QUESTIONS(speech("See questions")),
        PROGRAMME(speech("See the programme")),
    ]
    title = "## " + speech("Welcome: {title}", title=harmless(status.debate.title))
    about = f"{title}\n{library.debate.summary.say(speech.language)}"
    return page(about, "\n".join(lines) if lines else None, row(buttons))


def _at(status: ProgrammeStatus, number: int) -> str:
    start = status.progress.expected_start(number, status.at)
    return f"{clock_time(start)} · " if start else ""


def brief(question: Question, speech: Speech) -> ui.LayoutView:
    """Put a question before the room, with what its vote decides; arguments are a tap away."""
    language = speech.language
    lines = [f"## {question.id.upper()} · {question.title.say(language)}", question.asks.say(language)]
    if question.decides is not None:
        lines.append(f"-# {question.decides.say(language)}")
    buttons = [
        QUESTION_PAGE(speech("Read the arguments"), style=ButtonStyle.primary, question=question.id),
        RESPOND(speech("Say what you think"), question=question.id),
    ]
    return page("\n".join(lines), row(buttons))


def proposal_to_read(proposal: Proposal, speech: Speech) -> ui.LayoutView:
    """Put a proposal before the room."""
    language = speech.language
    facts = [fact.say(language) for fact in (proposal.who, proposal.where, proposal.when) if fact]
    lines = [f"## {proposal.title.say(language)}", f"-# {' · '.join(facts)}", proposal.summary.say(language)]
    lines += [f"- {point.say(language)}" for point in proposal.points]
    return page("\n".join(lines), row([link_button(speech("Read the source"), proposal.link)]))


def pause(ends_at: datetime | None, speech: Speech) -> ui.LayoutView:
    """Tell the room when the debate goes on."""
    lines = ["## " + speech("Pause")]
    if ends_at is not None:
        lines.append(speech("We go on {time}.", time=f"<t:{int(ends_at.timestamp())}:R>"))
    return page("\n".join(lines))
