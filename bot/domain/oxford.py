"""An Oxford debate: people vote before and after it, and see the first result only when the second vote is over."""

from collections.abc import Iterable

from bot.domain.polls import DebateFormat, Poll, PollState, Release, Round, Secrecy
from bot.domain.texts import Text, say


def is_hidden(
    format_: DebateFormat, round_: Round, *, is_published: bool, debate_is_open: bool, after_is_closed: bool
) -> bool:
    """Whether nobody may see a poll's result yet, moderators neither.

    A debate that closes without a vote after it has nothing left to hide the first result from.
    """
    waits = format_ is DebateFormat.OXFORD and round_ is Round.BEFORE and not is_published
    return waits and debate_is_open and not after_is_closed


def release_in(format_: DebateFormat, round_: Round, release: Release) -> Release:
    """Return the release that applies: a first vote of an Oxford debate is never published by its own closing."""
    return Release.MANUAL if format_ is DebateFormat.OXFORD and round_ is Round.BEFORE else release


def cannot_be_paired(format_: DebateFormat, round_: Round, secrecy: Secrecy) -> bool:
    """Whether a vote of an Oxford debate would carry nothing to pair it with the other by."""
    return format_ is DebateFormat.OXFORD and round_ is not Round.MAIN and secrecy is Secrecy.SECRET


def due_with_after(polls: Iterable[Poll]) -> Poll | None:
    """Return the first vote that is to be published now, given a question's polls: the second one is public."""
    closed = {poll.round: poll for poll in polls if poll.state is PollState.CLOSED}
    before, after = closed.get(Round.BEFORE), closed.get(Round.AFTER)
    if before is None or after is None or before.format is not DebateFormat.OXFORD:
        return None
    return before if before.published_at is None and after.published_at is not None else None


def comes_with_after(before: Poll, polls: Iterable[Poll]) -> bool:
    """Whether the end of the debate publishes a first result, as it closes the second vote and shows that."""
    if before.format is not DebateFormat.OXFORD or before.round is not Round.BEFORE:
        return False
    afters = (poll for poll in polls if poll.question == before.question and poll.round is Round.AFTER)
    return any(after.state is PollState.OPEN and after.release is not Release.MANUAL for after in afters)


def hidden_words(poll: Poll) -> Text:
    """Say when a hidden result comes."""
    return say(
        "The result of question {question} stays hidden until the vote after the debate closes.",
        question=poll.question.upper(),
    )
