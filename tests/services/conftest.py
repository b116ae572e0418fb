"""A debate with a moderators' role, and what opens polls, votes and recounts in it."""

import asyncio
import shutil
from collections import Counter

import pytest
from forging import hold, pack, unpack
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.charts import Picture
from bot.domain.polls import Round
from bot.services.debates import debates
from bot.services.polls import opening, voting
from bot.services.polls.opening import Opening
from bot.storage.engine import Database, parse_url

MODERATORS = 600_000_000_000_000_001


@pytest.fixture(autouse=True)
def charts_undrawn(monkeypatch):
    """Export charts without their pictures: each takes 0.1 s, and tests of charts and of exports draw them."""
    monkeypatch.setattr("bot.exports.charts.draw", lambda chart, speech, *_: Picture(b"", chart.describe(speech)))


@pytest.fixture(scope="session")
def start_debate(administrator):
    """Return what starts a debate in the server of an administrator."""

    async def start(context, by=None):
        by = by or administrator()
        await debates.change_settings(context, by, moderator_role=MODERATORS)
        return await debates.start(context, by, None, "en")

    return start


@pytest.fixture
async def debate(context, start_debate):
    return await start_debate(context)


@pytest.fixture(scope="session")
def an_opening():
    """Return what describes how to open a question."""

    def describe(question="a", round_=Round.MAIN, *, minutes=None, release=None, secrecy=None, electorate=None):
        return Opening(question, round_, minutes, release, secrecy, 42, electorate, "en")

    return describe


@pytest.fixture
def open_poll(context, debate, moderator, an_opening):  # noqa: ARG001  a poll needs a debate
    """Return what opens a poll as a moderator."""

    async def open_it(question="a", round_=Round.MAIN, **given):
        poll, is_new = await opening.open_poll(context, moderator(), an_opening(question, round_, **given))
        assert is_new
        return poll

    return open_it


@pytest.fixture
def vote(context, person):
    """Return what casts a vote: a name, the poll, and the picks, on the first item unless another is named."""

    async def cast(name, poll, *picks, item=None, roles=()):
        key = item or poll.items[0].key
        return await voting.cast(context, person(name, *roles), poll.id, key, picks)

    return cast


@pytest.fixture
def stored(database_url):
    """Return what counts a poll's ballots with no query of the bot's own: answers by item key."""

    async def count(poll):
        engine = create_async_engine(parse_url(database_url))
        async with engine.connect() as connection:
            counting = text(
                "SELECT key, answer, count(*) FROM ballots JOIN items ON items.id = item_id "
                "WHERE ballots.poll_id = :poll GROUP BY key, answer"
            )
            rows = await connection.execute(counting, {"poll": poll.id})
            counts = {}
            for key, answer, ballots in rows:
                counts.setdefault(key, Counter())[answer] = ballots
        await engine.dispose()
        return counts

    return count


@pytest.fixture(scope="session")
def package(tmp_path_factory, template, context_on, administrator, moderator, person):
    """Return a ZIP as moderators get it, of a debate with everything in it."""
    folder = tmp_path_factory.mktemp("package")
    database = Database.at(f"sqlite:///{shutil.copy(template, folder / 'debate.db')}")
    return asyncio.run(hold(context_on(database), folder, administrator(), moderator(), person))


@pytest.fixture(scope="session")
def members(package):
    """Return the content of every file in the ZIP."""
    return unpack(package)


@pytest.fixture(scope="session")
def repacked(tmp_path_factory):
    """Return what packs files as the bot does, so that only their content gives an alteration away."""
    folder = tmp_path_factory.mktemp("repacked")
    return lambda files: pack(files, folder)
