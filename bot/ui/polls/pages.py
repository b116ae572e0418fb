"""What a voter is told of a vote that was stored."""

from discord import ButtonStyle, ui

from bot.domain.polls import Poll, Secrecy
from bot.services.polls.voting import RecordedVote, TooLate
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.common.poll_words import answer_lines, answer_words, item_place, item_title
from bot.ui.common.responding import tells_of
from bot.ui.common.text import clipped_in_bold, when
from bot.ui.polls.controls import BALLOT, LIVE_COUNT, OWN_BALLOT

MOST_IN_SENTENCE = 3
"""Options of an answer that are read with ease in one line; more are listed."""

MOST_LISTED = 1500
"""Characters of such a list, in a message of 2000; My ballot shows all of it."""


def confirmation(recorded: RecordedVote, speech: Speech) -> str:
    """Tell a voter what was recorded, and until when it can be changed."""
    poll = recorded.poll
    lines = [recorded_words(recorded, speech)]
    if len(poll.items) > 1:
        lines.append(f"-# {item_title(poll, recorded.item)}")
    lines.append(until_words(poll, speech))
    if recorded.unanswered:
        places = ", ".join(item_place(poll, item) for item in recorded.unanswered)
        lines.append(speech("Not answered yet: {items}", items=places))
    return "\n".join(lines)


def recorded_words(recorded: RecordedVote, speech: Speech) -> str:
    """Say what counts now, and what it replaced."""
    item, before = recorded.item, recorded.before
    answer = answer_words(item, recorded.answer, speech)
    listed = len(recorded.answer) > MOST_IN_SENTENCE or len(before or ()) > MOST_IN_SENTENCE
    if listed:
        answer = "\n" + clipped_in_bold("\n".join(answer_lines(item, recorded.answer, speech)), MOST_LISTED)
    if before is None:
        return speech("✅ Your vote counts: {answer}", answer=answer)
    if before == recorded.answer:
        return speech("✅ This is already your vote: {answer}", answer=answer)
    if listed:
        return speech("✅ Your vote is changed. It is now: {answer}", answer=answer)
    old = answer_words(item, before, speech)
    return speech("✅ Your vote is changed from {old} to {answer}", old=old, answer=answer)


def until_words(poll: Poll, speech: Speech) -> str:
    """Say until when a vote can be changed."""
    if poll.secrecy is Secrecy.SECRET:
        return speech("It is final. Only this message shows what you voted. The bot cannot look it up.")
    if poll.closes_at is None:
        return speech("You can change it until a moderator closes the poll.")
    return speech("You can change it until {time}.", time=when(poll.closes_at))


def withdrawn(answers: int, poll: Poll, speech: Speech) -> ui.LayoutView:
    """The page that replaces a withdrawn ballot."""
    again = row([BALLOT(speech("Vote again"), style=ButtonStyle.primary, poll=poll.id)])
    if answers:
        said = speech("Your ballot is withdrawn and no longer counts. You can vote again until the poll closes.")
        return page(said, again)
    return page(speech("You had no ballot to withdraw."), again)


@tells_of(TooLate)
def too_late(refused: TooLate, speech: Speech) -> ui.LayoutView:
    """Tell somebody who came too late what counts, and lead to it."""
    poll = refused.poll
    own = [OWN_BALLOT(speech("See my ballot"), poll=poll.id)] if refused.has_voted else []
    result = LIVE_COUNT(speech("See the result"), question=poll.question, round=poll.round.value)
    return page(speech.text(refused.text), row([*own, result]))
