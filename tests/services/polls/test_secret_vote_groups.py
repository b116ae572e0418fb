"""Secret votes wait a moment for each other, so that no commit tells who cast which."""

import asyncio
from dataclasses import replace

import pytest
from attacking import files_of, who_voted_what

from bot.domain.polls import Secrecy
from bot.services.debates import debates
from bot.services.polls import lifecycle, voting
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.secret_vote_groups import GROUP_SIZE
from bot.storage import scrubbing

pytestmark = pytest.mark.both_databases

ENDLESS = 3600
LONG = 10


@pytest.fixture
def context(context, database):
    """Let secret votes wait for each other without end."""
    return replace(context, open_polls=OpenPolls(database, secret_window=ENDLESS))


@pytest.fixture
async def secret(open_poll):
    return await open_poll("a", secrecy=Secrecy.SECRET)


@pytest.fixture
def crowd(vote):
    """Return what lets so many people vote at the same time."""

    def cast(poll, *names):
        return asyncio.gather(*(vote(f"voter {name}", poll, "yes" if int(name) % 2 else "no") for name in names))

    return cast


async def settled(times=20):
    """Let everything that can go on go on."""
    for _ in range(times):
        await asyncio.sleep(0)


async def test_whoever_copies_the_files_during_the_vote_cannot_tell_five_people_apart(crowd, secret, database_file):
    for first in range(0, 4 * GROUP_SIZE, GROUP_SIZE):
        await asyncio.wait_for(crowd(secret, *range(first, first + GROUP_SIZE)), LONG)
    assert len(who_voted_what(database_file, at_most=GROUP_SIZE)) >= 3 * GROUP_SIZE, (
        "the thief knows how to read the log"
    )
    assert who_voted_what(database_file, at_most=GROUP_SIZE - 1) == {}


async def test_a_vote_alone_is_stored_once_it_has_waited(context, database, secret, person):
    open_polls = OpenPolls(database, secret_window=0.01)
    open_polls.add(secret)
    alone = replace(context, open_polls=open_polls)
    await asyncio.wait_for(voting.cast(alone, person("ann"), secret.id, "build", ["yes"]), LONG)
    assert open_polls.tally(secret.id).turnout == 1


async def test_one_person_who_taps_again_and_again_is_no_company(context, secret, vote):
    taps = [asyncio.create_task(vote("ann", secret, "yes")) for _ in range(GROUP_SIZE)]
    await settled()
    assert not any(tap.done() for tap in taps)
    await context.open_polls.release_waiting()
    results = await asyncio.wait_for(asyncio.gather(*taps, return_exceptions=True), LONG)
    assert sum(not isinstance(result, Exception) for result in results) == 1


@pytest.mark.parametrize("end", ["the poll", "the debate"])
async def test_votes_that_wait_when_their_poll_is_closed_count(context, crowd, secret, moderator, end):
    waiting = asyncio.ensure_future(crowd(secret, 1, 2))
    await settled()
    assert not waiting.done()
    if end == "the poll":
        tally, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    else:
        _, (tally,) = await debates.finish(context, moderator(), {})
    await asyncio.wait_for(waiting, LONG)
    assert tally.turnout == 2


async def test_no_vote_waits_beyond_its_deadline(context, open_poll, vote, clock):
    poll = await open_poll("a", secrecy=Secrecy.SECRET, minutes=1)
    clock.advance(59.9)
    await asyncio.wait_for(vote("ann", poll, "yes"), LONG)
    assert context.open_polls.tally(poll.id).turnout == 1


async def test_votes_that_are_not_secret_wait_for_nobody(open_poll, vote, context):
    poll = await open_poll("a")
    await asyncio.wait_for(vote("ann", poll, "yes"), LONG)
    assert context.open_polls.tally(poll.id).turnout == 1


async def test_the_log_is_emptied_while_the_poll_is_open(crowd, secret, database, database_file, monkeypatch):
    monkeypatch.setattr(scrubbing, "SOON", 0.01)
    await asyncio.wait_for(crowd(secret, *range(GROUP_SIZE)), LONG)
    async with asyncio.timeout(LONG):
        while database._scrubber._wanted:
            await database._scrubber._retrying
    assert files_of(database_file)["-wal"] == b""
