"""What is over or deleted leaves the disk, not only the tables: somebody who steals the files finds nothing."""

import asyncio
import random
import sqlite3
from contextlib import closing

import pytest
from attacking import files_of, found_in, fragments, who_voted_what
from hearing import Heard

from bot.domain.polls import Secrecy
from bot.services.common import erasing
from bot.services.debates import debates
from bot.services.mydata import mydata
from bot.services.polls import deadlines, lifecycle
from bot.services.responses import own, responses
from bot.storage import scrubbing
from bot.storage.engine import REBUILD_DUE, Database
from bot.storage.servers import read_fact

LONG = 120
"""Seconds after which something is taken to hang."""


@pytest.fixture
async def secret(open_poll):
    return await open_poll("a", secrecy=Secrecy.SECRET)


@pytest.fixture
def voters(vote, context, person):
    """Return what lets people vote one after the other, and returns who cast what."""

    async def cast(poll, number=30):
        chance = random.Random(number)  # noqa: S311  nothing secret
        choices = {}
        for each in range(number):
            name, pick = f"voter {each}", chance.choice(["yes", "no"])
            await vote(name, poll, pick)
            who = context.pseudonyms.participant(poll.debate_id, person(name).user_id, poll.secrecy)
            choices[who] = f'["{pick}"]'
        return choices

    return cast


async def end_by_hand(context, moderator, poll):
    await lifecycle.close_by_hand(context, moderator(), poll.question, None, {})


async def end_at_deadline(context, _, poll):
    await deadlines.close_at_deadline(context, poll, {})


async def end_with_debate(context, moderator, _):
    await debates.finish(context, moderator(), {})


async def cancel(context, moderator, poll):
    await lifecycle.cancel(context, moderator(), poll.question, None)


@pytest.mark.parametrize("end", [end_by_hand, end_at_deadline, end_with_debate, cancel])
async def test_stolen_files_tell_nobodys_vote_once_a_secret_poll_is_over(
    context, secret, voters, moderator, database_file, end
):
    choices = await voters(secret)
    assert len(who_voted_what(database_file)) == len(choices), "the thief knows how to read the log"
    await end(context, moderator, secret)
    assert who_voted_what(database_file, at_most=len(choices) - 1) == {}
    assert files_of(database_file)["-wal"] == b""


async def test_a_reader_in_the_way_puts_it_off_and_the_bot_goes_on_trying(
    context, database, secret, voters, moderator, database_file, monkeypatch, caplog
):
    monkeypatch.setattr(scrubbing, "WARN_AFTER", 0.0)
    monkeypatch.setattr(scrubbing, "PAUSES", (0.01,))
    choices = await voters(secret)
    with closing(sqlite3.connect(database_file, isolation_level=None)) as reader, Heard("bot.storage") as heard:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM secret_voters").fetchone()
        await end_by_hand(context, moderator, secret)
        assert len(who_voted_what(database_file)) > len(choices) / 2, "the log is there still"
        await asyncio.wait_for(heard.told.wait(), LONG)
        assert "still on the disk" in caplog.text
    await asyncio.wait_for(database._scrubber._retrying, LONG)
    assert who_voted_what(database_file) == {}
    assert "off the disk now" in caplog.text


async def test_what_a_killed_bot_left_is_gone_after_the_start(secret, voters, database_file, tmp_path):
    choices = await voters(secret)
    killed = tmp_path / "killed.db"
    for ending, content in files_of(database_file).items():
        if ending != "-shm":
            killed.with_name(killed.name + ending).write_bytes(content)
    assert len(who_voted_what(killed)) == len(choices)
    started = Database.at(f"sqlite:///{killed}")
    await erasing.scrub_at_start(started)
    assert who_voted_what(killed) == {}
    await started.close()


@pytest.fixture
async def zuzanna(context, open_poll, vote, voters, person, administrator, moderator):
    """Return somebody with a vote in every kind of poll, and a response, among many others."""
    somebody = person("Zuzanna Qwertz")
    await voters(await open_poll("a"), 200)
    for secrecy, question in [(Secrecy.NAMED, "b"), (Secrecy.SECRET, "c"), (Secrecy.PSEUDONYMOUS, "d")]:
        await debates.change_settings(context, administrator(), secrecy=secrecy)
        poll = await open_poll(question)
        await vote(somebody.name, poll, poll.items[0].options[0].id)
        await responses.respond(context, somebody, question, f"Some unmistakable words on {question}. " * 40)
        if secrecy is not Secrecy.PSEUDONYMOUS:
            await end_by_hand(context, moderator, poll)
    return somebody


async def test_after_a_deletion_no_byte_of_any_file_has_the_person(context, zuzanna, database, database_file):
    receipts = (await mydata.show(context, zuzanna)).receipts
    ids = context.pseudonyms.all_of(1, zuzanna.user_id)
    salts = [receipt.entry.salt for receipt in receipts if receipt.entry]
    words = [*ids, zuzanna.name, str(zuzanna.user_id), *(receipt.code for receipt in receipts), *salts]
    texts = [response.text for _, response in (await mydata.show(context, zuzanna)).responses]
    traces = {piece for text in [*words, *texts] for piece in fragments(text)}
    assert len(salts) == 2
    assert found_in(database_file, traces)
    await mydata.delete(context, zuzanna)
    assert found_in(database_file, traces) == set()
    async with database.reading() as connection:
        assert await read_fact(connection, REBUILD_DUE) is None


@pytest.mark.parametrize("act", ["edit", "erase"])
async def test_what_was_edited_out_or_deleted_of_one_response_is_in_no_byte_of_any_file(
    context, zuzanna, database_file, act
):
    response = (await mydata.show(context, zuzanna)).responses[-1][1]
    traces = {b"words on d"}
    assert found_in(database_file, traces)
    if act == "edit":
        await own.edit(context, zuzanna, response.id, "Nothing of all that.")
    else:
        await own.erase(context, zuzanna, response.id)
    assert found_in(database_file, traces) == set()


async def test_a_deletion_before_a_crash_is_completed_at_the_next_start(
    context, zuzanna, database_file, tmp_path, monkeypatch
):
    async def killed(_):
        return None

    monkeypatch.setattr(erasing, "rebuild", killed)
    await mydata.delete(context, zuzanna)
    traces = set(fragments("Some unmistakable words"))
    left = tmp_path / "killed.db"
    for ending, content in files_of(database_file).items():
        if ending != "-shm":
            left.with_name(left.name + ending).write_bytes(content)
    assert found_in(left, traces)
    started = Database.at(f"sqlite:///{left}")
    await erasing.scrub_at_start(started)
    assert found_in(left, traces) == set()
    async with started.reading() as connection:
        assert await read_fact(connection, REBUILD_DUE) is None
    await started.close()


async def test_many_deletions_share_rebuilds_and_all_are_done(
    context, database, open_poll, voters, person, database_file
):
    await voters(await open_poll("a"), 40)
    gone = [person(f"voter {number}") for number in range(30)]
    await asyncio.gather(*(mydata.delete(context, somebody) for somebody in gone))
    async with asyncio.timeout(LONG):
        while database._scrubber._wanted:
            await database._scrubber._retrying
    traces = {piece for each in gone for piece in fragments(context.pseudonyms.all_of(1, each.user_id)[0])}
    assert found_in(database_file, traces) == set()
