"""The programme for everybody: what is on now, what comes when, and what is done."""

from datetime import timedelta

from discord import ui

from bot.domain.message_links import message_link
from bot.domain.polls import PollState
from bot.domain.programme import MINUTE, StepEnd
from bot.services.programme.reading import ProgrammeStatus
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, link_button, page, row
from bot.ui.common.text import clock_time, harmless, step_name
from bot.ui.content.controls import QUESTIONS
from bot.ui.programme.controls import PROGRAMME_PAGE

STEPS_A_PAGE = 10


def programme_page(
    status: ProgrammeStatus, speech: Speech, number: int | None = None, *, editors: bool = False
) -> ui.LayoutView:
    """Show the steps of a page, or of the one with the present step. A number that is too high is the last page.

    With `editors` it says that the programme is not from the paper that the debate is about.
    """
    last = (len(status.steps) - 1) // STEPS_A_PAGE
    present = status.progress.present or 1
    number = min((present - 1) // STEPS_A_PAGE if number is None else number, last)
    first = number * STEPS_A_PAGE + 1
    shown = range(first, min(first + STEPS_A_PAGE, len(status.steps) + 1))
    lines = [_line(place, status, speech) for place in shown]
    note = "-# " + speech("The editors made this programme. The paper has none.") if editors else None
    turning = []
    if number > 0:
        turning.append(PROGRAMME_PAGE(speech("Earlier steps"), page=number - 1))
    if number < last:
        turning.append(PROGRAMME_PAGE(speech("Later steps"), page=number + 1))
    return page(_head(status, speech), "\n".join(lines), note, row([*_ways(status, speech), *turning]))


def _head(status: ProgrammeStatus, speech: Speech) -> str:
    """Say in one line where the evening is."""
    title = "## " + speech("Programme")
    if _is_over(status):
        return f"{title}\n" + speech("The programme is over. Thank you all.")
    if status.present is None:
        minutes = sum(status.progress.lengths, timedelta()) // MINUTE
        return f"{title}\n" + speech.many(
            "It starts soon and takes about {count} minute.",
            "It starts soon and takes about {count} minutes.",
            count=minutes,
        )
    end = status.progress.expected_start(len(status.steps) + 1, status.at)
    if end is None:
        return title
    return f"{title}\n" + speech("It ends at about {time}.", time=clock_time(end))


def _is_over(status: ProgrammeStatus) -> bool:
    return status.progress.is_over or status.happened.is_closed


def _line(number: int, status: ProgrammeStatus, speech: Speech) -> str:
    """Show a step: ticked, left out, on now, or to come at some time once the evening has begun."""
    name, ending = harmless(step_name(status.steps[number - 1], speech)), status.ending(number)
    if ending is None and _is_over(status):
        ending = StepEnd.DONE if number == status.progress.present else StepEnd.SKIPPED
    if ending is not None:
        return f"✅ {name}" if ending is StepEnd.DONE else f"➖ ~~{name}~~"
    if number == status.progress.present:
        return _present(name, status, speech)
    begins = status.progress.expected_start(number, status.at)
    return f"{clock_time(begins)} {name}" if begins else f"- {name}"


def _present(name: str, status: ProgrammeStatus, speech: Speech) -> str:
    ends_at = status.progress.runs_until
    if ends_at is None or ends_at <= status.at:
        return speech("▶️ **{step}** · now", step=name)
    return speech("▶️ **{step}** · until {time}", step=name, time=clock_time(ends_at))


def _ways(status: ProgrammeStatus, speech: Speech) -> list[Block]:
    """Return what to do now: to speak, or to vote, where a floor or a poll is open, and otherwise to read."""
    state = status.happened.floor
    if state is not None and state.floor.message_id is not None:
        card = message_link(state.floor.guild_id, state.floor.channel_id, state.floor.message_id)
        return [link_button(speech("Go to the floor"), card)]
    for poll in reversed(status.happened.polls):
        paper = poll.card_address
        if poll.state is PollState.OPEN and paper is not None:
            return [link_button(speech("Go to the vote"), paper)]
    return [QUESTIONS(speech("See questions"))]
