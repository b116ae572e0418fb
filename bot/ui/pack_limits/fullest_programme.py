"""The pages of a programme at their fullest: what its steps post, and the run sheet in a step."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from bot.domain.polls import Debate
from bot.domain.programme import Happened, begun, entered
from bot.domain.step import Act, Move, Page, Step, step_from
from bot.library.models import Library
from bot.services.programme.reading import ProgrammeStatus
from bot.services.statements.results import SetStatus
from bot.ui.common.languages import Speech
from bot.ui.pack_limits import samples
from bot.ui.pack_limits.fullest_statements import SET
from bot.ui.programme.pages import programme_page
from bot.ui.run_sheet import confirm_pages, programme_pages, step_pages
from bot.ui.run_sheet.pages import run_sheet

A_VOTE = 3
"""The number of a step about which the sheet says most."""

A_PAGE = 9
"""From which step to which `/programme` is measured: another page of it each time."""


class Measured(NamedTuple):
    """What is sent, and what of a pack fills it."""

    name: str
    build: partial[Any]
    file: str
    path: str = ""


def fullest_programme_pages(library: Library, speech: Speech) -> Iterator[Measured]:
    """Go through what a programme posts, whether the pack has one or not."""
    for question in library.questions:
        yield Measured("its brief", partial(step_pages.brief, question, speech), library.file_of(question), "asks")
    for proposal in library.proposals:
        shown = partial(step_pages.proposal_to_read, proposal, speech)
        yield Measured("what is posted of it", shown, library.file_of(proposal))
    yield Measured("a pause", partial(step_pages.pause, samples.SOME_TIME, speech), "")
    debate, steps = replace(samples.earlier_debate(library), closed_at=None), library.programme or _a_step_each(library)
    status = _at(steps, 1, debate, Happened())
    file = "programme.yaml" if library.programme else ""
    yield Measured("the welcome", partial(step_pages.welcome, status, library, speech), "debate.yaml", "summary")
    if programme_pages.shortened_steps(status):
        asked = partial(programme_pages.ask_to_shorten, status, speech)
        yield Measured("whether to shorten the rest", asked, file, "steps")
    move = Move(Act.POST, steps[0].heading, page=Page.WELCOME)
    yield Measured("what a step posts", partial(step_pages.step_page, move, status, library, speech), file, "steps")
    held = Happened(samples.all_polls(library, speech))
    for number in range(1, len(steps) + 1, A_PAGE):
        shown = partial(programme_page, _at(steps, number, debate, held), speech, editors=True)
        yield Measured("/programme", shown, file, "steps")
    for state in samples.floor_states():
        asked = partial(confirm_pages.ask_to_end_floor, state, samples.SOME_TIME, speech)
        yield Measured("whether to close the floor", asked, "")
    asked = partial(confirm_pages.ask_to_end_statements, SetStatus(SET, samples.MANY, 0, 0), samples.SOME_TIME, speech)
    yield Measured("whether to close statements", asked, "")
    yield from _sheets(library, speech)


def _sheets(library: Library, speech: Speech) -> Iterator[Measured]:
    steps = library.programme or _a_step_each(library)
    for sample, failures in samples.statuses(library, speech):
        happened = Happened([entry.poll for entry in sample.polls])
        led = replace(sample, programme=_at(steps, min(A_VOTE, len(steps)), sample.debate, happened))
        shown = partial(run_sheet, led, library, failures, speech, room=samples.A_SNOWFLAKE)
        yield Measured("/poll status", shown, "programme.yaml" if library.programme else "questions/", "")


def _at(steps: tuple[Step, ...], number: int, debate: Debate, happened: Happened) -> ProgrammeStatus:
    """Return a programme at a step, far behind its plan."""
    progress, start = begun(steps), debate.started_at
    for place in range(1, number + 1):
        progress = entered(progress, place, start + timedelta(minutes=place))
    progress = replace(progress, changes=samples.MANY)
    return ProgrammeStatus(debate, steps, progress, progress, happened, start + timedelta(days=1))


def _a_step_each(library: Library) -> tuple[Step, ...]:
    """Return a programme that votes on every question before and after."""
    stored: list[Mapping[str, object]] = [{"kind": "welcome"}]
    for question in library.questions:
        about = {"question": question.id}
        stored += [
            {"kind": "read", **about},
            {"kind": "vote", "round": "before", **about},
            {"kind": "vote", "round": "after", **about},
            {"kind": "shift", **about},
        ]
    return tuple(map(step_from, stored))
