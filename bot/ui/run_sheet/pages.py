"""The run sheet: the state of every question of the debate, and what to do next, in one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import assert_never

from discord import ButtonStyle, ui

from bot.domain.polls import Poll, PollState, Round, ServerSettings
from bot.domain.run_sheet import ROUND_ORDER, Move, Step, next_steps
from bot.library.models import Library, Question
from bot.services.polls.lifecycle import deadline_stamp
from bot.services.run_sheet.status import DebateStatus, PollStatus
from bot.ui.common.failures import DeliveryFailure, DeliveryFailures
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_COMPONENTS, MOST_IN_ROW, Block, first_that_fits, page, row
from bot.ui.common.text import (
    clipped,
    harmless,
    paper_link,
    poll_heading,
    quorum_words,
    round_words,
    small,
    state_words,
    when,
)
from bot.ui.responses.controls import review_button
from bot.ui.run_sheet.controls import ASK_TO_SET_ASIDE, CLOSE, EXTEND, OPEN, PUBLISH, REPOST, RUN_SHEET, SHIFT
from bot.ui.run_sheet.left_pages import left_name

MORE_MINUTES = 5
"""What one tap adds to a deadline."""

MOST_LEFT = 4
"""Most results of earlier debates on the sheet: two rows of buttons, which no command replaces."""

FRAME = 5
"""Components that the page has in any case: its frame, its heading, and a row with two buttons at most."""


def run_sheet(status: DebateStatus, library: Library, failures: DeliveryFailures, speech: Speech) -> ui.LayoutView:
    """Show every question with its polls, what to do next, and what could not be posted or edited.

    Where not everything fits, settings and links give way first, then buttons of questions that are not under way:
    each button's command does the same. What earlier debates have left is reached by its buttons alone, so they stay.
    """
    return first_that_fits(partial(_sheet, status, library, failures, speech, detail) for detail in DETAILS)


@dataclass(frozen=True)
class Detail:
    """How much the sheet says: characters of a question's title, and of all texts together; None means no limit."""

    brief: bool
    title: int = 256
    room: int | None = None


DETAILS = (
    Detail(brief=False),
    Detail(brief=True),
    Detail(brief=True, title=60),
    # Only with many questions, or where Discord takes nothing of many polls; `/questions` and `/results` have the rest.
    Detail(brief=True, title=30, room=3900),
    Detail(brief=True, title=30, room=2600),
)
"""The first that fits a message is taken."""


