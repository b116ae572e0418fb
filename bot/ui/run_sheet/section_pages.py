"""What the run sheet says of one question, and its buttons: in full, or in a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from discord import ButtonStyle

from bot.domain.polls import Poll, PollState, Round
from bot.domain.reopening import may_be_reopened
from bot.domain.run_sheet import Move, Stage, Step, next_steps, stage_of
from bot.domain.voter_rules import Barrier
from bot.library.models import Question
from bot.services.polls.lifecycle import deadline_stamp
from bot.services.polls.reopening import closing_stamp
from bot.services.run_sheet.status import PollStatus
from bot.ui.common.failures import DeliveryFailure, DeliveryFailures
from bot.ui.common.labels import labelled_in_bold
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block
from bot.ui.common.poll_words import poll_heading, quorum_words, round_words, state_words, voted_words
from bot.ui.common.text import clipped
from bot.ui.run_sheet.controls import CLOSE, EXTEND, OPEN, PUBLISH, REOPEN, REPOST, SHIFT

MORE_MINUTES = 5
"""What one tap adds to a deadline."""

MOST_IN_LINE = 34
"""Characters of a folded question, so that it stays one line on a phone; its title has what the rest leaves."""

LEAST_OF_TITLE = 10

Lines = list[list[Block]]
"""Rows of buttons."""

MARKS = {Stage.OVER: "✓", Stage.BEGUN: "◐", Stage.UNTOUCHED: "○", Stage.OPEN: "●", Stage.WAITING: "●"}
"""Marks of a folded question. None is a traffic light: that a question is done is no alarm."""


@dataclass(frozen=True)
class Section:
    """A question with its polls, in the debate of the sheet."""

    question: Question
    polls: Sequence[PollStatus]
    debate_id: int
    is_on: bool
    """Whether the debate is open."""
    at: datetime | None = None

    @property
    def closed_just_now(self) -> list[Poll]:
        """The polls that can be opened again, should they have been closed by mistake."""
        if self.at is None or not self.is_on:
            return []
        return [entry.poll for entry in self.polls if may_be_reopened(entry.poll, self.at)]

    @property
    def steps(self) -> list[Step]:
        """What a moderator can do with it."""
        steps = [step for step in next_steps([entry.poll for entry in self.polls]) if step.poll or self.is_on]
        if sum(step.move is Move.CLOSE for step in steps) > 1:
            # Several rounds are open at once, which only commands bring about: the sheet offers to close each.
            return [step for step in steps if step.move is not Move.EXTEND]
        return steps

    @property
    def to_open(self) -> list[Round]:
        """The rounds that can be opened."""
        return [step.round for step in self.steps if step.move is Move.OPEN]


def heading(section: Section, speech: Speech, most: int, *, is_next: bool = False) -> str:
    """Name a question."""
    title = clipped(section.question.title.say(speech.language), most)
    named = f"{section.question.id.upper()} · {title}"
    return "### " + (speech("Next: {question}", question=named) if is_next else named)


def full_lines(section: Section, failures: DeliveryFailures, speech: Speech, *, brief: bool) -> list[str]:
    """Say how each poll of a question stands, and what Discord did not take of it."""
    lines = []
    for entry in section.polls:
        name = round_name(entry.poll.round, speech, several=len(section.polls) > 1)
        lines += [_line(entry, name, speech, brief=brief), *_failures(entry.poll, failures, speech)]
    return lines


def folded(section: Section, speech: Speech, *, brief: bool) -> str:
    """Say in one line how far a question has come, and how many have voted in each of its rounds."""
    stage = stage_of([entry.poll for entry in section.polls], is_on=section.is_on)
    letter, address = section.question.id.upper(), None if brief else _newest_link(section)
    numbers = " → ".join(speech.number(entry.turnout) for entry in section.polls)
    voted = " · " + speech("{numbers} voted", numbers=numbers) if numbers else ""
    most = max(LEAST_OF_TITLE, MOST_IN_LINE - len(f"✓ {letter} · {voted}"))
    title = clipped(section.question.title.say(speech.language), most)
    return f"{MARKS[stage]} {f'[{letter}]({address})' if address else letter} · {title}{voted}"


def _newest_link(section: Section) -> str | None:
    return next((link for entry in reversed(section.polls) if (link := entry.poll.card_address)), None)


def round_name(round_: Round, speech: Speech, *, several: bool) -> str:
    """Name a round, the main one only where a question has had others as well."""
    if round_ is Round.MAIN:
        return speech("main vote") if several else ""
    return round_words(round_, speech)


def _line(entry: PollStatus, name: str, speech: Speech, *, brief: bool) -> str:
    address = None if brief else entry.poll.card_address
    place = " · [" + speech("card") + f"]({address})" if address else ""
    quorum = quorum_words(entry.poll, entry.turnout, speech)
    voted = " · ".join(part for part in (voted_words(entry.poll, entry.turnout, speech), quorum) if part)
    state = state_words(entry.poll, speech)
    if name:
        state = labelled_in_bold(name[0].upper() + name[1:], state, speech)
    refused = f"\n{_refused(entry, speech)}" if entry.refused else ""
    return f"{state}\n{voted}{place}{refused}"


def _refused(entry: PollStatus, speech: Speech) -> str:
    """Say how many people could not vote, and why."""
    reasons = ", ".join(_reason(barrier, people, speech) for barrier, people in entry.refused.items())
    return "-# " + speech("Could not vote: {reasons}", reasons=reasons)


def _reason(barrier: Barrier, people: int, speech: Speech) -> str:
    match barrier:
        case Barrier.ROLE:
            return speech.many("{count} person without the role", "{count} people without the role", count=people)
        case Barrier.JOINED_AFTER:
            return speech.many(
                "{count} person joined after the opening", "{count} people joined after the opening", count=people
            )
        case Barrier.MEMBER_DAYS:
            return speech.many("{count} person too new here", "{count} people too new here", count=people)
        case Barrier.ACCOUNT_DAYS:
            return speech.many("{count} account too new", "{count} accounts too new", count=people)
        case unknown:
            assert_never(unknown)


def buttons(section: Section, failures: DeliveryFailures, speech: Speech) -> Lines:
    """Return a question's rows: papers to post again, the next step, and what else can be done.

    What ends a vote has a row of its own: nobody should hit it in reaching for more time.
    """
    again = _lost_again(section, failures, speech)
    several = len(section.polls) > 1
    closing: list[Block] = []
    others: list[Block] = []
    for step in section.steps:
        button = _button(step, section, speech, several=several)
        (closing if step.move is Move.CLOSE else others).append(button)
    others += _reopening(section, speech)
    return [line for line in (again, closing, others) if line]


def rescue(section: Section, failures: DeliveryFailures, speech: Speech) -> list[Block]:
    """Return what mends mishaps alone: posting a ballot card again, and opening a poll again."""
    return [*_lost_again(section, failures, speech), *_reopening(section, speech)]


def _lost_again(section: Section, failures: DeliveryFailures, speech: Speech) -> list[Block]:
    return [_again(entry.poll, speech) for entry in section.polls if is_lost(entry.poll, failures)]


def _reopening(section: Section, speech: Speech) -> list[Block]:
    closed = section.closed_just_now[-1:]
    return [REOPEN(speech("Open it again"), poll=poll.id, closed=closing_stamp(poll)) for poll in closed]


def _button(step: Step, section: Section, speech: Speech, *, several: bool) -> Block:
    poll, name = step.poll, round_name(step.round, speech, several=several)
    if poll is None:
        is_first = step.round is not Round.BEFORE
        return OPEN(
            opening_label(step.round, speech),
            style=ButtonStyle.primary if is_first else ButtonStyle.secondary,
            debate=section.debate_id,
            question=section.question.id,
            round=step.round.value,
        )
    match step.move:
        case Move.SHIFT:
            return shift_button(section, speech("Show before/after"))
        case Move.EXTEND:
            more = speech("Extend by {minutes} minutes", minutes=MORE_MINUTES)
            label = more if poll.closes_at else speech("Close in {minutes} minutes", minutes=MORE_MINUTES)
            return EXTEND(label, poll=poll.id, deadline=deadline_stamp(poll))
        case Move.CLOSE:
            label = speech("Close {round}", round=name) if name else speech("Close")
            return CLOSE(label, style=ButtonStyle.primary, poll=poll.id)
        case Move.PUBLISH:
            return publish_button(poll, name, speech)
        case Move.OPEN:
            raise ValueError("a poll that is there already is not opened")
        case unknown:
            assert_never(unknown)


def opening_label(round_: Round, speech: Speech) -> str:
    """Write what opens a round."""
    return {
        Round.MAIN: speech("Open"),
        Round.BEFORE: speech("Open before the debate"),
        Round.AFTER: speech("Open after the debate"),
    }[round_]


def shift_button(section: Section, label: str) -> Block:
    """Return what shows the room a question before and after."""
    return SHIFT(label, debate=section.debate_id, question=section.question.id)


def publish_button(poll: Poll, name: str, speech: Speech) -> Block:
    """Return what asks whether to publish a result."""
    label = speech("Publish {round}", round=name) if name else speech("Publish")
    return PUBLISH(label, style=ButtonStyle.primary, poll=poll.id)


def is_lost(poll: Poll, failures: DeliveryFailures) -> bool:
    """Whether an open poll's ballot card was never posted, or cannot be edited."""
    return poll.state is PollState.OPEN and (poll.message_id is None or poll.id in failures.papers)


