"""The result of a poll, for those who may see it."""

from collections.abc import Sequence
from functools import partial

from bot.domain.oxford import hidden_words
from bot.domain.people import Person
from bot.domain.polls import Poll, PollState, Round
from bot.domain.refusals import NotFound, NotNow
from bot.domain.tally import PollTally, count_visible
from bot.domain.texts import Text, say
from bot.domain.turnout import Arrivals
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.common.permissions import may_moderate, require_moderator
from bot.services.polls.arrivals import arrivals_among
from bot.services.polls.finding import find_question
from bot.services.polls.recount import recount
from bot.storage import polls, servers
from bot.storage.debates import debates_of
from bot.storage.engine import Reading


async def result(
    context: Context, person: Person, question: str, round_: Round | None, *, for_room: bool = False
) -> PollTally:
    """Return the tally of a question's poll: of the round, or else the newest public one, or else the newest.

    Raises NotFound if there is no such poll, and NotNow if its result is not public. Moderators also see the result of
    a closed poll before it is published, but not with `for_room`, which only they may ask for.
    """
    letter = find_question(context.library, question).id
    async with context.database.reading() as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        moderates = may_moderate(settings, person)
        if for_room:
            require_moderator(settings, person)
        debate = await latest_debate(connection, person.guild_id)
        all_polls = await polls.polls_of(connection, debate.id, question=letter, cancelled=True)
        named = [poll for poll in all_polls if round_ in {None, poll.round}]
        may_see = partial(_may_see, moderates=moderates and not for_room)
        poll = max(
            named, key=lambda poll: (poll.state is not PollState.CANCELLED, may_see(poll), poll.id), default=None
        )
        if poll is None or poll.state is PollState.CANCELLED:
            raise NotFound(_no_result(letter, poll))
        if not may_see(poll):
            raise NotNow(_not_public(poll, moderates=moderates))
        return await _counted(context, connection, poll)


async def result_by_id(context: Context, person: Person, poll_id: int) -> PollTally:
    """Return the tally of a poll whose result was shown. Raises NotFound, and NotNow if the person may not see it."""
    async with context.database.reading() as connection:
        moderates = may_moderate(await servers.server_settings(connection, person.guild_id), person)
        poll = await polls.poll_by_id(connection, poll_id)
        if poll is None or poll.guild_id != person.guild_id:
            raise NotFound(say("That result is not from this server."))
        if poll.state is PollState.CANCELLED:
            raise NotFound(_no_result(poll.question, poll))
        if not _may_see(poll, moderates=moderates):
            raise NotNow(_not_public(poll, moderates=moderates))
        return await _counted(context, connection, poll)


async def _counted(context: Context, connection: Reading, poll: Poll) -> PollTally:
    # The poll may have closed since it was read; counts in memory must not be shown under another state.
    live = context.open_polls.visible_tally(poll.id) if poll.state is PollState.OPEN else None
    counted = live or await recount(connection, poll)
    # Without the tally in memory it is unknown which counts were shown before, so only the turnout is.
    return count_visible(poll, {}, counted.turnout) if poll.guards_small_groups and not live else counted


def _may_see(poll: Poll, *, moderates: bool) -> bool:
    return poll.shows_counts or (moderates and poll.state is PollState.CLOSED and not poll.is_hidden)


def _no_result(letter: str, cancelled: Poll | None) -> Text:
    if cancelled is None:
        return say("Question {question} has not been put to the vote yet.", question=letter.upper())
    return say(
        "The vote on question {question} was cancelled, so it has no result. It can be put to the vote again.",
        question=letter.upper(),
    )


def _not_public(poll: Poll, *, moderates: bool) -> Text:
    if poll.state is PollState.OPEN:
        return say(
            "Voting on question {question} is still open. The result follows when it closes.",
            question=poll.question.upper(),
        )
    if poll.state is PollState.COUNTING:
        return say(
            "Voting on question {question} is over, and the votes are being counted. Look again in a moment.",
            question=poll.question.upper(),
        )
    if poll.is_hidden:
        return hidden_words(poll)
    if moderates:
        return say(
            "The result of question {question} is not public yet, so it cannot be shown to the room. "
            "Publish it with `/poll publish`.",
            question=poll.question.upper(),
        )
    return say(
        "The result of question {question} is not public yet. The moderators decide when.",
        question=poll.question.upper(),
    )


async def arrivals(context: Context, poll: Poll) -> Arrivals | None:
    """Return when people voted in a poll, None if its result is not public or too few have voted."""
    if not poll.shows_counts:
        return None
    async with context.database.reading() as connection:
        return (await arrivals_among(connection, [poll])).get(poll.id)


async def polls_by_question(context: Context, guild_id: int) -> dict[str, list[Poll]]:
    """Return the polls of the server's newest debate, by question."""
    return await context.group_reads.get(_polls_by_question, guild_id)


async def _polls_by_question(connection: Reading, guild_ids: Sequence[int]) -> dict[int, dict[str, list[Poll]]]:
    found: dict[int, dict[str, list[Poll]]] = {guild_id: {} for guild_id in guild_ids}
    for guild_id, by_question in found.items():
        for debate in (await debates_of(connection, guild_id))[:1]:
            for poll in await polls.polls_of(connection, debate.id):
                by_question.setdefault(poll.question, []).append(poll)
    return found


async def state_now(context: Context, poll: Poll) -> PollState | None:
    """Return the state that a poll is in now; None if there is no such poll any more."""
    async with context.database.reading() as connection:
        found = await polls.poll_by_id(connection, poll.id)
    return found.state if found else None
