"""A hall full of people: the bot's parts on a database, with open polls, voters, and ballots cast before."""

import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from sqlalchemy import insert

from bot.app import opened
from bot.domain.answers import write_answer
from bot.domain.kind import Option
from bot.domain.people import Person
from bot.domain.polls import Item, Poll, Release, Round, Secrecy
from bot.key_file import KEY_BYTES
from bot.services.common.context import Context
from bot.services.debates import debates
from bot.services.polls import lifecycle, opening, voting
from bot.services.polls.opening import Opening
from bot.settings import Settings
from bot.storage.polls import NewItem, NewPoll, add_poll
from bot.storage.tables import ballots, secret_ballots, secret_voters

PACK = Path(__file__).parents[1] / "packs" / "small"
QUESTION = "c"
AT_ONCE = 20_000


@asynccontextmanager
async def context_on(url: str) -> AsyncIterator[Context]:
    """Build what the bot works with, as it does itself, and take up the polls that are open."""
    with TemporaryDirectory() as folder:
        key = Path(folder) / "key"
        key.touch(mode=0o600)
        key.write_text("00" * KEY_BYTES, encoding="ascii")  # the same in each process, as the database demands
        settings = Settings(database_url=SecretStr(url), debate_pack=str(PACK), pseudonym_key_file=key)
        async with opened(settings) as context:
            await context.open_polls.load()
            yield context


def person(number: int, guild_id: int = 1, *, is_administrator: bool = False) -> Person:
    """Return one of the people in a server."""
    return Person(guild_id, 10**17 + number, f"voter {number}", frozenset(), is_administrator)


async def open_poll(
    context: Context, guild_id: int = 1, question: str = QUESTION, secrecy: Secrecy | None = None
) -> Poll:
    """Start a debate in a server and open a question: “c” has three items, “a” has one."""
    administrator = person(0, guild_id, is_administrator=True)
    await debates.start(context, administrator, None, "en")
    an_opening = Opening(question, Round.MAIN, None, None, secrecy, 42, None, "en")
    return (await opening.open_poll(context, administrator, an_opening))[0]


async def open_made_up(context: Context, kinds: Sequence[str], options: int) -> Poll:
    """Open a poll that is in no pack, with an item of each of these kinds and so many options each."""
    debate = await debates.start(context, person(0, is_administrator=True), None, "en")
    given = tuple(Option(f"option-{number}", f"Option {number}") for number in range(options))
    title = "“A statement.” Do you agree?"
    paper = [NewItem(f"item-{number}", kind, title, given, {}) for number, kind in enumerate(kinds)]
    new = NewPoll(
        debate.id,
        1,
        QUESTION,
        "Made up",
        Round.MAIN,
        Release.CLOSED,
        Secrecy.PSEUDONYMOUS,
        None,
        None,
        42,
        context.clock(),
        None,
    )
    async with context.database.writing() as connection:
        poll = await add_poll(connection, new, paper)
    context.open_polls.add(poll)
    return poll


async def close_poll(context: Context, guild_id: int = 1) -> None:
    """Close what `open_poll` opened."""
    administrator = person(0, guild_id, is_administrator=True)
    await lifecycle.close_by_hand(context, administrator, None, None, {})


async def cancel_poll(context: Context, question: str, guild_id: int = 1) -> None:
    """Set aside what `open_poll` opened."""
    await lifecycle.cancel(context, person(0, guild_id, is_administrator=True), question, None)


async def vote(context: Context, poll: Poll, number: int) -> None:
    """Cast a vote as a tap does; returns once it is durable."""
    item = poll.items[0]
    option = item.options[number % len(item.options)]
    await voting.cast(context, person(number, poll.guild_id), poll.id, item.key, [option.id])


def _answer(item: Item, number: int) -> str:
    """Return somebody's answer; of a ranking, another for nearly everybody."""
    if item.kind_name == "ranking":
        return write_answer(tuple(option.id for option in Random(number).sample(item.options, len(item.options))))  # noqa: S311  nothing secret
    return item.options[number % len(item.options)].id


async def fill(context: Context, poll: Poll, how_many: int) -> None:
    """Store ballots as if they had been cast: each participant answers every item."""
    people = sorted(
        hashlib.sha256(f"{poll.id} {one}".encode()).hexdigest() for one in range(how_many // len(poll.items))
    )
    at = context.clock()
    rows = [
        {
            "poll_id": poll.id,
            "participant": participant,
            "item_id": item.id,
            "answer": _answer(item, number),
            "cast_at": at,
            "changes": 0,
            "lot": secrets.token_hex(16),
        }
        for number, participant in enumerate(people)
        for item in poll.items
    ]
    tables = [secret_voters, secret_ballots] if poll.secrecy is Secrecy.SECRET else [ballots]
    for table in tables:
        own = [{name: row[name] for name in map(str, table.c.keys())} for row in rows]
        async with context.database.writing() as connection:
            for start in range(0, len(own), AT_ONCE):
                await connection.execute(insert(table), own[start : start + AT_ONCE])
