"""Finding the question or the poll that a person means."""

from collections.abc import Callable, Sequence

from bot.domain.people import Person
from bot.domain.plain_text import quote
from bot.domain.polls import Poll, PollState, Round
from bot.domain.refusals import NotFound, NotNow
from bot.domain.run_sheet import ROUND_ORDER
from bot.domain.texts import Text, say
from bot.library.models import Library, Question
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.common.permissions import require_moderator
from bot.storage import polls, servers
from bot.storage.engine import Connection


def find_question(library: Library, name: str) -> Question:
    """Return the question that a person means by its letter or title. Raises NotFound."""
    wanted = name.strip().casefold()
    for question in library.questions:
        if wanted in {question.id, question.title.english.casefold()}:
            return question
    letters = ", ".join(question.id for question in library.questions)
    raise NotFound(
        say("There is no question “{name}”. Pick one from the list: {letters}.", name=quote(name), letters=letters)
    )


async def require_open_poll(context: Context, person: Person, poll_id: int) -> Poll:
    """Return an open poll of a moderator's server. Raises NotAllowed, NotNow."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
    poll = context.open_polls.poll(poll_id)
    if poll is None or poll.guild_id != person.guild_id:
        raise NotNow(say("That poll is no longer open. To vote again, open it in another round."))
    return poll


async def find_poll(
    connection: Connection,
    person: Person,
    question: str | None,
    round_: Round | None,
    fits: Callable[[Poll], bool],
    poll_id: int | None = None,
    *,
    exactly: bool = False,
) -> Poll:
    """Return the poll of the newest debate that a moderator means. Raises NotFound, and NotNow if several fit.

    If no poll fits, return the newest one that matches by name so that the caller can explain why it does not fit; with
    `exactly`, raise NotNow if several match by name. A button gives `poll_id` instead, which also reaches earlier
    debates, and still means the same poll if the question was cancelled and opened again.
    """
    require_moderator(await servers.server_settings(connection, person.guild_id), person)
    if poll_id is not None:
        return await poll_by_button(connection, person, poll_id)
    debate = await latest_debate(connection, person.guild_id)
    asked = question.strip().casefold() if question else None
    named = [
        poll
        for poll in await polls.polls_of(connection, debate.id)
        if asked in {None, poll.question, poll.title.casefold()} and round_ in {None, poll.round}
    ]
    fitting = [poll for poll in named if fits(poll)]
    found = fitting or named
    if len(found) > 1 and (fitting or exactly):
        raise NotNow(_which(found))
    if found:
        return found[-1]
    raise NotFound(_no_such_poll())


async def poll_by_button(connection: Connection, person: Person, poll_id: int) -> Poll:
    poll = await polls.poll_by_id(connection, poll_id)
    if poll is None or poll.guild_id != person.guild_id:
        raise NotFound(_no_such_poll())
    if poll.state is PollState.CANCELLED:
        raise NotNow(_cancelled_meanwhile())
    return poll


def _no_such_poll() -> Text:
    return say("This debate has no such poll. `/poll open` opens one. `/poll status` lists them.")


def _cancelled_meanwhile() -> Text:
    return say("Somebody has cancelled that poll since.")


def _which(found: Sequence[Poll]) -> Text:
    """Ask for the question or, if all are of the same question, for the round."""
    letters = sorted({poll.question for poll in found})
    if len(letters) > 1:
        return say("Which question? Give `question:` one of {letters}.", letters=", ".join(letters))
    rounds = [round_.value for round_ in ROUND_ORDER if round_ in {poll.round for poll in found}]
    return say(
        "Which round of question {letter}? Give `round:` one of {rounds}.",
        letter=letters[0].upper(),
        rounds=", ".join(rounds),
    )
