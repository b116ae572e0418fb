"""What is asked before something is done that cannot be undone: what it does, in numbers."""

from datetime import datetime

from discord import ButtonStyle, ui

from bot.domain.floor import FloorState
from bot.domain.polls import Poll, Release, Round
from bot.domain.reopening import never_reopened
from bot.services.run_sheet.status import PollStatus
from bot.services.statements.results import SetStatus
from bot.ui.common.double_taps import stamp
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.common.poll_words import quorum_words, round_words, voted_words
from bot.ui.run_sheet.controls import CLOSE_NOW, END_FLOOR_NOW, END_STATEMENTS_NOW, LEAVE, PUBLISH_NOW
from bot.ui.statements.moderator_pages import closing_lines


def ask_to_close(entry: PollStatus, now: datetime, speech: Speech) -> ui.LayoutView:
    """Ask whether to close a poll."""
    poll = entry.poll
    question = speech("Close question {question} now?", question=_name(poll, speech))
    quorum = quorum_words(poll, entry.turnout, speech)
    then = speech("Voting ends, and the room sees the result at once.")
    if poll.release is Release.MANUAL:
        then = speech("Voting ends. You decide when the room sees the result.")
    if never_reopened(poll) is None:
        then += " " + speech("You can open it again for two minutes.")
    lines = [f"### {question}", f"**{voted_words(poll, entry.turnout, speech)}.**", *([quorum] if quorum else []), then]
    close = CLOSE_NOW(speech("Close it"), style=ButtonStyle.danger, poll=poll.id, shown=stamp(now))
    return page("\n".join(lines), row([close, LEAVE(speech("Keep it open"))]))


def ask_to_publish(entry: PollStatus, now: datetime, speech: Speech) -> ui.LayoutView:
    """Ask whether to publish a result."""
    poll = entry.poll
    question = speech("Publish the result of question {question}?", question=_name(poll, speech))
    then = speech("Everybody will see it. You cannot take that back.")
    lines = [f"### {question}", f"**{voted_words(poll, entry.turnout, speech)}.**", then]
    publish = PUBLISH_NOW(speech("Publish it"), style=ButtonStyle.success, poll=poll.id, shown=stamp(now))
    return page("\n".join(lines), row([publish, LEAVE(speech("Keep it back"))]))


def ask_to_end_floor(state: FloorState, now: datetime, speech: Speech) -> ui.LayoutView:
    """Ask whether to close a floor in which somebody speaks or waits."""
    lines = ["### " + speech("Close the floor now?")]
    if state.turn is not None and not state.turn.is_overdue(now):
        lines.append(speech("Somebody is speaking and is cut off."))
    if state.waiting:
        left_out = speech.many(
            "{count} person waits and will not be called.",
            "{count} people wait and will not be called.",
            count=len(state.waiting),
        )
        lines.append(left_out)
    end = END_FLOOR_NOW(speech("Close it"), style=ButtonStyle.danger, floor=state.floor.id, shown=stamp(now))
    return page("\n".join(lines), row([end, LEAVE(speech("Keep it open"))]))


def ask_to_end_statements(one: SetStatus, now: datetime, speech: Speech) -> ui.LayoutView:
    """Ask whether to close the statements of a step."""
    end = END_STATEMENTS_NOW(speech("Close them"), style=ButtonStyle.danger, set=one.set.id, shown=stamp(now))
    text = "\n".join(closing_lines(one, speech))
    return page(text, row([end, LEAVE(speech("Keep them open"))]))


def _name(poll: Poll, speech: Speech) -> str:
    letter = poll.question.upper()
    return letter if poll.round is Round.MAIN else f"{letter}, {round_words(poll.round, speech)}"