def has_failed(section: Section, failures: DeliveryFailures, speech: Speech) -> bool:
    """Whether there is something of a question that Discord did not take."""
    return any(_failures(entry.poll, failures, speech) for entry in section.polls)


def _again(poll: Poll, speech: Speech) -> Block:
    label = speech("Post {poll} here again", poll=poll_heading(poll, speech))
    return REPOST(label, poll=poll.id)


def _failures(poll: Poll, failures: DeliveryFailures, speech: Speech) -> list[str]:
    lines = [_paper_failure(failures.papers.get(poll.id), speech)] if is_lost(poll, failures) else []
    if poll.state is PollState.CLOSED and poll.id in failures.results:
        lines.append(_result_failure(failures.results[poll.id], f"<#{poll.channel_id}>", speech))
    return lines


def _paper_failure(failure: DeliveryFailure | None, speech: Speech) -> str:
    return {
        None: speech("⚠️ The ballot card was not posted."),
        DeliveryFailure.GONE: speech("⚠️ The ballot card was deleted. All votes so far still count."),
        DeliveryFailure.FORBIDDEN: speech(
            "⚠️ The bot may no longer edit the ballot card. Give its role View Channel and Send Messages there."
        ),
        DeliveryFailure.FAILING: speech("⚠️ Discord takes no edits of the ballot card right now. The bot keeps trying."),
    }[failure]


def _result_failure(failure: DeliveryFailure, channel: str, speech: Speech) -> str:
    return {
        DeliveryFailure.GONE: speech("⚠️ The result could not be posted: its channel is gone. `/results` shows it."),
        DeliveryFailure.FORBIDDEN: speech(
            "⚠️ The bot may not post the result in {channel}. Give its role View Channel and Send "
            "Messages there. Then refresh this page: the bot tries again within two minutes.",
            channel=channel,
        ),
        DeliveryFailure.FAILING: speech(
            "⚠️ Discord did not take the result in {channel}. The bot keeps trying.",
            channel=channel,
        ),
    }[failure]
