"""Several processes on one PostgreSQL: what one reads before it writes, no other changes in between."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import text

from bot.domain.polls import Release, Secrecy
from bot.domain.refusals import NotNow
from bot.services.common.debate_lookup import settings_of
from bot.services.debates import debates
from bot.services.mydata import mydata
from bot.services.polls import lifecycle, opening, voting
from bot.services.responses import responses
from bot.storage.ballot_changes import Change, write_changes
from bot.storage.engine import Database

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
async def processes(context, context_on, database_url, clock):
    """Return what four processes work with, each with connections and a memory of its own."""
    databases = [Database.at(database_url) for _ in range(3)]
    yield [context, *(context_on(database, clock) for database in databases)]
    for database in databases:
        await database.close()


async def test_of_processes_that_start_a_debate_at_once_one_does(processes, administrator):
    started = await asyncio.gather(
        *(debates.start(each, administrator(), None, "en") for each in processes), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in started) == ["Debate"] + ["NotNow"] * 3


async def test_processes_that_open_a_question_at_once_get_the_same_poll(processes, debate, moderator, an_opening):
    opened = await asyncio.gather(*(opening.open_poll(each, moderator(), an_opening("a")) for each in processes))
    assert {poll.debate_id for poll, _ in opened} == {debate.id}
    assert len({poll.id for poll, _ in opened}) == sum(is_new for _, is_new in opened) == 1


async def test_settings_changed_at_once_are_all_changed(processes, administrator):
    one, two, three, _ = processes
    await asyncio.gather(
        debates.change_settings(one, administrator(), participant_role=5),
        debates.change_settings(two, administrator(), release=Release.LIVE),
        debates.change_settings(three, administrator(), secrecy=Secrecy.NAMED),
    )
    found = await settings_of(one, administrator().guild_id)
    assert (found.participant_role, found.release, found.secrecy) == (5, Release.LIVE, Secrecy.NAMED)


async def test_extensions_at_once_add_up(processes, open_poll, moderator):
    poll = await open_poll("a", minutes=1)
    extended = await asyncio.gather(*(lifecycle.extend(each, moderator(), "a", None, 1) for each in processes))
    assert (max(found.closes_at for found in extended) - poll.closes_at).total_seconds() == 240


async def test_a_poll_that_all_close_at_once_is_closed_by_one_with_every_receipt_counted(
    processes, open_poll, person, moderator
):
    """Votes come in through all processes while the poll ends: each is counted or refused."""
    poll = await open_poll("a")
    for each in processes[1:]:
        await each.open_polls.load()
    enough, receipts = asyncio.Event(), []

    async def keep_voting(each, name):
        for turn in range(1000):
            try:
                await voting.cast(each, person(f"{name} {turn}"), poll.id, "build", ["yes"])
            except NotNow:
                return
            receipts.append(turn)
            if len(receipts) >= 80:
                enough.set()

    async def close(each):
        await enough.wait()
        return await lifecycle.close_by_hand(each, moderator(), "a", None, {})

    voters = (keep_voting(each, f"voter {number}") for number, each in enumerate(processes * 3))
    *_, ended = await asyncio.gather(*voters, asyncio.gather(*(close(each) for each in processes)))
    assert sum(closed for _, closed in ended) == 1
    assert {tally.turnout for tally, _ in ended} == {len(receipts)}


@pytest.fixture
def waits(database):
    """Return what starts something and tells whether the database has it wait for a lock; it goes on afterwards."""

    async def start(use):
        task = asyncio.create_task(use)
        waiting = 0
        while not waiting and not task.done():
            async with database.reading() as connection:
                waiting = await connection.scalar(
                    text(
                        "SELECT count(*) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    )
                )
        return bool(waiting), task

    return start


async def test_a_poll_does_not_close_between_the_look_at_it_and_the_commit_of_a_vote(
    processes, open_poll, clock, moderator, waits
):
    poll = await open_poll("a")
    one, two, *_ = processes
    async with one.database.writing() as connection:
        await connection.run_sync(
            partial(write_changes, changes=[Change(poll.id, "ann", clock.now(), poll.items[0].id, ("yes",))])
        )
        waited, closing = await waits(lifecycle.close_by_hand(two, moderator(), "a", None, {}))
    tally, _ = await closing
    assert waited
    assert tally.turnout == 1


async def test_of_processes_that_publish_a_result_at_once_one_does(processes, open_poll, moderator):
    await open_poll("a", release=Release.MANUAL)
    await lifecycle.close_by_hand(processes[0], moderator(), "a", None, {})
    published = await asyncio.gather(
        *(lifecycle.publish(each, moderator(), "a", None) for each in processes), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in published) == ["NotNow"] * 3 + ["PollTally"]


USES = {
    "start": lambda context, who, _: debates.start(context, who, None, "en"),
    "settings": lambda context, who, _: debates.change_settings(context, who, release=Release.LIVE),
    "open": lambda context, who, an_opening: opening.open_poll(context, who, an_opening("b")),
    "close": lambda context, who, _: lifecycle.close_by_hand(context, who, "a", None, {}),
    "extend": lambda context, who, _: lifecycle.extend(context, who, "a", None, 5),
    "cancel": lambda context, who, _: lifecycle.cancel(context, who, "a", None),
    "debate close": lambda context, who, _: debates.finish(context, who, {}),
    "respond": lambda context, who, _: responses.respond(context, who, "a", "Mine."),
    "delete": lambda context, who, _: mydata.delete(context, who),
}


@pytest.mark.parametrize("use", list(USES))
async def test_what_is_decided_about_a_server_waits_for_what_another_process_decides_about_it(
    processes, open_poll, administrator, an_opening, waits, use
):
    poll = await open_poll("a")
    one, two, *_ = processes
    async with one.database.writing(poll.guild_id):
        waited, task = await waits(USES[use](two, administrator(), an_opening))
    result = (await asyncio.gather(task, return_exceptions=True))[0]
    assert waited
    assert not isinstance(result, Exception) or isinstance(result, NotNow)
