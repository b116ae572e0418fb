"""Secret votes on statements keep what secret ballots keep: nothing joins who voted and what was voted."""

import asyncio
from dataclasses import replace

import pytest
from attacking import files_of, who_voted_what
from sqlalchemy import text

from bot.domain.polls import Round, Secrecy
from bot.domain.statements import Counts, Stance
from bot.services.debates import debates
from bot.services.polls import counting_steps
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.secret_vote_groups import GROUP_SIZE
from bot.services.statements import sets, voting
from bot.storage import scrubbing, tables
from bot.storage.statement_votes import counts_of

ENDLESS = 3600
LONG = 10
STATEMENT_TABLES = ("set_id", "secret_statement_voters", "secret_statement_votes", "statement_id", "stance")


@pytest.fixture
def patient(context, database):
    """Return a bot whose secret votes wait for each other without end."""
    return replace(context, open_polls=OpenPolls(database, secret_window=ENDLESS))


@pytest.fixture
async def secret(open_set):
    return await open_set(secrecy=Secrecy.SECRET)


@pytest.fixture
async def one(context, secret):
    """Return a statement to vote on."""
    return min((await context.open_sets.find(secret.id)).statements)


@pytest.fixture
def crowd(patient, secret, one, person):
    """Return what lets so many people vote at the same time."""

    def cast(*numbers):
        stances = (Stance.AGREE, Stance.DISAGREE)
        return asyncio.gather(*(voting.vote(patient, person(f"P{n}"), secret.id, one, stances[n % 2]) for n in numbers))

    return cast


async def settled(times=20):
    """Let everything that can go on go on."""
    for _ in range(times):
        await asyncio.sleep(0)


async def rows_of(database, table):
    async with database.reading() as connection:
        return [tuple(row) for row in await connection.execute(text(f"SELECT * FROM {table.name}"))]  # noqa: S608  ours


async def test_whoever_copies_the_files_during_the_vote_cannot_tell_five_people_apart(crowd, database_file):
    for first in range(0, 4 * GROUP_SIZE, GROUP_SIZE):
        await asyncio.wait_for(crowd(*range(first, first + GROUP_SIZE)), LONG)
    found = who_voted_what(database_file, at_most=GROUP_SIZE, names=STATEMENT_TABLES)
    assert len(found) >= 3 * GROUP_SIZE, "the thief knows how to read the log"
    assert who_voted_what(database_file, at_most=GROUP_SIZE - 1, names=STATEMENT_TABLES) == {}


@pytest.mark.parametrize("end", ["the set", "the debate"])
async def test_votes_that_wait_when_their_set_is_closed_count(patient, crowd, secret, one, moderator, end, database):
    assert await patient.open_sets.find(secret.id)
    waiting = asyncio.ensure_future(crowd(1, 2))
    await settled()
    assert not waiting.done()
    if end == "the set":
        await sets.close_set(patient, moderator(), secret.id)
    else:
        await debates.finish(patient, moderator(), {})
    await asyncio.wait_for(waiting, LONG)
    async with database.reading() as connection:
        assert await counts_of(connection, secret.id) == {one: Counts(1, 1)}


async def test_the_log_is_emptied_while_people_vote(crowd, database, database_file, monkeypatch):
    monkeypatch.setattr(scrubbing, "SOON", 0.01)
    await asyncio.wait_for(crowd(*range(GROUP_SIZE)), LONG)
    async with asyncio.timeout(LONG):
        while database._scrubber._wanted:
            await database._scrubber._retrying
    assert files_of(database_file)["-wal"] == b""


@pytest.mark.both_databases
async def test_no_query_joins_who_voted_and_what_was_voted(secret, one, stand, database, context, person):
    """The tables share set and statement only, and neither has a time or a number."""
    voters, votes = tables.secret_statement_voters, tables.secret_statement_votes
    shared = {column.name for column in voters.c} & {column.name for column in votes.c}
    assert shared == {"set_id", "statement_id"}
    assert {column.name for column in votes.c} - shared == {"lot", "stance"}
    for number in range(12):
        await stand(f"P{number}", secret, one, Stance.AGREE if number < 6 else Stance.PASS)
    known = {
        context.pseudonyms.participant(secret.debate_id, person(f"P{number}").user_id, secret.secrecy)
        for number in range(12)
    }
    assert {row[1] for row in await rows_of(database, voters)} == known
    assert not known & {value for row in await rows_of(database, votes) for value in row}
    assert await rows_of(database, tables.statement_votes) == []


@pytest.mark.parametrize("at_once", [7, 5_000])
async def test_the_database_file_keeps_no_order_of_votes(
    context, secret, one, stand, close_set, database, database_file, monkeypatch, at_once
):
    """Once the set is closed, votes lie in the file, byte by byte, in the order of their lots."""
    monkeypatch.setattr(counting_steps, "BATCH", at_once)
    for number in range(40):
        await stand(f"P{number}", secret, one)
    await close_set(secret)
    lots = sorted(row[2] for row in await rows_of(database, tables.mixed_statement_votes))
    assert (len(lots), await rows_of(database, tables.secret_statement_votes)) == (40, [])
    await context.database.close()
    content = database_file.read_bytes()
    assert all(content.count(lot.encode()) == 1 for lot in lots)
    places = [content.index(lot.encode()) for lot in lots]
    assert places == sorted(places, reverse=True)


async def test_a_process_that_dies_while_it_closes_leaves_the_rest_to_the_next(
    context_on, secret, one, stand, database, monkeypatch, moderator
):
    dying, living = context_on(database), context_on(database)
    for number in range(12):
        await stand(f"P{number}", secret, one)

    async def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sets, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            await sets.close_set(dying, moderator(), secret.id)
    await sets.finish_all(living)
    async with database.reading() as connection:
        (finished,) = await sets.statement_sets.sets_of(connection, secret.debate_id)
        assert await sets.statement_sets.unfinished_sets(connection) == []
    assert (finished.counts, finished.turnout) == ({one: Counts(12)}, 12)
    assert await rows_of(database, tables.secret_statement_votes) == []


async def test_a_set_of_the_next_round_opens_beside_it(open_set, secret, stand, one, person, context):
    other = await open_set(round_=Round.AFTER)
    await stand("Ann", secret, one)
    await stand("Ann", other, one, Stance.DISAGREE)
    assert [own.stance for own in await voting.own_stances(context, person("Ann"), secret.id)] == [None]
    assert [own.stance for own in await voting.own_stances(context, person("Ann"), other.id)] == [Stance.DISAGREE]
