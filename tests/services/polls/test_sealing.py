"""Seals, inclusion codes and the chain of actions: fixed when a poll closes, and the same whatever happens later."""

import asyncio
import hashlib
import json
import re
from dataclasses import replace

import pytest
from sentences import THE_STORED_VOTES_ARE_NOT_THOSE_SEALED
from sqlalchemy import text

from bot.domain.canonical import canonical_lines, seal
from bot.domain.hash_chain import GENESIS
from bot.domain.polls import Release
from bot.domain.receipts import new_entry
from bot.domain.refusals import NotNow
from bot.services.debates import debates
from bot.services.mydata import mydata
from bot.services.polls import lifecycle, opening, voting
from bot.services.polls.recount import recount
from bot.services.results import results
from bot.storage.actions import actions_of
from bot.storage.codes import codes_of, store_codes, summary_of
from bot.storage.polls import poll_by_id


@pytest.fixture
def close(context, moderator):
    """Return what closes a question by hand, and returns its count."""

    async def by_hand(question="a"):
        return (await lifecycle.close_by_hand(context, moderator(), question, None, {}))[0]

    return by_hand


async def sealed_anew(context, debate, poll):
    """Work the seal out from what is stored now."""
    async with context.database.reading() as connection:
        return seal(
            canonical_lines(debate.title, await recount(connection, poll), await summary_of(connection, poll.id))
        )


async def entries(context, poll):
    async with context.database.reading() as connection:
        return [entry async for entry in codes_of(connection, poll.id)]


async def codes(context, poll):
    return {entry.code for entry in await entries(context, poll)}


async def log(context, debate):
    async with context.database.reading() as connection:
        return [json.loads(link.line()) async for link in actions_of(connection, debate.id)]


@pytest.mark.both_databases
async def test_a_closed_poll_carries_the_seal_of_its_count_and_a_deletion_leaves_it_whole(
    context, debate, open_poll, vote, close, person
):
    poll = await open_poll("a")
    assert poll.seal is None
    for name, pick in [("ann", "yes"), ("bob", "no"), ("cy", None)]:
        await vote(name, poll, *([pick] if pick else []))
    closed = (await close()).poll
    assert len(closed.seal) == 64
    before = [entry.commitment for entry in await entries(context, poll)]
    await mydata.delete(context, person("ann"))
    after = await entries(context, poll)
    assert [entry.commitment for entry in after] == before
    assert all(entry.is_valid for entry in after)
    assert await sealed_anew(context, debate, closed) == closed.seal
    assert (await results.result(context, person("bob"), "a", None)).poll == closed


@pytest.mark.both_databases
async def test_a_vote_changed_behind_the_bots_back_breaks_the_seal(context, debate, open_poll, vote, close):
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    closed = (await close()).poll
    async with context.database.writing() as connection:
        await connection.execute(text("UPDATE ballots SET answer = 'no'"))
    assert await sealed_anew(context, debate, closed) != closed.seal


@pytest.mark.expects_errors
@pytest.mark.parametrize(
    "change", ["UPDATE ballots SET answer = 'no' WHERE answer = 'yes'", "UPDATE codes SET commitment = 'another'"]
)
async def test_a_result_that_no_longer_fits_its_seal_is_not_published(
    context, open_poll, vote, close, moderator, database, caplog, change
):
    poll = await open_poll("a", release=Release.MANUAL)
    await vote("ann", poll, "yes")
    await close()
    async with database.writing() as connection:
        await connection.execute(text(change))
    with pytest.raises(NotNow, match=re.escape(THE_STORED_VOTES_ARE_NOT_THOSE_SEALED.forms[0])):
        await lifecycle.publish(context, moderator(), "a", None)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "the votes stored in poll 1, or its list of voters, have changed since it was sealed"
    ]
    async with database.reading() as connection:
        assert (await poll_by_id(connection, poll.id)).published_at is None


