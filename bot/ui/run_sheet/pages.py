"""The run sheet: what goes on now with the next step, then what waits, then every other question in a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from discord import ButtonStyle, SelectOption, ui

from bot.domain.polls import Round, ServerSettings
from bot.domain.run_sheet import ROUND_ORDER, Move, Outline, outline
from bot.domain.voter_rules import VoterRules
from bot.library.models import Library
from bot.services.programme.reading import ProgrammeStatus
from bot.services.run_sheet.status import DebateStatus
from bot.ui.common.controls import option
from bot.ui.common.failures import DeliveryFailures
from bot.ui.common.labels import release_name, secrecy_name
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_MENU, MOST_IN_ROW, Block, first_that_fits, page, row
from bot.ui.common.poll_words import voters_words
from bot.ui.common.text import harmless, past, small
from bot.ui.floor.moderator_pages import floor_row, open_floor_button
from bot.ui.hall.controls import on_screen
from bot.ui.responses.controls import review_button
from bot.ui.run_sheet.controls import OPEN_ANOTHER, RUN_SHEET
from bot.ui.run_sheet.left_pages import left_controls, left_lines
from bot.ui.run_sheet.programme_pages import (
    folded_steps,
    is_about,
    retime_button,
    step_blocks,
    waits_for_its_step,
)
from bot.ui.run_sheet.section_pages import (
    Section,
    buttons,
    folded,
    full_lines,
    has_failed,
    heading,
    rescue,
    round_name,
    shift_button,
)
from bot.ui.statements.moderator_pages import sheet_button


@dataclass(frozen=True)
class Detail:
    """How much the sheet says: characters of a title, questions in full, and characters of all that is in full."""

    brief: bool = False
    title: int = 256
    most: int = 26
    room: int = 4000


DETAILS = (
    Detail(),
    Detail(brief=True),
    Detail(brief=True, title=60, most=5),
    # Only where Discord takes nothing of many polls; commands do the same as the buttons that are left out.
    Detail(brief=True, title=30, most=3, room=1800),
    Detail(brief=True, title=30, most=2, room=900),
)
"""The first that fits a message is taken."""


def run_sheet(
    status: DebateStatus, library: Library, failures: DeliveryFailures, speech: Speech, *, room: int | None = None
) -> ui.LayoutView:
    """Show what goes on now with the one next step, what waits to be done, and every other question in a line.

    Where not everything fits, settings and links give way first, then questions in full that are not under way: each
    button's command does the same. What earlier debates have left is reached by its buttons alone, so they stay.
    `room` is the channel in which its buttons act, where that is not the one it is in.
    """
    return first_that_fits(partial(_sheet, status, library, failures, speech, detail, room) for detail in DETAILS)


def empty_console(speech: Speech) -> ui.LayoutView:
    """The run sheet of a server in which there has been no debate."""
    return page(speech("No debate has been started yet. An administrator starts one with `/debate start`."))


def done_on_console(speech: Speech) -> ui.LayoutView:
    """Say that something was done, under a run sheet that shows it."""
    return page(speech("Done. The run sheet in this channel shows it."))


def left_on_console(speech: Speech) -> ui.LayoutView:
    """Say that nothing was done."""
    return page(speech("Nothing was changed."))


def _sheet(
    status: DebateStatus,
    library: Library,
    failures: DeliveryFailures,
    speech: Speech,
    detail: Detail,
    room: int | None,
) -> ui.LayoutView:
    sections = _sections(status, library)
    led = status.programme if status.debate.closed_at is None else None
    blocks: list[Block | str] = []
    if led is not None:
        blocks = _present_step(led, sections, failures, speech, pending=status.pending, brief=detail.brief)
        sections = _beside_the_programme(led, sections)
    held = {letter: [entry.poll for entry in section.polls] for letter, section in sections.items()}
    order = outline(held, is_on=status.debate.closed_at is None)
    shown = _in_full(order, sections, failures, speech, is_led=led is not None)
    shown = shown[: detail.most if led is None else detail.most - 1]  # the programme is as long as a question
    blocks += [] if led else floor_row(status.floor, status.at, speech)
    blocks += [] if shown or led else [_nothing_now(status, speech)]
    for letter in shown:
        text = [heading(sections[letter], speech, detail.title, is_next=letter == order.next)]
        text += full_lines(sections[letter], failures, speech, brief=detail.brief)
        blocks.append(_whole_lines("\n".join(text), detail.room // len(shown)))
        blocks += map(row, buttons(sections[letter], failures, speech))
        blocks += [] if detail.brief else [ui.Separator()]
    if status.earlier_unpublished:
        blocks += ["\n".join(left_lines(status, speech, brief=detail.brief)), *map(row, left_controls(status, speech))]
    rest = [section for letter, section in sections.items() if letter not in shown]
    if led is not None:
        blocks.append(folded_steps(led, speech, brief=detail.brief))
    elif rest:
        blocks.append("\n".join(folded(section, speech, brief=detail.brief) for section in rest))
        blocks += [*([] if detail.brief else _shifts(rest, speech)), *_others_to_open(rest, status, speech)]
    may_open = led is None and status.floor is None and status.debate.closed_at is None
    last: list[Block] = [RUN_SHEET(speech("Refresh"))]
    last += [review_button(status.pending, speech)] if status.pending and led is None else []
    last += retime_button(led, speech) if led is not None else []
    last += [open_floor_button(speech)] if may_open else []
    last += [sheet_button(speech)] if status.debate.closed_at is None else []
    screen = [] if detail == DETAILS[-1] else on_screen(status.hall, status.open_sets, speech)
    return page(*blocks, *screen, row(last), _footer(status, room, speech, brief=detail.brief))


def _present_step(
    led: ProgrammeStatus,
    sections: Mapping[str, Section],
    failures: DeliveryFailures,
    speech: Speech,
    *,
    pending: int,
    brief: bool,
) -> list[Block | str]:
    """Return the present step of the programme, with how its poll stands, and what waits for review."""
    review = [review_button(pending, speech, ButtonStyle.secondary)] if pending else []
    own = (
        replace(section, polls=[entry for entry in section.polls if is_about(led, entry)])
        for section in sections.values()
    )
    its = next((section for section in own if section.polls), None)
    if its is None:
        return step_blocks(led, [], [], speech, review)
    lines = full_lines(its, failures, speech, brief=brief)
    return step_blocks(led, lines, rescue(its, failures, speech), speech, review)


def _beside_the_programme(led: ProgrammeStatus, sections: Mapping[str, Section]) -> dict[str, Section]:
    """Return the polls that neither the present step is about nor one to come."""
    return {
        letter: replace(
            section,
            polls=[entry for entry in section.polls if not (is_about(led, entry) or waits_for_its_step(led, entry))],
        )
        for letter, section in sections.items()
    }


def _sections(status: DebateStatus, library: Library) -> dict[str, Section]:
    debate, sections = status.debate, {}
    for question in library.questions:
        polls = [entry for entry in status.polls if entry.poll.question == question.id]
        polls.sort(key=lambda entry: ROUND_ORDER.index(entry.poll.round))
        sections[question.id] = Section(question, polls, debate.id, is_on=debate.closed_at is None, at=status.at)
    return sections


def _in_full(
    order: Outline, sections: Mapping[str, Section], failures: DeliveryFailures, speech: Speech, *, is_led: bool
) -> Sequence[str]:
    """Return the questions that are not folded: there is something to do about them. A programme names the next."""
    failed = [letter for letter in order.others if has_failed(sections[letter], failures, speech)]
    following = [order.next] if order.next and not is_led else []
    return [*order.now, *following, *order.waiting, *failed]


def _nothing_now(status: DebateStatus, speech: Speech) -> str:
    if status.debate.closed_at is not None:
        return "### " + speech("The debate is closed")
    return "### " + speech("Every question has been voted on") + "\n" + speech("End the debate with `/debate close`.")


def _whole_lines(text: str, most: int) -> str:
    """Keep the first line and as many others as fit into so many characters."""
    first, *others = text.split("\n")
    kept, left = [first], most - len(first)
    for line in others:
        left -= len(line) + 1
        if left < len("\n…"):
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)


def _shifts(rest: Sequence[Section], speech: Speech) -> list[Block]:
    """Return buttons that show the room how opinion moved on questions that are over."""
    moved = [section for section in rest if any(step.move is Move.SHIFT for step in section.steps)]
    labels = [speech("Show before/after of {letter}", letter=section.question.id.upper()) for section in moved]
    found = [shift_button(section, label) for section, label in zip(moved, labels, strict=True)]
    return [row(found[-MOST_IN_ROW:])] if found else []


def _others_to_open(rest: Sequence[Section], status: DebateStatus, speech: Speech) -> list[Block]:
    """Return a menu that opens a question out of turn; main votes first, where it cannot hold every round."""
    rounds = [(section, round_) for section in rest for round_ in section.to_open]
    if len(rounds) > MOST_IN_MENU:
        rounds.sort(key=lambda one: one[1] is Round.BEFORE)
    options = [_opening(section, round_, speech) for section, round_ in rounds[:MOST_IN_MENU]]
    return [row([OPEN_ANOTHER(speech("Open another question…"), options, debate=status.debate.id)])] if options else []


def _opening(section: Section, round_: Round, speech: Speech) -> SelectOption:
    title = f"{section.question.id.upper()} · {section.question.title.say(speech.language)}"
    name = round_name(round_, speech, several=len(section.to_open) > 1)
    return option(f"{section.question.id}:{round_}", title, f"{name[:1].upper()}{name[1:]}")


def _footer(status: DebateStatus, room: int | None, speech: Speech, *, brief: bool) -> str:
    debate = status.debate
    since = speech("Open since {time}", time=past(debate.started_at))
    if debate.closed_at is not None:
        since = speech("Closed {time}", time=past(debate.closed_at))
    settings = [] if brief else [_settings(status.settings, speech)]
    if room is not None and debate.closed_at is None:
        settings.append(speech("Questions open in {channel}.", channel=f"<#{room}>"))
    return small([f"{harmless(debate.title)} · {since}", *settings])


def _settings(settings: ServerSettings, speech: Speech) -> str:
    """One line: the release and secrecy settings, plus every other setting that differs from its default."""
    said = [
        speech("results {value}", value=release_name(settings.release, speech)),
        speech("ballots {value}", value=secrecy_name(settings.secrecy, speech)),
        speech("review on") if settings.review else None,
        None if settings.reminders else speech("reminders off"),
        None if settings.small_groups else speech("small groups off"),
        speech("threads on") if settings.threads else None,
        speech("moderators {role}", role=f"<@&{settings.moderator_role}>") if settings.moderator_role else None,
        speech("participants {role}", role=f"<@&{settings.participant_role}>") if settings.participant_role else None,
        _voters(settings.voters, speech) if settings.voters else None,
    ]
    return speech("Settings: {settings}", settings=", ".join(part for part in said if part))


def _voters(rules: VoterRules, speech: Speech) -> str:
    return speech("voters: people {rules}", rules=voters_words(rules, speech))
