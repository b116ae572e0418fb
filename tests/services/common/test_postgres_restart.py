"""PostgreSQL dies in the middle of a load and comes back, really: the bot goes on, and no receipt was a lie."""

import asyncio

import pytest
from conftest import migrate
from postgres_server import PostgresServer

from bot.domain.faults import StorageFault
from bot.services.polls import lifecycle, voting
from bot.services.polls.recount import recount
from bot.storage.ballots import ballots_of
from bot.storage.postgresql import Unreachable

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

VOTERS = 30
RECEIPTS = 300
"""Before the crash, and again after it."""


@pytest.fixture
def server():
    """Return a server of this test's own, which syncs to the disk."""
    server = PostgresServer()
    server.run("CREATE DATABASE debate")
    asyncio.run(migrate(server.url("debate")))
    yield server
    server.close()


@pytest.fixture
def database_url(server):
    return server.url("debate")


class Crowd:
    """Votes without end until told to stop, whatever goes wrong, and keeps the receipts."""

    def __init__(self, context, person, poll):
        self.context, self.person, self.poll = context, person, poll
        self.receipts, self.failed, self.stopped = {}, 0, False
        self.received = asyncio.Condition()

    async def voter(self, name):
        answers = self.receipts[name] = []
        while not self.stopped:
            await self.vote(name, [("yes", "no")[len(answers) % 2]])
            async with self.received:
                self.received.notify_all()

    async def vote(self, name, picks):
        """Cast a vote, again and again until there is a receipt."""
        while True:
            try:
                receipt = await voting.cast(self.context, self.person(name), self.poll.id, "build", picks)
            except StorageFault:
                self.failed += 1
            else:
                self.receipts[name].append(receipt.answer)
                return

    async def more(self, count):
        """Wait for so many more receipts."""
        enough = sum(map(len, self.receipts.values())) + count
        async with self.received:
            await self.received.wait_for(lambda: sum(map(len, self.receipts.values())) >= enough)


@pytest.mark.expects_errors
async def test_a_server_that_dies_under_load_costs_no_receipt_and_the_bot_goes_on(
    server, context, open_poll, person, moderator
):
    poll = await open_poll("a")
    crowd = Crowd(context, person, poll)
    voters = asyncio.gather(*(crowd.voter(f"voter {number}") for number in range(VOTERS)))
    await crowd.more(RECEIPTS)
    await asyncio.to_thread(server.crash)
    with pytest.raises(Unreachable):
        await context.database.check()
    await asyncio.to_thread(server.start)
    await crowd.more(RECEIPTS)
    crowd.stopped = True
    await voters
    assert crowd.failed >= 1

    async with context.database.reading() as connection:
        found = {row.participant: (row.answer, row.changes) async for row in ballots_of(connection, poll.id)}
        counted = await recount(connection, poll)
    for name, answers in crowd.receipts.items():
        participant = context.pseudonyms.participant(poll.debate_id, person(name).user_id, poll.secrecy)
        # A vote may have been stored though its answer got lost; the same vote again is then no change.
        assert found[participant] == (answers[-1], len(answers) - 1)
    await context.open_polls.recount_doubtful()
    assert context.open_polls.tally(poll.id) == counted
    tally, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert tally.turnout == len(found) == VOTERS