async def test_a_deletion_between_closing_and_publishing_keeps_nothing_from_being_published(
    context, open_poll, vote, close, moderator, person
):
    poll = await open_poll("a", release=Release.MANUAL)
    for name in ("ann", "bob"):
        await vote(name, poll, "yes")
    sealed = (await close()).poll.seal
    await mydata.delete(context, person("ann"))
    assert (await lifecycle.publish(context, moderator(), "a", None)).poll.seal == sealed


async def test_a_poll_that_was_closed_before_there_were_seals_is_published(
    context, open_poll, vote, close, moderator, database
):
    await vote("ann", await open_poll("a", release=Release.MANUAL), "yes")
    await close()
    async with database.writing() as connection:
        await connection.execute(text("UPDATE polls SET seal = NULL, log_head = NULL"))
        await connection.execute(text("DELETE FROM codes"))
    assert (await lifecycle.publish(context, moderator(), "a", None)).turnout == 1


@pytest.mark.both_databases
async def test_everybody_who_voted_finds_the_code_and_nobody_else(context, open_poll, vote, close, person, monkeypatch):
    """Also where there are more voters than go into one batch."""
    monkeypatch.setattr("bot.storage.codes.BATCH", 2)
    paper = await open_poll("c")
    names = [f"voter {number}" for number in range(5)]
    for name in names:
        for item in paper.items:
            await vote(name, paper, item.options[0].id, item=item.key)
    await vote("gone", paper, paper.items[0].options[0].id)
    await voting.withdraw(context, person("gone"), paper.id)
    promised = {(await voting.own_ballot(context, person(name), paper.id)).code for name in names}
    await close("c")
    listed = await codes(context, paper)
    assert listed == promised
    assert len(listed) == 5
    assert (await voting.own_ballot(context, person("gone"), paper.id)).code not in listed


@pytest.mark.both_databases
async def test_the_list_lies_in_an_order_that_is_nobodys(open_poll, vote, close, database, database_url, tmp_path):
    """Neither an order of rows nor of bytes says which code belongs to which pseudonym."""
    poll = await open_poll("a")
    for number in range(25):
        await vote(f"voter {number}", poll, "yes")
    await close()
    on_sqlite = database_url.startswith("sqlite")
    unordered = text("SELECT commitment FROM codes" if on_sqlite else "SELECT commitment FROM codes ORDER BY ctid")
    async with database.reading() as connection:
        lying = (await connection.execute(unordered)).scalars().all()
    assert len(lying) == 25
    assert lying == sorted(lying)
    if on_sqlite:
        await database.close()
        content = (tmp_path / "debate.db").read_bytes()
        assert {content.count(commitment.encode()) for commitment in lying} == {1}
        places = [content.index(commitment.encode()) for commitment in lying]
        # SQLite fills a page from its end; 25 rows lie on one page.
        assert places == sorted(places, reverse=True)


async def test_a_seal_cannot_be_guessed_from_counts_and_codes(context, database, debate, open_poll, vote, close):
    """So that it may be shown before they are: with all but the salts the same, it is another each time."""
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    closed = (await close()).poll
    (first,) = await entries(context, poll)
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM codes"))
        await store_codes(connection, poll.id, [new_entry(str(first.code))])
    (second,) = await entries(context, poll)
    assert second.code == first.code
    assert second.commitment != first.commitment
    assert await sealed_anew(context, debate, closed) != closed.seal


async def test_with_the_key_the_list_no_longer_says_who_has_deleted_their_data(context, open_poll, vote, close, person):
    """What was left over, once everybody who is still there was crossed out, was the code of who is not."""
    poll = await open_poll("a")
    for name in ("ann", "bob", "cy"):
        await vote(name, poll, "yes")
    known = {name: (await voting.own_ballot(context, person(name), poll.id)).code for name in ("ann", "bob", "cy")}
    await close()
    assert await codes(context, poll) == set(known.values())
    await mydata.delete(context, person("ann"))
    listed = await entries(context, poll)
    assert {entry.code for entry in listed} - {known["bob"], known["cy"]} == {None}
    (left,) = [entry for entry in listed if entry.code is None]
    assert left.salt is None
    assert left.commitment not in {known["ann"], hashlib.sha256(known["ann"].encode()).hexdigest()}


