"""Free-text responses to a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.people import Person
from bot.domain.plain_text import storable
from bot.domain.polls import Debate, Secrecy, ServerSettings
from bot.domain.refusals import BadAnswer, NotFound, NotNow
from bot.domain.responses import MOST_CHARACTERS, Order, Response, Status
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate, no_open_debate, require_open_debate
from bot.services.common.permissions import may_moderate, require_role
from bot.services.polls.finding import find_question
from bot.storage import agreements, responses, servers
from bot.storage.debates import open_debate
from bot.storage.engine import Connection, Reading

PAGE_SIZE = 5


@dataclass(frozen=True)
class ResponsePage:
    """Some responses to a question; pages count from 0."""

    question: str
    responses: tuple[Response, ...]
    page: int
    pages: int
    total: int
    moderates: bool = False
    pending: int = 0
    declined: int = 0
    """For moderators: how many responses of the server are pending, and how many declined."""
    order: Order = Order.NEWEST
    own: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()
    """Which of these responses the reader has written, and which the reader agrees with."""


@dataclass(frozen=True)
class Stored:
    """How a response was stored: under a name or a pseudonym, and with which status."""

    secrecy: Secrecy
    status: Status


@dataclass(frozen=True)
class Writing:
    """The question that a person is about to respond to, and how the response will be stored."""

    question: str
    secrecy: Secrecy
    review: bool
    threads: bool = False


async def begin(context: Context, person: Person, question: str) -> Writing:
    """Begin a response. Raises a Refusal now if it could not be stored, before the person writes it in vain."""
    letter = find_question(context.library, question).id
    settings, debate = await context.group_reads.get(_settings_and_debate, person.guild_id)
    require_role(settings.participant_role, person)
    if debate is None:
        raise no_open_debate()
    own = tuple(context.pseudonyms.all_of(debate.id, person.user_id))
    _require_below_limit(context, await context.group_reads.get(_counts, (debate.id, letter, own)))
    return Writing(letter, settings.secrecy, settings.review, settings.threads)


async def respond(context: Context, person: Person, question: str, text: str) -> Stored:
    """Store a response in the open debate: published, or pending if the server reviews responses first."""
    letter = find_question(context.library, question).id
    written = checked_text(text)
    async with context.database.writing(person.guild_id) as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        require_role(settings.participant_role, person)
        debate = await require_open_debate(connection, person.guild_id)
        own = context.pseudonyms.all_of(debate.id, person.user_id)
        counts = await responses.count_responses_by(connection, debate.id, letter, own)
        _require_below_limit(context, counts.total())
        participant = context.pseudonyms.participant(debate.id, person.user_id, settings.secrecy)
        if settings.secrecy is Secrecy.NAMED:
            await responses.store_names(connection, {(debate.id, participant): person.name})
        status = Status.PENDING if settings.review else Status.PUBLISHED
        await responses.add_response(connection, debate.id, letter, participant, written, context.clock(), status)
    return Stored(settings.secrecy, status)


def checked_text(text: str) -> str:
    """Return what is stored of a text. Raises BadAnswer if it is empty or too long."""
    written = storable(text)
    if not written:
        raise BadAnswer(say("Your response was empty, so nothing was stored. Write a sentence or two."))
    if len(written) > MOST_CHARACTERS:
        raise BadAnswer(
            say(
                "Your response has {length} characters, and {most} fit. Shorten it and send it again.",
                length=len(written),
                most=MOST_CHARACTERS,
            )
        )
    return written


async def _settings_and_debate(
    connection: Reading, guild_ids: Sequence[int]
) -> dict[int, tuple[ServerSettings, Debate | None]]:
    return {
        guild_id: (await servers.server_settings(connection, guild_id), await open_debate(connection, guild_id))
        for guild_id in guild_ids
    }


Author = tuple[int, str, tuple[str, ...]]
"""A debate, a question, and all pseudonyms of a person."""


async def _counts(connection: Reading, authors: Sequence[Author]) -> dict[Author, int]:
    """Count how many responses to a question each has given, under all pseudonyms together."""
    everybody: dict[tuple[int, str], set[str]] = {}
    for debate_id, question, own in authors:
        everybody.setdefault((debate_id, question), set()).update(own)
    by = {key: await responses.count_responses_by(connection, *key, list(own)) for key, own in everybody.items()}
    return {author: sum(by[author[:2]][one] for one in author[2]) for author in authors}


def _require_below_limit(context: Context, count: int) -> None:
    """Raise NotNow if a person has given so many responses to a question that there may be no other."""
    if count >= context.responses_each:
        raise NotNow(
            say(
                "You have given {most} responses to this question, which is the limit. `/mydata show` lists them.",
                most=context.responses_each,
            )
        )


async def page_of(
    context: Context, person: Person, question: str, page: int, order: Order = Order.NEWEST
) -> ResponsePage:
    """Return a page of responses; the last one if the page is past the end."""
    letter = find_question(context.library, question).id
    async with context.database.reading() as connection:
        debate = await latest_debate(connection, person.guild_id)
        total = await responses.count_responses(connection, debate.id, letter)
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(page, 0), pages - 1)
        found = await responses.page_of_responses(
            connection, debate.id, letter, order, offset=page * PAGE_SIZE, limit=PAGE_SIZE
        )
        me = context.pseudonyms.all_of(debate.id, person.user_id)
        own = frozenset(response.id for response in found if response.participant in me)
        agreed = await agreements.agreed_among(connection, [response.id for response in found], me)
        shown = ResponsePage(letter, tuple(found), page, pages, total, order=order, own=own, agreed=agreed)
        if not may_moderate(await servers.server_settings(connection, person.guild_id), person):
            return shown
        pending, declined = await responses.count_withheld(connection, person.guild_id)
    return replace(shown, moderates=True, pending=pending, declined=declined)


async def find_published(context: Context, person: Person, response_id: int) -> Response:
    """Return a response that everybody can read in the newest debate. Raises NotFound."""
    async with context.database.reading() as connection:
        debate = await latest_debate(connection, person.guild_id)
        return await published_in(connection, debate, response_id)


async def published_in(connection: Connection, debate: Debate, response_id: int) -> Response:
    """Return a response that everybody can read in a debate. Raises NotFound."""
    response = await responses.response_by_id(connection, debate.guild_id, response_id)
    is_there = await responses.debate_of_response(connection, response_id) == debate.id
    if response is None or not is_there or response.status != Status.PUBLISHED:
        raise NotFound(say("That response is gone. Open the list again with `/responses`."))
    return response
