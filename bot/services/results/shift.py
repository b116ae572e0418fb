"""The shift of opinion: what the same people answered before and after the debate."""

from bot.domain.people import Person
from bot.domain.polls import Poll, PollState, Round
from bot.domain.refusals import NotFound, NotNow, Refusal
from bot.domain.shift import PollShift, can_be_paired
from bot.domain.shift_snapshot import read_shift
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.common.permissions import may_moderate, require_moderator
from bot.services.polls.finding import find_question
from bot.services.polls.recount import recount
from bot.services.polls.shift_snapshots import store_missing_shifts
from bot.storage import polls, servers
from bot.storage.engine import Reading
from bot.storage.shifts import stored_shift


async def shift(
    context: Context, person: Person, question: str, *, for_room: bool = False, debate_id: int | None = None
) -> PollShift:
    """Return the shift of a question's answers between the rounds before and after.

    Raises NotFound if one of the polls is missing; NotNow if one is open, if the ballots cannot be paired, or if a
    result is not public and the person is no moderator. An open poll is never compared, even if its results are live:
    the difference of two looks would reveal one person's change. With `for_room`, which only moderators may ask for,
    both results have to be public. `debate_id` means another debate than the newest.
    """
    letter = find_question(context.library, question).id
    async with context.database.reading() as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        if for_room:
            require_moderator(settings, person)
        debate = await latest_debate(connection, person.guild_id, debate_id)
        before, after = await _before_and_after(connection, debate.id, letter)
        _require_comparable(before, after, unpublished=may_moderate(settings, person) and not for_room)
    return await _told(context, before, after)


async def public_shift(context: Context, debate_id: int, question: str) -> PollShift | None:
    """Return the shift of a question for its room; None if it cannot be told."""
    try:
        async with context.database.reading() as connection:
            before, after = await _before_and_after(connection, debate_id, question)
        _require_comparable(before, after, unpublished=False)
        return await _told(context, before, after)
    except Refusal:
        return None


async def _told(context: Context, before: Poll, after: Poll) -> PollShift:
    async with context.database.reading() as connection:
        counted = await recount(connection, before), await recount(connection, after)
        stored = await stored_shift(connection, before.id, after.id)
    if stored is None:  # an earlier version closed the polls, or storing the shift failed then
        await store_missing_shifts(context, after.debate_id)
        async with context.database.reading() as connection:
            stored = await stored_shift(connection, before.id, after.id)
    if stored is None:  # one of them was cancelled meanwhile
        raise _not_twice(after.question)
    return read_shift(stored, *counted)


async def _before_and_after(connection: Reading, debate_id: int, letter: str) -> tuple[Poll, Poll]:
    found = {poll.round: poll for poll in await polls.polls_of(connection, debate_id, question=letter)}
    if Round.BEFORE not in found or Round.AFTER not in found:
        raise _not_twice(letter)
    return found[Round.BEFORE], found[Round.AFTER]


def _not_twice(letter: str) -> NotFound:
    return NotFound(
        say(
            "There are no two votes on question {question} to compare. It takes one before the debate and one after.",
            question=letter.upper(),
        )
    )


def _require_comparable(before: Poll, after: Poll, *, unpublished: bool) -> None:
    if any(poll.state is not PollState.CLOSED for poll in (before, after)):
        raise NotNow(
            say(
                "Before and after can be compared once both votes on question {question} are closed and counted.",
                question=after.question.upper(),
            )
        )
    if not unpublished and not (before.shows_counts and after.shows_counts):
        raise NotNow(
            say(
                "The two results of question {question} are not both public yet. The moderators decide when.",
                question=after.question.upper(),
            )
        )
    if not can_be_paired(before, after):
        raise NotNow(
            say(
                "These votes cannot be compared person by person. Both must be pseudonymous, or both named. "
                "Secret ballots carry nothing to pair them by."
            )
        )