def _sheet(
    status: DebateStatus, library: Library, failures: DeliveryFailures, speech: Speech, detail: Detail
) -> ui.LayoutView:
    head, texts, settings = _texts(status, library, failures, speech, detail)
    if detail.room is not None:
        texts = [_whole_lines(text, (detail.room - len(head)) // len(texts)) for text in texts]
    controls = _controls(status, library, failures, speech)
    fixed = FRAME + len(texts) + (2 if settings else 0)
    granted = _granted(controls, MOST_COMPONENTS - fixed, first=len(library.questions))
    left = MOST_COMPONENTS - fixed - sum(len(line) + 1 for lines in granted for line in lines)
    blocks: list[Block | str] = []
    for text, lines in zip(texts, granted, strict=True):
        blocks += [ui.Separator()] if left >= len(texts) else []
        blocks += [text, *map(row, lines)]
    refresh = RUN_SHEET(speech("Refresh"), emoji="🔄")
    if settings:
        blocks += [ui.Separator(), settings]
    review = [review_button(status.pending, speech)] if status.pending else []
    return page(head, *blocks, row([refresh, *review]))


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


def _texts(
    status: DebateStatus, library: Library, failures: DeliveryFailures, speech: Speech, detail: Detail
) -> tuple[str, list[str], str]:
    debate, brief = status.debate, detail.brief
    since = speech("Open since {time}", time=when(debate.started_at))
    if debate.closed_at is not None:
        since = speech("Closed {time}", time=when(debate.closed_at))
    unopened = speech("Not opened.") if debate.closed_at else speech("Not opened yet.")
    head = f"## {harmless(debate.title)}\n{since}"
    texts = []
    for question in library.questions:
        lines = [f"**{question.id.upper()} · {clipped(question.title.say(speech.language), detail.title)}**"]
        polls = _polls(status, question)
        for entry in polls:
            name = _round_name(entry.poll.round, speech, several=len(polls) > 1)
            lines += [_line(entry, name, speech, brief=brief), *_failures(entry.poll, failures, speech)]
        texts.append("\n".join(lines if polls else [*lines, f"-# {unopened}"]))
    texts += _left(status, speech, brief=brief)
    return head, texts, "" if brief else small([_settings(status.settings, speech)])


def _left(status: DebateStatus, speech: Speech, *, brief: bool) -> list[str]:
    """Name what earlier debates have left to be published, numbered as its buttons are."""
    if not status.earlier_unpublished:
        return []
    lines = ["**" + speech("Left from an earlier debate") + "**"]
    for number, left in enumerate(status.earlier_unpublished[:MOST_LEFT], 1):
        lines.append(f"**{number}** · {left_name(left, speech, brief=brief)}")
    if len(status.earlier_unpublished) > MOST_LEFT:
        more = speech(
            "…and {count} more, which follow as these go.",
            count=speech.number(len(status.earlier_unpublished) - MOST_LEFT),
        )
        lines.append(f"-# {more}")
    if not brief:
        lines.append(
            "-# " + speech("Not published yet. “Set aside” is for what nobody is to see, and asks back first.")
        )
    return ["\n".join(lines)]


def _polls(status: DebateStatus, question: Question) -> list[PollStatus]:
    found = [entry for entry in status.polls if entry.poll.question == question.id]
    return sorted(found, key=lambda entry: ROUND_ORDER.index(entry.poll.round))


def _round_name(round_: Round, speech: Speech, *, several: bool) -> str:
    """Name a round, the main one only where a question has had others as well."""
    if round_ is Round.MAIN:
        return speech("main vote") if several else ""
    return round_words(round_, speech)


def _line(entry: PollStatus, name: str, speech: Speech, *, brief: bool) -> str:
    voted = speech.many("{count} person has voted", "{count} people have voted", count=entry.turnout)
    address = None if brief else paper_link(entry.poll)
    place = " · [" + speech("ballot paper") + f"]({address})" if address else ""
    quorum = quorum_words(entry.poll, entry.turnout, speech)
    said = " · ".join(part for part in (state_words(entry.poll, speech), voted, quorum) if part)
    return f"{f'**{name[0].upper()}{name[1:]}:** ' if name else ''}{said}{place}"


Lines = list[list[Block]]
"""A question's rows of buttons."""


def _controls(status: DebateStatus, library: Library, failures: DeliveryFailures, speech: Speech) -> list[Lines]:
    """Return each question's rows: ballot papers to post again, then what to do next."""
    found = []
    for question in library.questions:
        polls = [entry.poll for entry in _polls(status, question)]
        again = [_again(poll, speech) for poll in polls if _is_lost(poll, failures)]
        steps = [step for step in next_steps(polls) if step.poll or status.debate.closed_at is None]
        if sum(step.move is Move.CLOSE for step in steps) > 1:
            # Several rounds are open at once, which only commands bring about: a row has no room for all buttons.
            steps = [step for step in steps if step.move is not Move.EXTEND]
        several = len(polls) > 1
        buttons = [_button(step, status.debate.id, question.id, speech, several=several) for step in steps]
        found.append([line for line in (again, buttons) if line])
    if status.earlier_unpublished:
        found.append(_left_controls(status, speech))
    return found


def _left_controls(status: DebateStatus, speech: Speech) -> Lines:
    buttons = []
    for number, left in enumerate(status.earlier_unpublished[:MOST_LEFT], 1):
        buttons.append(_publish(left.poll, f"{number} · {poll_heading(left.poll, speech)}", speech))
        label = speech("Set aside {number}", number=speech.number(number))
        buttons.append(ASK_TO_SET_ASIDE(label, poll=left.poll.id))
    wide = MOST_IN_ROW // 2 * 2  # the two of a poll stay together
    return [buttons[start : start + wide] for start in range(0, len(buttons), wide)]


def _granted(controls: Sequence[Lines], room: int, *, first: int) -> list[Lines]:
    """Keep the rows that fit into so many components: those at index `first`, then the longest."""
    granted: list[Lines] = [[] for _ in controls]
    urgent = sorted(range(len(controls)), key=lambda place: (place != first, -len(list(chain(*controls[place])))))
    for place in urgent:
        for line in controls[place]:
            if len(line) + 1 <= room:
                granted[place].append(line)
                room -= len(line) + 1
    return granted


def _button(step: Step, debate_id: int, question: str, speech: Speech, *, several: bool) -> Block:
    poll, name = step.poll, _round_name(step.round, speech, several=several)
    if poll is None:
        label = {
            Round.MAIN: speech("Open"),
            Round.BEFORE: speech("Open before the debate"),
            Round.AFTER: speech("Open after the debate"),
        }[step.round]
        return OPEN(label, style=ButtonStyle.primary, debate=debate_id, question=question, round=step.round.value)
    match step.move:
        case Move.SHIFT:
            return SHIFT(speech("Show before/after"), emoji="🔀", debate=debate_id, question=question)
        case Move.EXTEND:
            more = speech("{minutes} minutes more", minutes=MORE_MINUTES)
            label = more if poll.closes_at else speech("Close in {minutes} minutes", minutes=MORE_MINUTES)
            return EXTEND(label, poll=poll.id, deadline=deadline_stamp(poll))
        case Move.CLOSE:
            label = speech("Close {round}", round=name) if name else speech("Close")
            return CLOSE(label, style=ButtonStyle.danger, poll=poll.id)
        case Move.PUBLISH:
            return _publish(poll, name, speech)
        case Move.OPEN:
            raise ValueError("a poll that is there already is not opened")
        case unknown:
            assert_never(unknown)


def _publish(poll: Poll, name: str, speech: Speech) -> Block:
    label = speech("Publish {round}", round=name) if name else speech("Publish")
    return PUBLISH(label, style=ButtonStyle.success, poll=poll.id)


def _is_lost(poll: Poll, failures: DeliveryFailures) -> bool:
    """Whether an open poll's ballot paper was never posted, or cannot be edited."""
    return poll.state is PollState.OPEN and (poll.message_id is None or poll.id in failures.papers)


def _again(poll: Poll, speech: Speech) -> Block:
    label = speech("Post {poll} here again", poll=poll_heading(poll, speech))
    return REPOST(label, emoji="📌", poll=poll.id)


def _failures(poll: Poll, failures: DeliveryFailures, speech: Speech) -> list[str]:
    lines = [_paper_failure(failures.papers.get(poll.id), speech)] if _is_lost(poll, failures) else []
    if poll.state is PollState.CLOSED and poll.id in failures.results:
        lines.append(_result_failure(failures.results[poll.id], f"<#{poll.channel_id}>", speech))
    return lines


def _paper_failure(failure: DeliveryFailure | None, speech: Speech) -> str:
    return {
        None: speech("⚠️ The ballot paper has not been posted."),
        DeliveryFailure.GONE: speech("⚠️ The ballot paper was deleted. Votes cast so far count on."),
        DeliveryFailure.FORBIDDEN: speech(
            "⚠️ The bot may no longer edit the ballot paper. Give its role View Channel and Send Messages there."
        ),
        DeliveryFailure.FAILING: speech(
            "⚠️ Discord takes no edits of the ballot paper right now. The bot goes on trying."
        ),
    }[failure]


def _result_failure(failure: DeliveryFailure, channel: str, speech: Speech) -> str:
    return {
        DeliveryFailure.GONE: speech("⚠️ The result could not be posted: its channel is gone. `/results` shows it."),
        DeliveryFailure.FORBIDDEN: speech(
            "⚠️ The result could not be posted: the bot may not write in {channel}. Give its role View Channel and "
            "Send Messages there, then look here again: that makes the bot try again within two minutes.",
            channel=channel,
        ),
        DeliveryFailure.FAILING: speech(
            "⚠️ The result could not be posted in {channel}: Discord did not take it. The bot goes on trying.",
            channel=channel,
        ),
    }[failure]


def _settings(settings: ServerSettings, speech: Speech) -> str:
    """One line: the release and secrecy settings, plus every other setting that differs from its default."""
    said = [
        speech("results {value}", value=settings.release),
        speech("ballots {value}", value=settings.secrecy),
        speech("review on") if settings.review else None,
        None if settings.reminders else speech("reminders off"),
        None if settings.small_groups else speech("small groups off"),
        speech("moderators {role}", role=f"<@&{settings.moderator_role}>") if settings.moderator_role else None,
        speech("participants {role}", role=f"<@&{settings.participant_role}>") if settings.participant_role else None,
    ]
    return speech("Settings: {settings}", settings=", ".join(part for part in said if part))
