"""What people see while the database fails, and that everything goes on by itself afterwards."""

import asyncio

import breaking
import pytest
from sentences import (
    MY_BALLOT,
    NOTHING_WAS_CHANGED_THE_BOT_CANNOT,
    QUESTION,
    RESULT_OF,
    THE_DEBATE_IS_CLOSED,
    VOTING_IS_OVER_BUT_NOT_COUNTED,
    YOU_HAVE_NOT_VOTED_HERE_YET,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_IS_NOT_COUNTED_THE,
)
from simcord_speed import AGES
from sqlalchemy import text

from bot.domain.faults import StorageFault, Trouble
from bot.services.polls import counting, voting

pytestmark = pytest.mark.expects_errors


def faults_logged(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "bot.storage.faults"]


async def test_a_voter_is_told_that_the_vote_does_not_count_and_votes_again(room, said, database_file, caplog):
    paper = await room.open_poll("d", minutes=1)
    async with breaking.read_only(room.database, database_file):
        refused = await room.vote(room.amina, paper, "A central hub")
        assert refused.response.ephemeral
        assert said(refused) == YOUR_VOTE_IS_NOT_COUNTED_THE.say()
        assert room.context.open_polls.tally(1).turnout == 0
        mine = await room.amina.click(paper, label=MY_BALLOT.say())
        assert YOU_HAVE_NOT_VOTED_HERE_YET.within(said(mine)), "reading goes on"
        assert NOTHING_WAS_CHANGED_THE_BOT_CANNOT.within(
            said(await room.mod.slash(room.channel, "poll extend", minutes=5))
        )
        form = await room.jonas.slash(room.channel, "respond", question="d")
        assert NOTHING_WAS_CHANGED_THE_BOT_CANNOT.within(said(await room.jonas.submit_modal(form, {"text": "Why"})))
        await room.env.advance_time(20)
    assert YOUR_VOTE_COUNTS.within(said(await room.vote(room.amina, paper, "A central hub")))
    assert [line.split(":")[0] for line in faults_logged(caplog)] == [
        "storing does not work",
        f"The database {database_file}",
    ]


async def test_a_deadline_that_passes_meanwhile_is_acted_on_once_afterwards(room, said, database_file, caplog):
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    async with breaking.read_only(room.database, database_file):
        await room.env.advance_time(300)
        assert not any(
            RESULT_OF.within(said(message), poll=QUESTION.say(letter="D")) for message in room.channel.history()
        )
    await room.env.advance_time(120)
    assert (
        sum(RESULT_OF.within(said(message), poll=QUESTION.say(letter="D")) for message in room.channel.history()) == 1
    )
    assert len(faults_logged(caplog)) == 2


async def test_while_another_process_has_the_lock_voters_get_an_answer_in_time(room, said, database_file, monkeypatch):
    """Simcord stops the clock while SQLite waits for the lock, so that part of the wait is put before it."""
    paper = await room.open_poll("d")
    cast = voting.cast

    async def long_wait(*given):
        await asyncio.sleep(AGES)
        return await cast(*given)

    async with breaking.locked(room.database, database_file):
        with monkeypatch.context() as patched:
            patched.setattr(voting, "cast", long_wait)
            tapped = await room.vote(room.amina, paper, "A central hub")
            assert tapped.deferred
            assert tapped.ephemeral
            await room.env.advance_time(AGES + 5)
        assert YOUR_VOTE_IS_NOT_COUNTED_THE.within(said(tapped))
    assert YOUR_VOTE_COUNTS.within(said(await room.vote(room.amina, paper, "A central hub")))


async def test_a_result_that_was_posted_but_could_not_be_noted_is_not_posted_again(room, said, database_file):
    """The storage fails between the message and the mark that it was posted."""
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    tally, _ = await room.close_by_hand("d")
    async with breaking.read_only(room.database, database_file):
        await room.client.board.post_result(tally)
    await room.env.advance_time(400)
    assert (
        sum(RESULT_OF.within(said(message), poll=QUESTION.say(letter="D")) for message in room.channel.history()) == 1
    )
    async with room.database.reading() as connection:
        assert (await connection.execute(text("SELECT announced_at FROM polls"))).scalar_one()


@pytest.mark.parametrize(
    ("command", "told"),
    [("poll close", VOTING_IS_OVER_BUT_NOT_COUNTED), ("debate close", THE_DEBATE_IS_CLOSED)],
)
async def test_where_the_votes_cannot_be_counted_the_end_of_voting_is_told_and_the_result_follows(
    room, said, monkeypatch, command, told
):
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    read = counting._voter_list

    async def fails(*_):
        raise StorageFault("the disk is gone", Trouble.FAILING, writing=False)

    monkeypatch.setattr(counting, "_voter_list", fails)
    ended = await (room.close_debate() if command == "debate close" else room.mod.slash(room.channel, command))
    closed = said(ended)
    assert told.within(closed)
    assert not NOTHING_WAS_CHANGED_THE_BOT_CANNOT.within(closed)
    monkeypatch.setattr(counting, "_voter_list", read)
    await room.env.advance_time(200)
    assert (
        sum(RESULT_OF.within(said(message), poll=QUESTION.say(letter="D")) for message in room.channel.history()) == 1
    )
