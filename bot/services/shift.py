"""Comparing what people answered before and after the debate."""

import asyncio
from collections.abc import Sequence

from bot.domain.people import Person
from bot.domain.polls import Poll, PollState, Round
from bot.domain.refusals import NotFound, NotNow
from bot.domain.shift import PollShift, can_be_paired, shift_between
from bot.domain.tally import PollTally
from bot.domain.texts import say
from bot.services.closing import recount
from bot.services.context import Context
from bot.services.debates import latest
from bot.services.permissions import may_moderate, require_moderator
from bot.services.polls import find_question
from bot.storage import polls, servers
from bot.storage.engine import Connection
from bot.storage.pairing import pairs_of


async def shift(
    context: Context, person: Person, question: str, *, for_room: bool = False, debate_id: int | None = None
) -> PollShift:
    """Return how a question's answers shifted between the rounds before and after.

    Raises NotFound where one of the polls is missing, and NotNow while either is open, where a result is not public
    and the person does not moderate, or where ballots cannot be paired. An open poll is not compared even if its count
    is live: two looks would show one person's move. `for_room`, which moderators alone may ask for, both have to be
    public; `debate_id` names another debate than the newest.
    """
    letter = find_question(context.library, question).id
    async with context.database.reading() as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        if for_room:
            require_moderator(settings, person)
        debate = await latest(connection, person.guild_id, debate_id)
        found = {poll.round: poll for poll in await polls.polls_of(connection, debate.id, question=letter)}
        if Round.BEFORE not in found or Round.AFTER not in found:
            raise NotFound(
                say(
                    "There are no two votes on question {question} to compare: "
                    "it takes one before and one after the debate.",
                    question=letter.upper(),
                )
            )
        before, after = found[Round.BEFORE], found[Round.AFTER]
        _require_closed(before, after)
        are_public = before.shows_counts and after.shows_counts
        if not are_public and (for_room or not may_moderate(settings, person)):
            raise NotNow(
                say(
                    "The results of question {question} are not both published yet; the moderators will.",
                    question=letter.upper(),
                )
            )
        if not can_be_paired(before, after):
            raise NotNow(
                say(
                    "These two votes cannot be compared person by person: both have to be pseudonymous, or both named. "
                    "Secret ballots carry nothing that pairs them."
                )
            )
        return await _compare(connection, await recount(connection, before), await recount(connection, after))


def _require_closed(*pair: Poll) -> None:
    if any(poll.state is PollState.OPEN for poll in pair):
        raise NotNow(
            say(
                "Voting on question {question} is still on; before and after are compared when both votes are closed.",
                question=pair[0].question.upper(),
            )
        )


async def shifts_among(connection: Connection, tallies: Sequence[PollTally]) -> list[PollShift]:
    """Compare before with after wherever both are among these closed polls and their ballots can be paired."""
    earlier = {tally.poll.question: tally for tally in tallies if tally.poll.round is Round.BEFORE}
    later = [tally for tally in tallies if tally.poll.round is Round.AFTER and tally.poll.question in earlier]
    pairs = [(earlier[tally.poll.question], tally) for tally in later]
    return [
        await _compare(connection, before, after) for before, after in pairs if can_be_paired(before.poll, after.poll)
    ]


async def _compare(connection: Connection, before: PollTally, after: PollTally) -> PollShift:
    pairs = await pairs_of(connection, before.poll.id, after.poll.id)
    return await asyncio.to_thread(shift_between, before, after, pairs)
