"""The tally in memory always equals a recount of the database, and what a restart would load."""

import asyncio
import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.tally import count_poll
from bot.services.polls import deadlines, opening, voting
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.recount import recount
from bot.storage.ballot_changes import Change
from bot.storage.engine import Database

pytestmark = pytest.mark.both_databases

BROKEN = (DBAPIError, sqlite3.Error)
"""What a broken table raises; votes are handed to SQLite without SQLAlchemy."""

VOTERS = ["ann", "bob", "cem", "dora"]
PICKS = {"who": [(), ("members",), ("council",)], "where": [(), ("geneva",), ("online",)]}
PICKS["topics"] = [(), ("budget",), ("staff",), ("budget", "staff")]

VOTES = st.sampled_from(list(PICKS)).flatmap(
    lambda item: st.tuples(st.sampled_from(VOTERS), st.just(item), st.sampled_from(PICKS[item]))
)
WITHDRAWALS = st.tuples(st.sampled_from(VOTERS), st.sampled_from([None, *PICKS]), st.none())
BATCHES = st.lists(st.lists(VOTES | VOTES | VOTES | WITHDRAWALS, min_size=1, max_size=6), min_size=1, max_size=6)


def apply(ballots, step):
    """Do to a plain dictionary what a step should do to the ballots."""
    voter, item, answer = step
    if answer is not None:
        ballots[voter, item] = answer
    for key in [key for key in ballots if answer is None and key[0] == voter and item in {None, key[1]}]:
        del ballots[key]


def counted(poll, ballots):
    """Count the plain dictionary."""
    profiles = {
        item.id: Counter(answer for (_, key), answer in ballots.items() if key == item.key) for item in poll.items
    }
    return count_poll(poll, profiles, len({voter for voter, _ in ballots}))


def change(context, poll, step):
    voter, item, answer = step
    return Change(poll.id, voter, context.clock(), poll.item(item).id if item else None, answer)


async def agree(context, poll, ballots):
    """Check that memory, database, a restarted bot and the plain dictionary count the same."""
    async with context.database.reading() as connection:
        stored = await recount(connection, poll)
    restarted = OpenPolls(context.database)
    await restarted.load()
    expected = counted(poll, ballots)
    assert context.open_polls.tally(poll.id) == stored == restarted.tally(poll.id) == expected


async def run(context, batches, start_debate, moderator, an_opening):
    await start_debate(context)
    poll, _ = await opening.open_poll(context, moderator(), an_opening("c"))
    ballots = {}
    for batch in batches:
        await asyncio.gather(*(context.open_polls.write(change(context, poll, step)) for step in batch))
        for step in batch:
            apply(ballots, step)
        await agree(context, poll, ballots)


@settings(max_examples=25)
@given(batches=BATCHES)
def test_after_any_votes_changes_and_withdrawals_every_count_agrees(
    template, context_on, start_debate, moderator, an_opening, batches
):
    async def scenario(folder):
        file = shutil.copy(template, Path(folder) / "debate.db")
        database = Database.at(f"sqlite:///{file}")
        try:
            await run(context_on(database), batches, start_debate, moderator, an_opening)
        finally:
            await database.close()

    with TemporaryDirectory() as folder:
        asyncio.run(scenario(folder))


async def test_the_box_holds_what_a_restart_loads_for_several_polls(
    context, context_on, open_poll, vote, database, clock
):
    opened = [await open_poll(question) for question in ("a", "b", "c")]
    await vote("ann", opened[0], "yes")
    await vote("ann", opened[1], "physics", "climate")
    await vote("bob", opened[1])
    await deadlines.close_at_deadline(context, opened[0], {})
    restarted = context_on(database, clock)
    await restarted.open_polls.load()
    assert restarted.open_polls.polls() == context.open_polls.polls() == opened[1:]
    assert [restarted.open_polls.tally(poll.id) for poll in opened] == [
        context.open_polls.tally(poll.id) for poll in opened
    ]
    assert restarted.open_polls.tally(opened[0].id) is None
    assert restarted.open_polls.tally(opened[1].id).turnout == 2


async def test_a_failed_write_moves_no_tally(context, open_poll, vote, database):
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE ballots RENAME TO elsewhere"))
    failed = await asyncio.gather(vote("ann", poll, "no"), vote("bob", poll, "no"), return_exceptions=True)
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO ballots"))
    assert all(isinstance(error, BROKEN) for error in failed)
    assert [count.votes for count in context.open_polls.tally(poll.id).items[0].counts] == [1, 0, 0]
    await vote("bob", poll, "no")
    async with database.reading() as connection:
        assert context.open_polls.tally(poll.id) == await recount(connection, poll)


async def test_a_write_whose_answer_got_lost_is_counted_once_the_database_answers_again(
    context, context_on, open_poll, vote, person, database, clock
):
    """Stored it was, by all this process knows: here another one stored it."""
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE ballots RENAME TO elsewhere"))
    with pytest.raises(BROKEN):
        await vote("bob", poll, "no")
    with pytest.raises(BROKEN):
        await context.open_polls.recount_doubtful()
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO ballots"))
    await voting.cast(context_on(database, clock), person("bob"), poll.id, "build", ["no"])
    assert context.open_polls.tally(poll.id).turnout == 1
    await context.open_polls.recount_doubtful()
    async with database.reading() as connection:
        assert context.open_polls.tally(poll.id) == await recount(connection, poll)
    assert context.open_polls.tally(poll.id).turnout == 2


async def test_a_poll_that_another_process_opened_takes_votes_here_and_is_counted_whole(
    context, context_on, open_poll, person, database, clock
):
    poll = await open_poll("a")
    await voting.cast(context, person("ann"), poll.id, "build", ["yes"])
    other = context_on(database, clock)
    await voting.cast(other, person("bob"), poll.id, "build", ["no"])
    assert other.open_polls.poll(poll.id) == poll
    async with database.reading() as connection:
        assert other.open_polls.tally(poll.id) == await recount(connection, poll)
    assert other.open_polls.tally(poll.id).turnout == 2