async def test_a_code_is_the_same_whatever_was_chosen_and_another_in_every_poll(context, open_poll, vote, person):
    first, second = await open_poll("a"), await open_poll("b")
    await vote("ann", first, "yes")
    code = (await voting.own_ballot(context, person("ann"), first.id)).code
    await vote("ann", first, "no")
    assert (await voting.own_ballot(context, person("ann"), first.id)).code == code
    assert (await voting.own_ballot(context, person("ann"), second.id)).code != code
    assert (await voting.own_ballot(context, person("bob"), first.id)).code != code


@pytest.mark.both_databases
async def test_every_action_hangs_on_the_one_before_it(context, debate, open_poll, vote, close, moderator, clock):
    poll = await open_poll("a", minutes=1, release=Release.MANUAL)
    await vote("ann", poll, "yes")
    clock.advance(5)
    await lifecycle.extend(context, moderator(), "a", None, 5)
    sealed = (await close()).poll.seal
    await lifecycle.publish(context, moderator(), "a", None)
    await lifecycle.cancel(context, moderator(), "a", None)
    await debates.finish(context, moderator(), {})
    entries = await log(context, debate)
    names = ["debate started", "poll opened", "poll extended", "poll closed", "result sealed"]
    assert [entry["action"] for entry in entries] == [*names, "result published", "poll cancelled", "debate closed"]
    assert [entry["number"] for entry in entries] == list(range(1, 9))
    assert (entries[4]["seal"], entries[2]["at"]) == (sealed, "2025-07-10T18:00:05Z")
    previous = GENESIS
    for entry in entries:
        hashed = entry.pop("hash")
        rest = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashed == hashlib.sha256((previous + rest).encode()).hexdigest()
        previous = hashed


async def test_what_is_refused_or_repeated_leaves_no_entry(context, debate, open_poll, close):
    await open_poll("a")
    await close()
    before = await log(context, debate)
    await close()
    assert await log(context, debate) == before


@pytest.mark.both_databases
async def test_actions_at_once_take_their_places_one_after_the_other(context, debate, moderator, an_opening):
    await asyncio.gather(*(opening.open_poll(context, moderator(), an_opening(question)) for question in "abc"))
    assert [entry["number"] for entry in await log(context, debate)] == [1, 2, 3, 4]


async def test_who_left_after_voting_belongs_to_the_electorate(context, debate, open_poll, vote, moderator):
    """While voting goes on, in the count and under its seal."""
    poll = await open_poll("a", electorate=1)
    for name in ("ann", "bob", "cy"):
        await vote(name, poll, "yes")
    assert context.open_polls.tally(poll.id).poll.electorate == 3
    tally, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {None: 2})
    assert (tally.poll.electorate, tally.turnout_share) == (3, 1)
    async with context.database.reading() as connection:
        stored = await poll_by_id(connection, poll.id)
    assert stored.electorate == 3
    assert await sealed_anew(context, debate, stored) == tally.poll.seal


async def test_an_electorate_that_an_earlier_version_sealed_stays_under_its_seal(
    context, debate, open_poll, vote, close
):
    poll = await open_poll("a", electorate=5)
    await vote("ann", poll, "yes")
    await vote("bob", poll, "yes")
    closed = (await close()).poll
    async with context.database.writing() as connection:
        await connection.execute(text("UPDATE polls SET electorate = 1"))
        stored = await poll_by_id(connection, poll.id)
        tally = await recount(connection, stored)
        codes = await summary_of(connection, poll.id)
        earlier = seal(canonical_lines(debate.title, replace(tally, poll=replace(closed, electorate=1)), codes))
    assert (tally.poll.electorate, tally.electorate, tally.turnout_share) == (1, 2, 1)
    assert await sealed_anew(context, debate, stored) == earlier
